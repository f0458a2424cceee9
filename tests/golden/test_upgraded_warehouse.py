"""A warehouse of the sample year that version 0016 of the tables left (March and the first quarter of 2020, sent to all),
opened by this version: every old report is the same bytes, drawn again without its archive.

Where a library writes its files otherwise from some version on, the archive still has them byte for byte
(`report/test_report_files.py`); this kept warehouse then tells what of the change is the library's.
"""

from __future__ import annotations

import hashlib
import lzma

import pytest
import sqlalchemy as sa

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.publish import find_report
from giamngheo.report.render.files import report_files
from giamngheo.warehouse.engine import HEAD
from tests.conftest import GOLDEN
from tests.support.office import Office

PERIODS = ("2020-03", "2020-Q1")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """Its home, once this version has opened it for writing."""
    home = tmp_path_factory.mktemp("kept")
    kept = lzma.decompress((GOLDEN / "warehouse" / "sample-2020-03.db.xz").read_bytes())
    (home / "warehouse.db").write_bytes(kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIAMNGHEO_HOME", str(home))
        load_settings.cache_clear()
        context = open_context("2020-04-20")
        with context.warehouse.writing() as connection:
            version = connection.scalar(sa.text("select version_num from alembic_version"))
        assert version == HEAD != "0016"
        yield context
    load_settings.cache_clear()


@pytest.mark.parametrize("period", PERIODS)
def test_every_old_report_is_the_same_to_the_byte(upgraded, period):
    made = find_report(upgraded, Period.parse(period), None)
    stored = {(file.document, file.kind): file.sha256 for file in made.files}
    assert len(stored) == 40
    drawn = {
        (one.document, one.kind): hashlib.sha256(one.data).hexdigest() for one in report_files(made.content, stored)
    }
    assert drawn == stored


@pytest.mark.parametrize("period", PERIODS)
def test_its_figures_are_worked_out_as_they_were(upgraded, period):
    """And nothing that a new column asks makes another revision of what was attained, or of the report."""
    from giamngheo.report.compose import draft, is_same_report

    made = find_report(upgraded, Period.parse(period), None)
    again = draft(upgraded.warehouse, Period.parse(period), 2, upgraded.clock.today, made.content).content
    assert is_same_report(made.content, again)


def test_a_correction_is_taken_as_ever(upgraded):
    """Nothing of it has to be judged anew, or stored twice, before it goes on."""
    before = find_report(upgraded, Period.parse("2020-03"), None)
    office = Office(upgraded.settings.home, today="2020-04-20")
    assert set(office.statuses("2020-03").values()) == {"accepted"}
    assert find_report(office.context, Period.parse("2020-03"), None).id == before.id
