"""docker-compose.yml: what it promises, and its own commands at work on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

import httpx
import pytest

from giamngheo.core.formats import HANOI
from giamngheo.metadata.settings import ReadingLimits, Settings
from tests.compose.native import PASSWORDS, Stack, compose_file, postgres_programs
from tests.conftest import PROJECT
from tests.flows.test_report import letters_in, small_office
from tests.support.programs import need
from tests.support.recipients import recipients

FILE = compose_file()
SERVICES = FILE["services"]
ONE_SHOTS = {"deploy", "bi-roles"}
OF_OTHERS = {"mail-catcher", "superset"}  # services whose programs are not ours: not started here
OPERATION = tomllib.loads((PROJECT / "config" / "operation.toml").read_text(encoding="utf-8"))
each_service = pytest.mark.parametrize("name", SERVICES)


@each_service
def test_the_image_is_pinned(name):
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    pinned = re.escape(f"giamngheo:{version}") if is_ours(name) else r"[a-z/-]+:v?\d+\.\d+\S*"
    assert re.fullmatch(pinned, SERVICES[name]["image"])


def is_ours(name):
    return SERVICES[name].get("build") == "."


@each_service
def test_what_ends_is_started_again_and_what_hangs_is_seen(name):
    service = SERVICES[name]
    if name in ONE_SHOTS:
        assert service["restart"] in {"no", "on-failure:5"}
    else:
        assert service["restart"] == "unless-stopped"
        assert {"test", "interval", "timeout", "retries"} <= set(service["healthcheck"])
    assert service["init"] is True
    assert service["stop_grace_period"]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}


@each_service
def test_it_may_do_as_little_as_possible(name):
    service = SERVICES[name]
    assert service["user"] in {"10001:10001", "postgres", "superset"}  # the last two: of their images, neither is root
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service)
    inline = any("content" in FILE["configs"][config["source"]] for config in service.get("configs", []))
    assert service.get("read_only", False) is not inline  # compose refuses both together


def test_only_the_web_pages_are_published_and_on_loopback():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {
        "prefect-server": ["127.0.0.1:4200:4200"],
        "precheck": ["127.0.0.1:4280:4280"],
        "superset": ["127.0.0.1:8088:8088"],
        "mail-catcher": ["127.0.0.1:8025:8025"],
    }
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}
    bi = {"bi-roles": ["bi"], "superset": ["bi"]}
    assert profiles == {"precheck": ["precheck"], "mail-catcher": ["try"]} | bi


def test_the_page_for_everybody_has_nothing_that_it_could_tell():
    """Whoever reaches it may upload what he likes: it has no password, no data, no way to the services that have some."""
    page = SERVICES["precheck"]
    assert (page["secrets"], page["volumes"]) == ([], ["./config:/opt/giamngheo/config:ro"])
    assert page["networks"] == ["precheck"]
    assert [name for name, service in SERVICES.items() if "precheck" in service.get("networks", [])] == ["precheck"]
    ours = {name for name in page["environment"] if name.startswith("GIAMNGHEO_")}
    assert ours == {f"GIAMNGHEO_LIMITS_{name}".upper() for name in ReadingLimits.model_fields}


def test_no_secret_stands_in_an_environment_and_each_is_a_file():
    assert set(FILE["secrets"]) == set(PASSWORDS)
    for name, secret in FILE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    for service in SERVICES.values():
        for variable, value in service["environment"].items():
            if re.search(r"PASSWORD|AUTH|SECRET|KEY", variable):
                assert variable.endswith("_FILE"), variable
                assert value.removeprefix("/run/secrets/") in service["secrets"]
            assert not re.search(r"://[^/@]*:[^/@]*@", value), variable
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"secrets/", ".env"} <= set(ignored)


@each_service
def test_it_keeps_the_offices_time_and_tells_nobody(name):
    environment = SERVICES[name]["environment"]
    assert environment["TZ"] == HANOI.key
    assert all(isinstance(value, str) for value in environment.values())
    if "build" in SERVICES[name]:
        assert environment["DO_NOT_TRACK"] == "1"
    if is_ours(name):
        assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == environment["GX_ANALYTICS_ENABLED"] == "false"


def test_what_is_one_s_own_comes_from_the_environment():
    own = {"GIAMNGHEO_SMTP_HOST": "mail-catcher", "GIAMNGHEO_SMTP_PORT": "1025", "GIAMNGHEO_INBOX_DIR": "/srv/share"}
    worker = compose_file(own)["services"]["worker"]
    assert worker["environment"]["GIAMNGHEO_SMTP_HOST"] == "mail-catcher"
    assert shared_folder_of(worker)["source"] == "/srv/share"


def shared_folder_of(service):
    (found,) = [mount for mount in service["volumes"] if isinstance(mount, dict)]
    return found


def test_without_a_shared_folder_nothing_starts_and_compose_says_what_to_write():
    with pytest.raises(LookupError, match=r"\.env đường dẫn của thư mục dùng chung"):
        compose_file({"GIAMNGHEO_INBOX_DIR": ""})


def test_the_shared_folder_is_read_only_until_the_office_lets_answers_in():
    mount = shared_folder_of(SERVICES["worker"])
    assert (mount["target"], mount["read_only"]) == ("/inbox", "true")
    writing = compose_file({"GIAMNGHEO_INBOX_READ_ONLY": "false"})
    assert shared_folder_of(writing["services"]["worker"])["read_only"] == "false"


@pytest.mark.parametrize(("propagation", "seen"), [(None, "tệp"), ("rprivate", "")])
def test_a_share_that_is_mounted_later_is_seen_in_a_container_and_none_is_made_in_its_place(
    tmp_path, propagation, seen
):
    """By the kernel itself: a second look at the folder, mounted as the file says, and as Docker does by itself."""
    mount = shared_folder_of(SERVICES["worker"])["bind"]
    assert mount["create_host_path"] is False
    for name in ("share", "container"):
        (tmp_path / name).mkdir()
    script = (
        'cd "$1"; mount --bind share container; mount --make-"$2" container\n'
        "mount -t tmpfs share share; touch share/tệp; ls container"
    )
    place = ("--mount", "--propagation", "shared", "sh", "-ec", script)
    shown = subprocess.run(
        [need("mount namespaces"), *place, "sh", tmp_path, propagation or mount["propagation"]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == seen
    assert list((tmp_path / "share").iterdir()) == []  # all of it was within the namespace


# What the file itself decides: places inside the containers, and passwords, which come as files.
_DECIDED = {"GIAMNGHEO_HOME", "GIAMNGHEO_INBOX", "GIAMNGHEO_WAREHOUSE_URL"}
_NOT_GIVEN = {"GIAMNGHEO_CONFIG", "GIAMNGHEO_SMTP_PASSWORD", "GIAMNGHEO_ARCHIVE_KEY"}
_OF_THE_SERVER = {"GIAMNGHEO_PREFECT_DATABASE_URL", "GIAMNGHEO_PREFECT_DATABASE_PASSWORD_FILE"}


def settings_of_the_program():
    names = set()
    for name, one in Settings.model_fields.items():
        inner = getattr(one.annotation, "model_fields", None)
        names |= {f"GIAMNGHEO_{name}_{each}".upper() for each in inner} if inner else {f"GIAMNGHEO_{name}".upper()}
    return names


@pytest.mark.parametrize("name", ["worker", "watch", "deploy", "prefect-server"])
def test_every_setting_reaches_the_containers(name):
    """What docs/settings.md names, and what it stands for in `[limits]`; what is put into .env arrives."""
    wanted = settings_of_the_program() - _NOT_GIVEN - (set() if name == "prefect-server" else _OF_THE_SERVER)
    given = {variable for variable in SERVICES[name]["environment"] if variable.startswith("GIAMNGHEO_")}
    assert given == wanted
    documented = set(re.findall(r"`(GIAMNGHEO_[A-Z_]+)`", (PROJECT / "docs/settings.md").read_text(encoding="utf-8")))
    assert {each for each in settings_of_the_program() if "_LIMITS_" not in each} <= documented
    own = {each: f"own {each}" for each in wanted - _DECIDED - _OF_THE_SERVER if not each.endswith("PASSWORD_FILE")}
    for secret in ("GIAMNGHEO_PREFECT_AUTH_FILE", "GIAMNGHEO_ARCHIVE_KEY_FILE"):
        own.pop(secret)
    found = compose_file(own)["services"][name]["environment"]
    assert {each: found[each] for each in own} == own


@each_service
def test_it_may_not_take_the_whole_machine(name):
    service = SERVICES[name]
    assert service["pids_limit"] <= 512
    assert service["cpus"] <= 2
    assert service["mem_limit"] in {"1g", "4g"}


def test_the_image_has_the_locked_libraries_and_nothing_private():
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.11\.\d+-slim-bookworm AS libraries$", text, re.MULTILINE)
    assert re.findall(r"^FROM (\w+)(?: AS \w+)?$", text, re.MULTILINE) == ["libraries", "libraries"]
    assert re.search(r"^RUN pip install .*-r requirements\.lock$", text, re.MULTILINE)
    assert re.search(r"^RUN pip install .*--no-deps .*--editable \.", text, re.MULTILINE)
    assert "USER 10001:10001" in text
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for name in line.split()}
    wheel = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    needed = {"config", "examples", "requirements.lock", *wheel["wheel"]["only-include"]}
    assert copied >= {name.partition("/")[0] for name in needed}  # a folder is copied with all that is in it
    ignore = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied


def test_postgresql_is_there_for_the_tests_that_follow():
    assert (postgres_programs() / "postgres").exists()


@pytest.fixture(scope="module")
def stack():
    """All services up, in the file's order; taken down at the end, each by its own good will."""
    with tempfile.TemporaryDirectory(prefix="compose-") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own
        stack = Stack(Path(folder))
        small_office(stack)
        try:
            stack.start_postgres()
            stack.start("prefect-server")
            stack.wait_until_healthy("prefect-server")
            deployed = stack.run("deploy")
            assert deployed.returncode == 0, deployed.stdout
            for name in ("worker", "watch", "precheck"):
                stack.start(name)
            for name in stack.running:
                stack.wait_until_healthy(name)
            yield stack
        finally:
            ended = stack.stop()
        assert set(ended) == SERVICES.keys() - ONE_SHOTS - OF_OTHERS
        stuck = [name for name, code in ended.items() if code == -9]
        assert not stuck, stack.log(stuck[0]).read_text(encoding="utf-8", errors="replace")[-3000:]


