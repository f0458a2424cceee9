"""`python -m giamngheo`: the door to the command line, which stands above all other layers."""

import sys


def main() -> None:
    from commands.app import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
