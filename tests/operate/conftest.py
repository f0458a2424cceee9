"""An office that knows one household well (`tests/support/one_household.py`)."""

from __future__ import annotations

import shutil

import pytest

from tests.support.office import office_in
from tests.support.one_household import CODE, december, fill, january
from tests.support.recipients import with_few_recipients


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """On SQLite an office is a folder: made once, each test gets its copy."""
    folder = tmp_path_factory.mktemp("one-household")
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        fill(office)
    return folder


@pytest.fixture
def filled(office, few_recipients, request):  # noqa: ARG001
    if office.context.warehouse.engine.dialect.name == "postgresql":
        fill(office)
        return office
    folder = request.getfixturevalue("made_once")
    office.context.warehouse.engine.dispose()
    shutil.rmtree(office.home / "home")
    for name in ("home", "inbox"):
        shutil.copytree(folder / name, office.home / name, dirs_exist_ok=True)
    return office


@pytest.fixture
def code():
    return CODE


@pytest.fixture(name="december")
def december_():
    return december()


@pytest.fixture(name="january")
def january_():
    return january()
