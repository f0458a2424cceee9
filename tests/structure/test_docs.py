"""The README says what is there."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme():
    from commands.app import app

    names = {command.name for command in app.registered_commands}
    assert names >= {"run", "check", "status", "figures", "attainment", "explain", "report", "doctor"}
    for name in names:
        assert f"giamngheo {name}" in README, name


def test_every_setting_is_in_the_readme():
    from giamngheo.metadata.settings import Settings

    for name in Settings.model_fields:
        if name != "limits":  # a section of settings.toml, explained there
            assert f"GIAMNGHEO_{name.upper()}" in README, name


def test_the_tree_in_the_readme_is_the_tree_on_disk():
    tree = re.search(r"## The tree\n\n```\n(.*?)```", README, re.DOTALL)[1]
    for line in tree.splitlines():
        name = line.split()[0]
        assert (PROJECT / name).exists(), name
    listed = {line.split()[0].strip("/") for line in tree.splitlines()}
    hidden = {"LICENSE"}
    on_disk = {
        path.name for path in PROJECT.iterdir() if not path.name.startswith(".") and path.name not in {"var", "secrets"}
    }
    assert on_disk - hidden - {"__pycache__"} <= listed | {"requirements.lock", "requirements-dev.lock"}


def test_the_steps_are_the_same_seven_words_everywhere():
    steps = ["receive", "read", "check", "store", "attain", "report", "send"]
    assert " → ".join(steps) in README
    for step in steps:
        assert (PROJECT / "tasks" / f"{step}.py").exists()
    said = "".join((PROJECT / "flows" / name).read_text(encoding="utf-8") for name in ("collecting.py", "reporting.py"))
    body = said[said.index("def gather(") :]
    calls = ["= receive(", "= read.map(", "+= check(", "+= store(", "attain(each", "= report(", " send("]
    places = [body.index(call) for call in calls]
    assert places == sorted(places)


def test_every_dependency_has_its_reason():
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    for name in project["dependencies"]:
        line = next(line for line in text.splitlines() if f'"{name}"' in line)
        assert "#" in line, name


def test_services_of_the_compose_file_are_pinned_and_on_loopback():
    from tests.compose.native import compose_file

    services = compose_file()["services"]
    assert set(services) == {
        *("postgres", "prefect-server", "deploy", "worker", "watch"),
        *("mail-catcher", "sample-inbox"),  # profile `try`
    }
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\S*", service["image"]), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_locks_name_no_place():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text


def test_what_the_readmes_commands_lay_into_the_sample_folder_is_not_the_projects():
    from giamngheo.feedback.board.writing import BOARD_NAME
    from giamngheo.receive.shared_folder import ANSWERS, FORMS

    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"{ANSWERS}/", f"{FORMS}/", BOARD_NAME} <= set(ignored)
