"""`python -m flows.run`: what a worker starts for a run, Prefect's own engine.

Not the engine itself: a child process imports the main module of its parent again, unless that is a package's, and those
that read workbooks would each take two seconds more.
"""

import runpy

if __name__ == "__main__":
    runpy.run_module("prefect.engine", run_name="__main__")
