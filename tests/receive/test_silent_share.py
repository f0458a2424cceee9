"""A share that is mounted and dead: nobody waits for it for ever, nothing is half stored, and it is as before when it is back."""

from __future__ import annotations

import errno
import os
import threading

import pytest

from giamngheo.core.errors import InboxSilent, InboxUnavailable
from giamngheo.operate import health
from giamngheo.receive.known_files import known_files
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import list_folder, signed_files_in
from tasks.receive import receive
from tests.support.dead_share import dead_share
from tests.support.office import on_one_engine
from tests.support.workbooks import book, write_month

MB = 2**20
TODAY = "2020-03-17"
SAID = r"«.*» không trả lời, đã chờ \d+ giây\. Kiểm tra ổ mạng và máy chủ của nó.*bấm Retry"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("giamngheo.receive.share._PATIENCE_SECONDS", 0.3)


@pytest.fixture
def silent(tmp_path):
    """Opened, it keeps the system waiting as a dead mount does: nobody is at its other end."""
    os.mkfifo(tmp_path / "silent")
    return tmp_path / "silent"


def test_it_is_said_which_folder_for_how_long_and_what_to_do(monkeypatch):
    monkeypatch.setattr("giamngheo.receive.share._PATIENCE_SECONDS", 0)
    with pytest.raises(InboxSilent) as silence:
        Share("smb://lan:bi-mat@nas/chung").asked(lambda _: threading.Event().wait(), 100_000)
    assert str(silence.value) == (
        "Thư mục dùng chung «smb://…@nas/chung» không trả lời, đã chờ 1 giây. Kiểm tra ổ mạng và máy chủ của nó, gắn lại ổ nếu "
        "cần, rồi bấm Retry hoặc chạy lại lệnh; việc đã xong không làm lại."
    )
    assert (silence.value.code, silence.value.exit_code) == ("GN-101", 3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("answer", ["not taken", "taken"])
def test_a_dead_mount_is_given_up(tmp_path, answer):
    with dead_share(tmp_path / "share", answer):
        with pytest.raises(InboxSilent, match=f"^Thư mục dùng chung {SAID}"):
            list_folder(str(tmp_path / "share"))
        with pytest.raises(InboxSilent, match=f"^Thư mục văn bản đã ký {SAID}"):
            list(signed_files_in(str(tmp_path), "share", 0, MB))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (errno.EIO, "ổ đĩa đọc, ghi lỗi"),
        (errno.ESTALE, "ổ mạng đã đổi, phải gắn lại"),
        (errno.ENOTCONN, "ổ mạng mất kết nối, phải gắn lại"),
        (errno.EACCES, "không có quyền"),
        (errno.ETIMEDOUT, "không trả lời kịp"),
        (errno.EHOSTDOWN, "máy chủ không trả lời"),
    ],
)
def test_a_mount_that_says_an_error_is_away_for_that_reason(tmp_path, error, why):
    with dead_share(tmp_path / "share", error):
        for look in (
            lambda: list_folder(str(tmp_path / "share")),
            lambda: list(signed_files_in(str(tmp_path), "share", 0, MB)),
        ):
            with pytest.raises(InboxUnavailable, match=rf"\({why}\)\. Kiểm tra .*rồi chạy lại") as away:
                look()
            assert not isinstance(away.value, InboxSilent)


@pytest.fixture
def two(office):
    write_month(office.inbox, [book(), book("18667", "Xã Nam Điền")])
    return office


@on_one_engine
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("question", ["iterdir", "read_bytes"])
def test_what_dies_while_it_is_looked_at_leaves_nothing_half_stored(two, silent, monkeypatch, question):
    """The second unit's folder, or its file, is the one that does not answer."""
    whole = getattr(type(silent), question)

    def of(path):
        if "18667" in str(path) and path.parent != two.inbox.parent:
            silent.open("rb")
        return whole(path)

    with monkeypatch.context() as patch:
        patch.setattr(type(silent), question, of)
        with pytest.raises(InboxSilent, match=SAID):
            receive.fn("2019-12", [], TODAY)
    rows = two.rows()
    assert rows["submission"] == []
    assert known_files(two.context.warehouse) == {}
    monkeypatch.setattr("giamngheo.receive.share._PATIENCE_SECONDS", 60)
    assert len(receive.fn("2019-12", [], TODAY)) == 2


@on_one_engine
@pytest.mark.usefixtures("impatient")
def test_the_self_check_says_so(two):
    with dead_share(two.inbox), pytest.raises(InboxSilent, match=SAID):
        health.inbox(two.context)
    with dead_share(two.inbox, errno.ESTALE), pytest.raises(InboxUnavailable, match="phải gắn lại"):
        health.inbox(two.context)
