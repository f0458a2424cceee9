"""The README and the pages say what is there."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme():
    from commands.app import command_line

    names = set(command_line().commands)
    assert names >= {"run", "check", "status", "figures", "attainment", "explain", "report", "doctor"}
    for name in names:
        assert f"giamngheo {name}" in README, name


def test_every_setting_is_on_the_page_that_the_readme_points_to():
    from giamngheo.metadata.settings import Settings, SmtpSettings

    assert "(docs/settings.md)" in README
    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        if name in {"limits", "smtp", "task_runner", "site"}:  # sections of settings.toml
            assert f"`[{name}]`" in page, name
        else:
            assert f"`GIAMNGHEO_{name.upper()}`" in page, name
    for name in SmtpSettings.model_fields:
        assert f"`GIAMNGHEO_SMTP_{name.upper()}`" in page, name


def test_the_readme_stays_one_page():
    assert len(README.splitlines()) <= 150


def test_the_readme_shows_a_run_as_it_ends():
    """The sample's March, as `commands/summary.py` prints it."""
    from giamngheo.report.content import ReportContent
    from giamngheo.report.wording import goals, words

    march = ReportContent.model_validate_json(
        (PROJECT / "tests/golden/report-2020-03.json").read_text(encoding="utf-8")
    )
    printed = {
        (item.title, words.value_text(item), goals.target_text(item), goals.verdict(item)) for item in march.attainment
    }
    shown = {tuple(cell.strip() for cell in line.strip("│").split("│")) for line in README.splitlines() if "│" in line}
    assert shown
    assert shown <= printed


def test_every_file_that_a_command_of_the_readme_names_is_there():
    named = re.findall(r'^giamngheo .*?"(examples/.*?)"', README, re.MULTILINE)
    assert named
    assert [path for path in named if not (PROJECT / path).is_file()] == []


def test_the_tree_in_the_readme_is_the_tree_on_disk():
    lines = re.search(r"## The tree\n\n```\n(.*?)```", README, re.DOTALL)[1].splitlines()
    listed = {line.split()[0].strip("/") for line in lines if not line.startswith(" ")}
    for name in listed:
        assert (PROJECT / name).exists(), name
    on_disk = {path.name for path in PROJECT.iterdir() if not path.name.startswith(".")}
    others = {"requirements.lock", "requirements-dev.lock", "var", "secrets", "dist", "__pycache__", "LICENSE"}
    assert {name for name in on_disk if not name.endswith(".egg-info")} - others <= listed


def test_the_rooms_in_the_readme_are_those_on_disk():
    tree = re.search(r"## The tree\n\n```\n(.*?)```", README, re.DOTALL)[1]
    listed = [name for line in re.findall(r"^  (\S.*)$", tree, re.MULTILINE) for name in re.findall(r"[a-z]+/", line)]
    assert sorted(listed) == sorted(f"{path.parent.name}/" for path in (PROJECT / "giamngheo").glob("*/__init__.py"))


PAGES = [path for path in PROJECT.rglob("*.md") if not {".venv", "var", "node_modules"} & set(path.parts)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page):
    for target in targets_in(page):
        file, _, anchor = target.partition("#")
        if "://" in file:
            continue
        aim = (page.parent / file).resolve() if file else page
        assert aim.exists(), target
        if anchor:
            assert anchor in anchors_of(aim), target


def test_links_are_seen():
    """In the page, to another, into another, and to a picture."""
    found = {target for page in PAGES for target in targets_in(page)}
    ways = [r"#.+", r"[^#:]+\.md", r"[^#:]+\.md#.+", r"[^#:]+\.png"]
    assert [way for way in ways if not any(re.fullmatch(way, target) for target in found)] == []


def targets_in(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text)


def anchors_of(page):
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_pictures_are_told_in_words(page):
    text = page.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    pictures += [(words, file) for file, words in re.findall(r'<img src="([^"]+)" alt="([^"]*)"', text)]
    assert len(pictures) == text.count("![") + text.count("<img ")
    for words, file in pictures:
        assert len(words.split()) >= 4, file


def test_files_that_the_pages_name_are_there():
    """Modules and folders in backquotes: a page that names what has moved is worse than none."""
    named = r"`((?:giamngheo|flows|tasks|expectations|commands|tests|config|docs)/[\w./-]*)`"
    found = {
        (page.name, name)
        for page in PAGES
        if page.name != "CHANGELOG.md"  # tells of what was
        for name in re.findall(named, page.read_text(encoding="utf-8"))
    }
    assert len(found) > 50
    assert {(page, name) for page, name in found if not (PROJECT / name).exists()} == set()


def test_every_decision_is_in_the_index():
    folder = PROJECT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page for page in folder.glob("*.md") if page.name != "README.md"]
    assert pages
    for page in pages:
        assert f"({page.name})" in index, page.name
        titles = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert titles == ["Context", "Decision", "Consequences"], page.name


def test_every_way_to_change_something_names_its_place():
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", README.split("## How to change what")[1], re.MULTILINE)[1:]
    assert len(rows) >= 16
    for wish, place in rows:
        assert "`" in place, wish


def test_the_steps_are_the_same_seven_words_everywhere():
    steps = ["receive", "read", "check", "store", "attain", "report", "send"]
    assert " → ".join(steps) in README
    for step in steps:
        assert (PROJECT / "tasks" / f"{step}.py").exists()
        assert (PROJECT / "giamngheo" / step / "__init__.py").exists()
    architecture = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = [architecture.index(f"**{step}.**") for step in steps]
    assert places == sorted(places)


def test_services_of_the_compose_file_are_pinned_and_on_loopback():
    from tests.compose.native import compose_file

    services = compose_file()["services"]
    assert set(services) == {
        *("postgres", "prefect-server", "deploy", "worker", "watch"),
        "precheck",  # profile `precheck`
        *("bi-roles", "superset"),  # profile `bi`
        "mail-catcher",  # profile `try`
    }
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/-]+:v?\d+\.\d+\S*", service["image"]), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_locks_name_no_place():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text


def test_the_hosts_and_each_commit_call_what_everybody_calls():
    workflow = (PROJECT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    [job] = yaml.safe_load(workflow)["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    assert "://" not in workflow
    commits = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [hook["entry"] for repo in commits["repos"] for hook in repo["hooks"]] == ["make check"]


def test_every_package_says_that_it_is_typed():
    for package in ("giamngheo", "expectations", "tasks", "flows", "commands"):
        assert (PROJECT / package / "py.typed").exists(), package


def test_the_version_is_one():
    from giamngheo import __version__

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", changelog, re.MULTILINE)
    assert titles[0] == ("Unreleased", "")
    assert titles[1][0] == __version__
    assert all(day for _, day in titles[1:])


def test_what_the_readmes_commands_lay_into_the_sample_folder_is_not_the_projects():
    from giamngheo.feedback.board.writing import BOARD_NAME
    from giamngheo.receive.ignored_names import ANSWERS, FORMS

    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"{ANSWERS}/", f"{FORMS}/", BOARD_NAME} <= set(ignored)