@pytest.mark.slow
def test_the_server_asks_for_the_password(stack):
    assert httpx.get(f"{stack.api}/version").status_code == 401
    assert httpx.get(f"{stack.api}/version", auth=("admin", "wrong")).status_code == 401
    assert stack.client.get("/version").status_code == 200


@pytest.mark.slow
def test_the_ui_is_served_from_where_a_read_only_root_lets_it_be_written(stack):
    page = httpx.get(stack.api.removesuffix("/api"), follow_redirects=True)
    assert page.status_code == 200
    assert "<title>Prefect" in page.text
    assert list((stack.home / "prefect" / "ui").rglob("index.html"))
    assert httpx.get(page.url.join("/ui-settings")).json()["api_url"] == "/api"


@pytest.mark.slow
def test_the_server_keeps_its_runs_in_postgresql(stack):
    assert int(stack.psql("prefect", "SELECT count(*) FROM deployment")) == len(OPERATION["deployment"])
    assert stack.psql("prefect", "SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'") == "pg_trgm"
    assert not list(stack.folder.rglob("*.db"))


@pytest.mark.slow
def test_deployments_and_schedules_are_those_of_the_configuration(stack):
    found = {one["name"]: one for one in stack.client.post("/deployments/filter", json={}).json()}
    assert set(found) == {one["title"] for one in OPERATION["deployment"]}
    for wanted in OPERATION["deployment"]:
        schedules = [each["schedule"] for each in found[wanted["title"]]["schedules"]]
        hour, minute = (wanted.get("at") or "0:0").split(":")
        assert [each["cron"] for each in schedules] == [f"{int(minute)} {int(hour)} * * *"] * ("at" in wanted)
        assert {each["timezone"] for each in schedules} <= {HANOI.key}
    again = stack.run("deploy")
    assert again.returncode == 0
    assert "không phải đổi gì" in again.stdout
    for wanted in OPERATION["deployment"]:
        wait_for(lambda one=found[wanted["title"]]: bool(coming(stack, one)) or not one["schedules"], 90)


