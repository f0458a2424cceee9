"""The program installed alone, as `pipx install` does: no clone, no network; an office is set up with it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from tests.support.new_office import UNITS, answers_file

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel's files alone; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = {"check": True, "capture_output": True, "text": True}
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=PROJECT, **quiet)
    (wheel,) = folder.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder / "site"), str(wheel)], cwd=folder, **quiet)
    return folder / "site"


@pytest.fixture
def alone(installed, tmp_path):
    """Run the installed command in a folder of nobody's; gives (exit code, stdout, stderr)."""

    def run(*arguments, folder=tmp_path):
        command = [sys.executable, "-m", "giamngheo", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIAMNGHEO_")}
        environment["PYTHONPATH"] = str(installed)
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_without_a_clone_an_office_is_set_up_and_runs_in_its_folder(alone, tmp_path):
    code, _, err = alone("status", "--period", "2026-01")
    assert (code, "Không có thư mục cấu hình" in err, "giamngheo init THƯ_MỤC" in err) == (2, True, True)
    assert str(tmp_path / "config") in err
    code, out, err = alone("init", "huong", "--answers", answers_file(tmp_path))
    assert (code, err) == (0, "")
    (tmp_path / "huong" / "inbox").mkdir()
    code, out, err = alone("template", "--period", "2026-01", "--lay", folder=tmp_path / "huong")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(UNITS)
    assert (tmp_path / "huong" / "config" / "schemas" / "plan.schema.json").is_file()


@pytest.mark.parametrize(("of", "name"), [("config", "config"), ("examples/forms", "forms")])
def test_the_wheel_brings_the_sample_as_it_is_here(installed, of, name):
    here = {path.relative_to(PROJECT / of): path.read_bytes() for path in (PROJECT / of).rglob("*.*")}
    sample = installed / "giamngheo" / "sample" / name
    assert {path.relative_to(sample): path.read_bytes() for path in sample.rglob("*.*")} == here
    assert not (installed / of.partition("/")[0]).exists()
    assert not (installed / "tests").exists()


def test_the_wheel_brings_every_file_of_the_program(installed):
    """Also those that are no Python: templates, the state's forms, the country's list of communes."""
    rooms = ("commands", "expectations", "flows", "giamngheo", "tasks")
    here = {
        path for room in rooms for path in (PROJECT / room).rglob("*.*") if path.is_file() and path.suffix != ".pyc"
    }
    names = {path.relative_to(PROJECT).as_posix() for path in here}
    assert {"giamngheo/metadata/scaffold/communes.csv", "giamngheo/metadata/before.toml"} < names
    assert {name for name in names if not (installed / name).is_file()} == set()


def test_without_a_clone_the_offices_next_year_is_laid_too(alone, tmp_path):
    assert alone("init", "huong", "--answers", answers_file(tmp_path))[0] == 0
    code, _, err = alone("init", "2027", "--from-year", "2026", folder=tmp_path / "huong")
    assert (code, err) == (0, "")
    code, out, _ = alone("doctor", folder=tmp_path / "huong" / "2027")
    assert "✘ Cấu hình: Còn chỗ phải ghi: config/plan.toml, khóa «number»" in out
    assert "✔ Phiên bản: cài bằng gói" in out
