"""What the office installs is known piece by piece: one version each, who needs it, under which licence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.audit import judged
from tests.conftest import PROJECT
from tests.structure.test_dependencies import PROJECT_TABLE, names_of

# Whose metadata name no licence that anybody could look up, and what their authors say elsewhere.
SAID_ELSEWHERE = {"mrml": "MIT, in its repository", "ummalqura": "Waqef, given to everybody, in its metadata"}
_OURS = "giamngheo (pyproject.toml)"
_NO_USERS = ("", "-c requirements.lock", "--override (workspace)")  # the last: left out everywhere, by [tool.uv]


def locked(name):
    """(requirement, for whom) of each line of a lock; for whom: packages, or our own pyproject.toml."""
    found = []
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            found.append((Requirement(line), []))
        elif (via := line.strip("# ").removeprefix("via").strip()) not in _NO_USERS:
            found[-1][1].append(via)
    return found


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    """The list of parts that the image gets, made of this environment: name → component."""
    made = re.search(r"cyclonedx-py (.*) --output-file \S+ \S+$", (PROJECT / "Dockerfile").read_text("utf-8"), re.M)
    file = tmp_path_factory.mktemp("parts") / "sbom.cdx.json"
    place = (
        "--no-validate",
        "--output-file",
        file,
        sys.executable,
    )  # against its schema it is held where the image is made
    command = [sys.executable, "-m", "cyclonedx_py", *made[1].split(), *place]
    subprocess.run(command, check=True, capture_output=True)
    parts = json.loads(file.read_text(encoding="utf-8"))
    assert parts["bomFormat"] == "CycloneDX"
    return {canonicalize_name(part["name"]): part for part in parts["components"]}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_library_has_one_version_that_is_finished_and_somebody_needs_it(lock):
    lines = locked(lock)
    names = {canonicalize_name(pin.name) for pin, _ in lines}
    assert len(names) > 100
    for pin, users in lines:
        (only,) = pin.specifier
        assert only.operator == "==", pin
        assert not Version(only.version).is_prerelease, pin
        assert users, pin
        assert {canonicalize_name(user) for user in users if user != _OURS} <= names, pin
    direct = {canonicalize_name(pin.name) for pin, users in lines if _OURS in users}
    extras = PROJECT_TABLE["optional-dependencies"]
    wanted = names_of([*PROJECT_TABLE["dependencies"], *extras["install"]])
    assert direct == (wanted if lock == "requirements.lock" else wanted | names_of([*extras["dask"], *extras["dev"]]))


def test_the_list_of_parts_names_every_library_with_its_version_and_licence(bill):
    pins = {canonicalize_name(pin.name): pin for pin, _ in locked("requirements.lock")}
    here = {name: pin for name, pin in pins.items() if pin.marker is None or pin.marker.evaluate()}
    assert len(here) > 100
    assert {name for name, pin in here.items() if not pin.specifier.contains(bill[name]["version"])} == set()
    assert {name for name in here if not bill[name].get("licenses")} == set(SAID_ELSEWHERE)


def test_an_audit_that_cannot_ask_says_so_and_nothing_else():
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit"],
        env=os.environ | nowhere,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "nothing is known of any library" in done.stdout


def test_an_audit_names_what_has_an_advisory_and_counts_what_it_does_not_know():
    vulnerable = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    found = {"dependencies": [vulnerable, {"name": "b", "skip_reason": "not found"}, {"name": "c", "vulns": []}]}
    said, is_bad = judged(json.dumps(found), "")
    assert is_bad
    assert said.splitlines() == [
        "a 1: PYSEC-1, mended in ['2']",
        "3 libraries asked about, 1 advisories; of 1 the service knows nothing.",
    ]
    assert judged(json.dumps({"dependencies": [{"name": "c", "vulns": []}]}), "")[1] is False
