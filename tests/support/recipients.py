"""Who gets a report, as the configuration of the project says; and a configuration with few who do."""

from __future__ import annotations

import shutil
from pathlib import Path

from giamngheo.metadata import load_configuration
from tests.conftest import PROJECT

FEW = {"ubnd@a.example": "giam-ngheo", "so@a.example": "so-ldtbxh", "khe@a.example": "xa-18604"}


def recipients(*documents: str) -> list[str]:
    """Addresses, sorted: of everybody, or of those who get some documents (`xa-` means all that begin so)."""
    everybody = load_configuration(PROJECT / "config").recipients
    return sorted(one.address for one in everybody if not documents or one.document.startswith(documents))


def with_few_recipients(folder: Path) -> Path:
    """The project's configuration with one recipient of each kind: where thirty letters tell no more than three."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    named = (
        f'[[recipient]]\nname = "A"\naddress = "{address}"\ndocument = "{document}"\n'
        for address, document in FEW.items()
    )
    (config / "recipients.toml").write_text("\n".join(named), encoding="utf-8")
    return config


def with_communes(folder: Path, addresses: dict[str, str]) -> Path:
    """The same, with addresses of communes in place of the one commune among the recipients: they get answers, too."""
    config = with_few_recipients(folder)
    file = config / "recipients.toml"
    office = file.read_text("utf-8").split("\n\n")
    lines = [f'{code} = "{address}"' for code, address in addresses.items()]
    office = [one for one in office if "xa-" not in one]
    file.write_text("\n\n".join([*office, "[communes.addresses]", *lines]) + "\n", "utf-8")
    return config
