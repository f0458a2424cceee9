"""The files of a new office, out of a sample that itself serves an office."""

from __future__ import annotations

import shutil
import tomllib

import pytest
import tomlkit
from pydantic import ValidationError

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata import load_configuration
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.scaffold.answers import Answers, LevelsAnswers
from giamngheo.metadata.scaffold.folder import lay_config
from giamngheo.metadata.scaffold.new_office import files_of_office, sample_in
from giamngheo.metadata.scaffold.toml_files import filled_in
from giamngheo.metadata.scaffold.units import NewUnit
from giamngheo.metadata.scaffold.words_of_levels import fill_levels, sender_of
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.new_office import ANSWERS, UNITS

ASKED = Answers.model_validate(ANSWERS)
NEW_UNITS = [NewUnit(code=code, name=name) for code, name in UNITS.items()]


@pytest.fixture
def clone(tmp_path):
    """The `config/` of a clone."""
    return shutil.copytree(PROJECT / "config", tmp_path / "clone")


def test_what_a_clones_own_office_has_added_is_not_the_new_ones(clone, tmp_path):
    before = sample_in(clone)
    (clone / "plans").mkdir()
    (clone / "plans" / "2021.toml").write_bytes(before["plan.toml"])
    (clone / "công văn.docx").write_bytes(b"PK")
    assert sample_in(clone) == before
    assert lay_config(tmp_path / "new", files_of_office(before, ASKED, NEW_UNITS)).is_dir()


def test_a_file_that_a_clone_does_not_have_is_named(clone):
    for name in ("levels.toml", "areas.csv"):
        (clone / name).unlink()
    with pytest.raises(ConfigurationError, match=r"thiếu tệp areas.csv, levels.toml; chép lại từ bản gốc"):
        sample_in(clone)


def _laid_from(clone, folder):
    return load_configuration(lay_config(folder, files_of_office(sample_in(clone), ASKED, NEW_UNITS)))


# What an office does with its own files, each so that its configuration loads: file, what stands there, what it becomes.
OWN = [
    (
        "settings.toml",
        'home = "var" ',
        'warehouse_url = "postgresql+psycopg://u@db/thachha"\nbackup = "/mnt/thachha"\nhome = "/srv/thachha"',
    ),
    ("settings.toml", 'host = ""', 'host = "mail.thachha.example"\npassword_file = "/run/thachha"'),
    (
        "report.toml",
        "[attention]",
        '[[change]]\nvalid_from = 2025-03-01\nissuing_body = "PHÒNG THẠCH HÀ"\n[change.contact]\nname = "Thạch Hà"\n\n[attention]',
    ),
    ("report.toml", 'signed_for = ""', 'signed_for = "KT. TRƯỞNG PHÒNG THẠCH HÀ"'),
    (
        "report.toml",
        "[attention]",
        '[publication]\nsmall_counts_below = 3\nreceivers = ["UBND huyện Thạch Hà"]\n\n[attention]',
    ),
    ("recipients.toml", "[communes.addresses]", '[communes.chairmen]\n18604 = "ct@thachha.example"\n\n[communes.addresses]'),
    (
        "plan.toml",
        '[[indicator]]\ncode = "insured_poor"',
        '[[indicator.revision]]\nfrom = 2020-06-15\nsource = "QĐ Thạch Hà"\nvalue = 1\nunits = { 18604 = 0.8 }\n\n'
        '[[indicator]]\ncode = "insured_poor"',
    ),
    ("plan.toml", "value = 95, per_unit = true", "value = 95, per_unit = true, units = { 18604 = 97 }"),
    ("plan.toml", 'area = "huyện', 'district = "huyện'),
    ("plan.toml", "[offices.ldtbxh]", "[offices.ldtbxh]\nvalid_from = 2020-01-01"),
    ("operation.toml", 'heartbeat_url = ""', 'heartbeat_url = "https://hc.example/thachha"'),
    (
        "operation.toml",
        'documents = ["giam-ngheo"]        # loại báo cáo phải ký; loại khác vẫn gửi bản Word như đã lập\noffice = []',
        'documents = ["giam-ngheo", "so-ldtbxh"]\noffice = ["van-thu@thachha.example"]',
    ),
    ("levels.toml", '[[level]]\ncode = "huyen"', '[[level]]\ncode = "cum"\nnoun = "cụm"\n\n[[level]]\ncode = "huyen"'),
]  # fmt: skip


