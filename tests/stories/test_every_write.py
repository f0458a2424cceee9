"""A fault at a write of a run: after a normal run the rows, bytes and files are those of one that nothing disturbed, and
each letter has come once. A sample here; every write: `make test-writes`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.conftest import PROJECT
from tests.support.every_write.outcome import Outcome, differences
from tests.support.every_write.trying import KINDS
from tests.support.every_write.worlds import stories

EVERY = "1" if os.environ.get("GIAMNGHEO_TEST_WRITES") == "all" else "160"


@pytest.fixture(scope="module")
def tries(tmp_path_factory):
    """In processes of their own: they fork; two for every write, as a machine has cores."""
    folder = tmp_path_factory.mktemp("writes")
    parts = [["collection", "month"], ["quarter", "correction"]] if EVERY == "1" else [[*stories()]]
    command = [sys.executable, "-m", "tests.support.every_write", "--every", EVERY, "--out"]
    started = [
        subprocess.Popen([*command, folder / some[0], "--", *some], cwd=PROJECT, stderr=subprocess.PIPE, text=True)
        for some in parts
    ]
    said = [one.communicate()[1] for one in started]
    outs = [folder / some[0] for some in parts]
    assert all(out.exists() for out in outs), said
    return [json.loads(line) for out in outs for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("story", stories())
def test_after_a_fault_at_a_write_the_next_run_ends_as_if_nothing_had_happened(tries, story, kind):
    some = [one for one in tries if (one["story"], one["fault"]["kind"]) == (story, kind)]
    assert some
    assert all(one["ends"][0] == "killed" for one in some) == (kind == "kill")
    assert [(one["fault"]["at"], one["write"], one["wrong"]) for one in some if one["wrong"]] == []


WRITES = """
import os, pathlib, shutil, sqlalchemy, sys
from giamngheo.send.connection import MailServer
from giamngheo.send.smtp import connected
from tests.support.every_write.seam import Writes
writes = Writes()
writes.number_all()
pathlib.Path("a").write_bytes(b"x")
pathlib.Path("a").read_bytes()
os.rename("a", "b")
os.makedirs("c/d", exist_ok=True)
os.makedirs("c/d", exist_ok=True)
shutil.copy("b", "c")
pathlib.Path("c/.x.part").touch()
os.remove("c/.x.part")
os.rmdir("c/d")
shutil.rmtree("c")
os.truncate("b", 0)
os.fsync(os.open("b", os.O_RDONLY))
table = sqlalchemy.table("t", sqlalchemy.column("a"))
with sqlalchemy.create_engine("sqlite:///w").begin() as connection:
    connection.exec_driver_sql("CREATE TABLE t (a)")
    connection.execute(sqlalchemy.insert(table), [{"a": 1}, {"a": 2}])
    connection.execute(sqlalchemy.select(table))
with sqlalchemy.create_engine("sqlite:///w").begin() as connection:
    connection.execute(sqlalchemy.select(table))
with connected(MailServer("127.0.0.1", int(sys.argv[1]), "none", "a@b.example")) as post:
    post.submit("c@d.example", b"xin\\r\\n")
writes.page()(key="bang")
print(*writes.seen, sep="\\n")
"""
SEEN = """open a, rename a, mkdir c, mkdir d, open b, open *.part, remove *.part, rmdir d, remove b, rmdir c, truncate b, fsync,
CREATE TABLE t, INSERT INTO t, commit, committed, mail DATA, mail ., mail answer, page bang"""


def test_no_kind_of_write_escapes_and_nothing_else_is_counted(tmp_path):
    from tests.support.mail_server import Received, mail_server

    with mail_server(Received()) as port:
        done = subprocess.run(
            [sys.executable, "-c", WRITES, str(port)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == SEEN.replace("\n", " ").split(", ")


def test_what_is_not_the_same_is_named():
    letter = ("ubnd@a.example", "<1@a>", "Báo cáo")
    was = Outcome({"t": Counter({("1",): 1, ("2",): 1})}, {"a": "x", "b": "y"}, Counter({letter: 1}))
    now = Outcome({"t": Counter({("1",): 2})}, {"b": "z", ".part": "x"}, Counter({letter: 2}))
    assert differences(was, was, set()) == []
    twice = "letter to ubnd@a.example «Báo cáo»: 2 times"
    found = ["t: lacks ('2',)", "t: has ('1',)", "file .part: stray", "file a: missing", "file b: other bytes"]
    assert differences(was, now, set()) == [*found, twice]
    assert differences(was, now, {"<1@a>"}) == found
    assert differences(was, Outcome(was.tables, was.files, Counter()), {"<1@a>"}) == [twice.replace("2", "0")]
