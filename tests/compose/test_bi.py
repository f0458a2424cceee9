"""Profile `bi` of docker-compose.yml: what Superset may reach, by the file's own commands on a real PostgreSQL; and that all it is
given fits together. Superset itself is started by `make test-bi` (`tests/compose/superset_shown.py`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from giamngheo.metadata.load import load_configuration
from giamngheo.warehouse.engine import open_warehouse
from giamngheo.warehouse.view_creation import READER
from giamngheo.warehouse.views import VIEWS
from tests.compose.native import PASSWORDS, Stack, compose_file
from tests.conftest import PROJECT
from tests.support.bi_content import CONTENT, by_uuid, content, metrics_of

SERVICES = compose_file()["services"]
OWN_TOOL = "office_tool"  # a role that an office has made itself


def test_superset_is_the_image_that_its_dockerfile_builds_on():
    dockerfile = (PROJECT / "bi" / "Dockerfile").read_text(encoding="utf-8")
    (version,) = re.findall(r"^FROM apache/superset:(\d+\.\d+\.\d+)$", dockerfile, re.MULTILINE)
    assert SERVICES["superset"]["image"] == f"giamngheo-superset:{version}"
    assert SERVICES["superset"]["build"] == "./bi"
    assert re.search(r" psycopg2-binary==\d+\.\d+\.\d+$", dockerfile, re.MULTILINE)
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE)[-1] == SERVICES["superset"]["user"]


def test_superset_knows_no_password_of_the_program_and_reaches_postgresql_alone():
    own = SERVICES["superset"]
    assert set(own["secrets"]) & {"postgres-password", "prefect-auth", "smtp-password", "archive-key"} == set()
    assert own["networks"] == ["bi"]
    assert {name for name, one in SERVICES.items() if "bi" in one.get("networks", [])} == {
        *("postgres", "bi-roles", "superset")
    }
    assert own["volumes"] == SERVICES["bi-roles"]["volumes"] == ["./bi:/opt/giamngheo/bi:ro"]
    assert own["environment"]["SCARF_ANALYTICS"] == "false"
    for one in content("databases"):
        assert sa.make_url(one["sqlalchemy_uri"]).username == READER
        assert "://" in one["sqlalchemy_uri"]
        assert sa.make_url(one["sqlalchemy_uri"]).password is None


@pytest.mark.parametrize(("said", "secure"), [("", False), ("true", True)])
def test_its_cookie_goes_through_tls_alone_where_the_office_says_so(tmp_path, said, secure):
    own = Stack(tmp_path, compose_file({"GIAMNGHEO_BI_TLS": said}))
    assert f"{secure} {secure}" == told_to_superset(
        own, "SESSION_COOKIE_SECURE, TALISMAN_CONFIG['session_cookie_secure']"
    )


def test_a_slip_in_the_variable_of_tls_is_told(tmp_path):
    own = Stack(tmp_path, compose_file({"GIAMNGHEO_BI_TLS": "có"}))
    assert "GIAMNGHEO_BI_TLS trong tệp .env là «có»" in told_to_superset(own, "SESSION_COOKIE_SECURE")


def told_to_superset(stack: Stack, what: str) -> str:
    """What `bi/superset_config.py` has under a name, or what it ends with."""
    imported = f"import sys; sys.path.append({str(PROJECT / 'bi')!r}); from superset_config import *"
    return stack.run("superset", sys.executable, "-c", f"{imported}; print({what})").stdout.strip()


def test_without_the_profile_nobody_needs_its_secrets():
    needed = {name for one in SERVICES.values() if "profiles" not in one for name in one["secrets"]}
    assert needed == {"postgres-password", "prefect-auth", "smtp-password", "archive-key"}


def test_what_a_chart_shows_is_in_its_dataset_and_each_is_on_the_dashboard():
    charts, datasets = by_uuid("charts"), by_uuid("datasets")
    for chart in charts.values():
        own = datasets[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in own["columns"]}
        wanted = named_in(chart["params"])
        assert wanted["metrics"] <= metrics_of(own).keys(), chart["slice_name"]
        assert wanted["columns"] <= columns, chart["slice_name"]
        assert wanted["columns"] | wanted["metrics"], chart["slice_name"]
        assert chart["viz_type"] == chart["params"]["viz_type"]
        assert chart["description"], chart["slice_name"]
    (dashboard,) = content("dashboards")
    placed = [one["meta"]["uuid"] for one in dashboard["position"].values() if dict_of(one).get("type") == "CHART"]
    assert sorted(placed) == sorted(charts)


def named_in(params: dict[str, Any]) -> dict[str, set[str]]:
    metrics = {*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])}
    columns = {name_of(one) for key in _BY_COLUMNS for one in params.get(key, [])}
    columns |= {params["x_axis"]} if "x_axis" in params else set()
    columns |= {one["subject"] for one in params["adhoc_filters"]}
    columns |= {re.match(r'\["(\w+)"', one)[1] for one in params.get("order_by_cols", [])}
    return {"metrics": metrics, "columns": columns}


_BY_COLUMNS = ("groupby", "groupbyRows", "groupbyColumns", "all_columns")


def name_of(column: str | dict[str, str]) -> str:
    """A column by its name, or with a heading of the chart's own."""
    return column if isinstance(column, str) else column["sqlExpression"]