@pytest.mark.slow
def test_an_ordered_month_is_reported_once(stack):
    assert state_of(stack, ordered(stack)) == "COMPLETED"
    letters = reports_in(stack)
    assert len(letters) == len(recipients())
    assert int(stack.psql("giamngheo", "SELECT count(*) FROM submission")) >= 2
    sent = "SELECT count(*) FROM message WHERE kind = 'report'"
    assert int(stack.psql("giamngheo", sent)) == len(recipients())
    assert state_of(stack, ordered(stack)) == "COMPLETED"
    assert reports_in(stack) == letters
    assert int(stack.psql("giamngheo", sent)) == len(recipients())
    for name in stack.running:
        assert stack.unhealthy(name) == ""
        log = stack.log(name).read_text(encoding="utf-8")
        assert not [secret for secret in PASSWORDS.values() if secret and secret in log], name


def reports_in(stack: Stack) -> list[str]:
    """The letters kept as files, but for those of the watch to the operator."""
    told = OPERATION["operator"]["addresses"]
    return [letter["X-RcptTo"] for letter in letters_in(stack) if letter["X-RcptTo"] not in told]


def ordered(stack: Stack) -> str:
    """A run as `Custom run` in the UI orders it."""
    found = stack.client.post("/deployments/filter", json={"deployments": {"name": {"any_": ["Báo cáo tháng"]}}}).json()
    order = {"parameters": {"yêu_cầu": {"period": "2020-03", "today": "2020-03-20"}}, "state": {"type": "SCHEDULED"}}
    answer = stack.client.post(f"/deployments/{found[0]['id']}/create_flow_run", json=order)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def state_of(stack: Stack, run: str) -> str:
    """How the run ended; where not well, what it said goes into the test's output."""

    def state() -> str:
        return stack.client.get(f"/flow_runs/{run}").json()["state"]["type"]

    wait_for(lambda: state() in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}, 150)
    if (ended := state()) != "COMPLETED":
        logs = stack.client.post("/logs/filter", json={"logs": {"flow_run_id": {"any_": [run]}}}).json()
        print(*(line["message"] for line in logs), stack.log("worker").read_text(encoding="utf-8"), sep="\n")
    return ended


def coming(stack: Stack, deployment: dict) -> list[dict]:
    """The runs that the server has written ahead for a deployment's schedule."""
    wanted = {"deployment_id": {"any_": [deployment["id"]]}, "state": {"type": {"any_": ["SCHEDULED"]}}}
    return stack.client.post("/flow_runs/filter", json={"flow_runs": wanted}).json()


def wait_for(there, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, "not there in time"
        time.sleep(0.5)