def test_what_is_the_own_of_a_clones_office_is_not_taken_over(clone, tmp_path):
    before = files_of_office(sample_in(clone), ASKED, NEW_UNITS)
    for file, old, new in OWN:
        change(clone / file, old, new)
    load_configuration(clone)
    after = files_of_office(sample_in(clone), ASKED, NEW_UNITS)
    for file in {file for file, *_ in OWN}:
        assert tomllib.loads(after[file].decode()) == tomllib.loads(before[file].decode()), file
    lay_config(tmp_path / "new", after)


@pytest.mark.parametrize("left_out", ["contact", "communes", "smtp"])
def test_what_a_clones_office_has_left_out_is_the_new_ones_all_the_same(clone, tmp_path, left_out):
    file = clone / {"contact": "report.toml", "communes": "recipients.toml", "smtp": "settings.toml"}[left_out]
    document = tomlkit.parse(file.read_text("utf-8"))
    del document[left_out]
    file.write_text(tomlkit.dumps(document), "utf-8")
    load_configuration(clone)
    made = _laid_from(clone, tmp_path / "new")
    settings = tomllib.loads((tmp_path / "new" / "config" / "settings.toml").read_text("utf-8"))
    assert (made.letterhead.contact.address, settings["smtp"]["sender"]) == ("pkt@huong.example", "pkt@huong.example")


def test_a_table_that_a_clones_spreadsheet_wrote_is_written_anew(clone, tmp_path):
    """Semicolons, the mark of UTF-8 in front, and no column of areas, which came later."""
    lines = (clone / "units.csv").read_text("utf-8").splitlines()
    without = [";".join(line.split(",")[:9]) for line in lines]
    (clone / "units.csv").write_text("\ufeff" + "\r\n".join(without), "utf-8")
    load_configuration(clone)
    assert [unit.code for unit in _laid_from(clone, tmp_path / "new").units] == list(UNITS)


def test_a_form_of_a_clones_own_is_not_the_new_offices(clone):
    before = sample_in(clone)
    shutil.copytree(clone / "forms" / "BC-GN-01", clone / "forms" / "BC-GN-09")
    assert sample_in(clone) == before


@pytest.mark.parametrize(
    ("sender", "kinds", "made"),
    [
        ("xã", "Xã", ["xa"]),
        ("xã", "Xã, Phường, Đặc khu", ["xa", "phuong", "dac-khu"]),
        ("xã", "Bản, Xã", ["ban", "xa"]),
        ("xã", "Thị trấn, Bản/Làng", ["thi-tran", "ban-lang"]),
        ("thôn", "Thôn, Tổ dân phố (TDP)", ["thon", "to-dan-pho"]),
        ("thôn", "(TDP), Thôn", ["tdp", "thon"]),
    ],
)
def test_whatever_names_of_units_begin_with_is_a_kind(sender, kinds, made):
    answers = LevelsAnswers(whole="huyện", sender=sender, kinds=kinds)
    file = filled_in((PROJECT / "config" / "levels.toml").read_bytes(), fill_levels, answers, False)
    level = Levels.model_validate(tomllib.loads(file.decode())).sender
    assert [kind.code for kind in level.kinds] == made
    assert [kind.name for kind in level.kinds] == kinds.split(", ")
    assert level == sender_of(answers)


@pytest.mark.parametrize(
    ("kinds", "said"), [("Xã, …", "không có chữ cái"), ("Bản/Làng, Bản Làng", "bỏ dấu thì như nhau")]
)
def test_kinds_that_cannot_be_told_apart_are_said(kinds, said):
    with pytest.raises(ValidationError, match=said):
        LevelsAnswers(whole="huyện", sender="xã", kinds=kinds)