def dict_of(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def test_the_dashboards_filter_is_a_month_and_reaches_what_is_of_one_month():
    """What it does not reach is drawn over all months; what it reaches has its column."""
    charts, datasets = by_uuid("charts"), by_uuid("datasets")
    (dashboard,) = content("dashboards")
    (own,) = dashboard["metadata"]["native_filter_configuration"]
    (target,) = own["targets"]
    column = target["column"]["name"]
    assert own["sortMetric"] in metrics_of(datasets[target["datasetUuid"]])
    assert (own["controlValues"]["multiSelect"], own["controlValues"]["enableEmptyFilter"]) == (False, True)
    numbers = {
        one["meta"]["uuid"]: one["meta"]["chartId"]
        for one in dashboard["position"].values()
        if dict_of(one).get("type") == "CHART"
    }
    for uuid, number in numbers.items():
        params = charts[uuid]["params"]
        across = {params.get("x_axis"), *map(name_of, params.get("groupbyColumns", []))}
        over_months = across & {"period", "period_said"}
        assert (number in own["scope"]["excluded"]) is bool(over_months), charts[uuid]["slice_name"]
        if not over_months:
            columns = {each["column_name"] for each in datasets[charts[uuid]["dataset_uuid"]]["columns"]}
            assert column in columns, charts[uuid]["slice_name"]


def test_the_dashboard_speaks_of_no_level_by_name():
    """An office of another level has the same dashboard: its units are called by their names alone."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CONTENT.rglob("*.yaml")))
    assert re.findall(r"(?<!\w)(?:huyện|xã(?! hội)|phường|thị trấn|tỉnh)(?!\w)", text, re.IGNORECASE) == []


@pytest.fixture(scope="module")
def postgres_of_bi():
    """The stack's PostgreSQL as an office has had it for years; the roles are made before the warehouse is ever opened."""
    with tempfile.TemporaryDirectory(prefix="bi-") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own
        stack = Stack(Path(folder))
        try:
            stack.start_postgres()
            stack.psql("giamngheo", f"CREATE ROLE {OWN_TOOL} LOGIN PASSWORD 'own'")
            done = stack.run("bi-roles")
            assert done.returncode == 0, done.stdout
            opened = open_warehouse.__wrapped__(address_of(stack), load_configuration(PROJECT / "config"))
            opened.engine.dispose()  # PostgreSQL waits for whoever is connected before it ends
            yield stack
        finally:
            stack.stop()


def address_of(stack: Stack) -> str:
    url = sa.make_url(stack.environment("worker")["GIAMNGHEO_WAREHOUSE_URL"])
    return url.set(password=PASSWORDS["postgres-password"]).render_as_string(hide_password=False)


def entering(stack: Stack, role: str, password: str, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=stack.ports["5432"], user=role, password=password, dbname=database, autocommit=True
    )


READING = (READER, PASSWORDS["bi-reader-password"])
KEEPING = ("superset", PASSWORDS["superset-database-password"])


@pytest.mark.slow
def test_each_role_enters_its_own_database_and_an_offices_own_role_is_not_locked_out(postgres_of_bi):
    rights = "SELECT bool_or(has_database_privilege('%s', datname, 'TEMPORARY')) FROM pg_database WHERE datname = '%s'"
    wanted = {"giamngheo": "t", "prefect": "t", "postgres": "t", "template1": "f"}  # as PostgreSQL has them for PUBLIC
    assert {one: postgres_of_bi.psql("giamngheo", rights % (OWN_TOOL, one)) for one in wanted} == wanted
    for role, password, allowed in (
        (*READING, {"giamngheo"}),
        (*KEEPING, {"superset"}),
        (OWN_TOOL, "own", {"giamngheo", "prefect", "postgres", "template1"}),
    ):
        for database in ("giamngheo", "prefect", "superset", "postgres", "template1"):
            if database in allowed:
                entering(postgres_of_bi, role, password, database).close()
            else:
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    entering(postgres_of_bi, role, password, database)


@pytest.mark.slow
def test_the_reader_reads_the_views_and_no_household_however_often_the_roles_are_made(postgres_of_bi):
    stack = postgres_of_bi
    for _ in range(2):
        with entering(stack, *READING, "giamngheo") as connection:
            for view in (*(one.name for one in VIEWS), "v_column"):
                connection.execute(f"SELECT * FROM {view}").fetchall()
            for table in ("household", "story", "finding", "submission", "message", "journal"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SELECT * FROM {table}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TEMPORARY TABLE own (a int)")
        # What somebody has granted it by hand is taken back; what was lost comes again; a new password holds.
        stack.psql(
            "giamngheo",
            f"GRANT SELECT ON household TO {READER}; REVOKE SELECT ON v_unit FROM {READER};"
            f"ALTER ROLE {READER} SUPERUSER PASSWORD 'old'; GRANT CONNECT ON DATABASE prefect TO {READER}",
        )
        done = stack.run("bi-roles")
        assert (done.returncode, done.stdout) == (0, "")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        entering(stack, *READING, "prefect")


@pytest.mark.slow
def test_nobody_reads_through_another_role_and_an_offices_own_schema_stays_readable(postgres_of_bi):
    stack = postgres_of_bi
    stack.psql(
        "giamngheo",
        f"GRANT pg_read_all_data TO {READER}, superset; GRANT giamngheo TO {READER};"
        f"GRANT {OWN_TOOL} TO {READER} WITH ADMIN OPTION; SET ROLE {READER}; GRANT {OWN_TOOL} TO superset; RESET ROLE;"
        f"CREATE SCHEMA office; CREATE VIEW office.own AS SELECT 7 AS a; GRANT USAGE ON SCHEMA office TO {READER};"
        f"GRANT SELECT ON office.own TO {READER}",
    )
    with entering(stack, *READING, "giamngheo") as connection:
        connection.execute("SELECT * FROM household")  # or nothing below would show anything
    done = stack.run("bi-roles")
    assert (done.returncode, done.stdout) == (0, "")
    members = "SELECT count(*) FROM pg_auth_members WHERE member IN ('giamngheo_reader'::regrole, 'superset'::regrole)"
    assert stack.psql("giamngheo", members) == "0"
    with entering(stack, *READING, "giamngheo") as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM household")
        assert connection.execute("SELECT a FROM office.own").fetchall() == [(7,)]


@pytest.mark.slow
@pytest.mark.parametrize("around", ["{}", "{}\n", "\ufeff{}\r\n", " {} \t\r\nnot this\r\n", "{}\n\n"])
def test_a_password_is_the_same_for_both_sides_however_its_file_was_written(postgres_of_bi, around):
    stack = postgres_of_bi
    secrets = {name: stack.folder / "secrets" / name for name in ("bi-reader-password", "superset-database-password")}
    kept = {path: path.read_bytes() for path in secrets.values()}
    try:
        for name, path in secrets.items():
            path.write_bytes(around.format(PASSWORDS[name]).encode())
        done = stack.run("bi-roles")
        assert (done.returncode, done.stdout) == (0, "")
        own = told_to_superset(stack, "SQLALCHEMY_DATABASE_URI")
        reading = told_to_superset(
            stack,
            "DB_CONNECTION_MUTATOR(make_url(os.environ['WAREHOUSE_URL']), {})[0].render_as_string(hide_password=False)",
        )
    finally:
        for path, content_before in kept.items():
            path.write_bytes(content_before)
    for url in map(sa.make_url, (own, reading)):
        entering(stack, url.username, url.password, url.database).close()
    assert sa.make_url(reading).password == PASSWORDS["bi-reader-password"]


@pytest.mark.slow
def test_what_superset_keeps_is_put_back_as_the_handbook_says(postgres_of_bi):
    stack = postgres_of_bi
    handbook = (PROJECT / "docs" / "van-hanh.md").read_text(encoding="utf-8")
    for said in ("pg_dump -U giamngheo -d superset >", "run --rm bi-roles", "psql -U superset superset <"):
        assert said in handbook
    with entering(stack, *KEEPING, "superset") as connection:
        connection.execute("CREATE TABLE kept (a serial PRIMARY KEY); INSERT INTO kept DEFAULT VALUES")
    place = {"PGHOST": "127.0.0.1", "PGPORT": str(stack.ports["5432"])}

    def asked(password: str, *command: str, typed: str = "") -> str:
        environment = stack.environment("postgres") | place | {"PGPASSWORD": password}
        return subprocess.run(
            command, env=environment, input=typed, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    copy = asked(PASSWORDS["postgres-password"], "pg_dump", "-U", "giamngheo", "-d", "superset")
    stack.psql("giamngheo", "DROP DATABASE superset")
    assert stack.run("bi-roles").returncode == 0
    asked(KEEPING[1], "psql", "-v", "ON_ERROR_STOP=1", "-U", "superset", "superset", typed=copy)
    with entering(stack, *KEEPING, "superset") as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == [(1,)]
        connection.execute("ALTER TABLE kept ADD COLUMN b int; DROP TABLE kept")  # as Superset's migrations do


@pytest.mark.slow
def test_superset_keeps_its_own_tables_in_its_database(postgres_of_bi):
    with entering(postgres_of_bi, *KEEPING, "superset") as connection:
        connection.execute("CREATE TABLE own (a int); DROP TABLE own")


@pytest.mark.slow
@pytest.mark.parametrize("empty", ["\n", " \t\r\n", "\ufeff\r\n"])
def test_an_empty_password_is_refused_and_none_is_told(postgres_of_bi, empty):
    stack = postgres_of_bi
    secret = stack.folder / "secrets" / "bi-reader-password"
    kept = secret.read_text(encoding="utf-8")
    secret.write_bytes(empty.encode())
    try:
        refused = stack.run("bi-roles")
        reading = told_to_superset(stack, "secret('BI_READER_PASSWORD_FILE')")
    finally:
        secret.write_text(kept, encoding="utf-8")
    assert refused.returncode != 0
    assert "bi-reader-password" in refused.stdout
    assert "bi-reader-password còn trống" in reading
    told = refused.stdout + stack.log("postgres").read_text(encoding="utf-8", errors="replace")
    assert not [each for each in PASSWORDS.values() if each and each in told]
    entering(stack, *READING, "giamngheo").close()
