"""The operator's handbook has a section for every code, and names what the operator meets on the screen."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from urllib.parse import urlparse

from tests.conftest import PROJECT

HANDBOOK = PROJECT / "docs" / "van-hanh.md"
TEXT = HANDBOOK.read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### (GN-\d{3}) (\S.*)$", TEXT, re.MULTILINE)
PARTS = ("Thấy gì", "Vì sao", "Làm gì", "Sau đó")
PICTURES = {
    *("danh-sach-viec", "danh-sach-luot", "bieu-mau", "luot-loi", "retry", "luot-xong"),
    *("don-vi-bao-cao", "thu-da-gui", "cho-duyet"),
}


def codes_of_errors():
    """By the classes, also those that say a code of their base."""
    from expectations.outgoing import FiguresContradict
    from giamngheo.core.errors import GiamNgheoError

    kinds = [GiamNgheoError, FiguresContradict]
    for kind in kinds:
        kinds += [below for below in kind.__subclasses__() if below not in kinds]
    return {kind.code for kind in kinds}


def codes_in_source():
    folders = ("giamngheo", "expectations", "tasks", "flows", "commands")
    text = [path.read_text(encoding="utf-8") for folder in folders for path in (PROJECT / folder).rglob("*.py")]
    return {code for one in text for code in re.findall(r"""["'](GN-\d{3})["']""", one)}


def test_every_code_has_its_section_and_every_section_its_code():
    assert codes_of_errors() <= codes_in_source()
    count = Counter(code for code, _ in SECTIONS)
    assert set(count) == codes_in_source()
    assert max(count.values()) == 1
    assert [code for code, _ in SECTIONS] == sorted(count)


def test_no_other_heading_of_a_code_and_no_code_without_section():
    headings = re.findall(r"^#+ .*GN-\d{3}.*$", TEXT, re.MULTILINE)
    assert len(headings) == len(SECTIONS)
    assert set(re.findall(r"GN-\d{3}", TEXT)) == {code for code, _ in SECTIONS}


def test_every_section_says_what_is_seen_why_what_to_do_and_what_then():
    sections = re.split(r"^(?=### GN-)", TEXT, flags=re.MULTILINE)[1:]
    assert len(sections) == len(SECTIONS) > 0
    for section in sections:
        body = re.split(r"^## ", section, flags=re.MULTILINE)[0]
        assert re.findall(r"^- \*\*(.+?):\*\*", body, re.MULTILINE) == list(PARTS), section.splitlines()[0]


def test_every_deployment_is_named_with_its_title_and_time():
    operation = tomllib.loads((PROJECT / "config" / "operation.toml").read_text(encoding="utf-8"))
    assert operation["deployment"]
    for deployment in operation["deployment"]:
        line = next(line for line in TEXT.splitlines() if line.startswith(f"| {deployment['title']} |"))
        assert deployment.get("at", "chỉ khi bấm") in line


def test_every_artifact_is_named():
    from tasks.support.artifacts import KEYS

    assert KEYS
    assert {key for key in [*KEYS, "tien-do"] if f"| `{key}` |" not in TEXT} == set()


def test_every_field_of_the_forms_is_named():
    from flows.run.approval import Approval
    from flows.run.requests import AdHocOrder, BackfillOrder, CollectOrder, NightlyOrder, ReportOrder

    for model in (CollectOrder, ReportOrder, AdHocOrder, BackfillOrder, NightlyOrder, Approval):
        assert model.model_fields, model
        for field in model.model_fields.values():
            assert field.title in TEXT, field.title


def test_names_of_settings_are_real():
    from giamngheo.metadata.settings import Settings, SmtpSettings

    known = {f"GIAMNGHEO_{name.upper()}" for name in Settings.model_fields}
    known |= {f"GIAMNGHEO_SMTP_{name.upper()}" for name in SmtpSettings.model_fields}
    of_compose = set(
        re.findall(r"\$\{(GIAMNGHEO_[A-Z_]+)", (PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    )
    assert of_compose
    named = set(re.findall(r"GIAMNGHEO_[A-Z_]+[A-Z]", TEXT))
    assert named
    assert named <= known | of_compose


def test_commands_are_real():
    from commands.app import command_line

    names = set(command_line().commands)
    named = set(re.findall(r"giamngheo ([a-z]+)(?=[ `\n])", TEXT))
    assert len(named) > 5
    assert named <= names | {"giamngheo"}


def test_pictures_are_there_and_have_words():
    found = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", TEXT)
    assert Counter(target for _, target in found) == Counter(f"hinh/{name}.png" for name in PICTURES)
    for words, target in found:
        assert len(words) > 10, target
        assert not urlparse(target).scheme
        assert (HANDBOOK.parent / target).is_file(), target
