"""The key of the names in place of codes: one, whole, and nothing else is taken for it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from giamngheo.core.errors import NotWell
from giamngheo.core.pseudonym import own_pseudonyms, pseudonyms_in, put_key

CODE = "186040001"
ASKING = 8


@pytest.mark.parametrize("content", [b"", b"\n", b"abc", b"\xff\xfe", b"g" * 64, b"a" * 63, b"a" * 65])
def test_what_is_no_key_is_told_and_left_as_it_lies(tmp_path, content):
    file = tmp_path / "key"
    file.write_bytes(content)
    for ask in (pseudonyms_in, own_pseudonyms):
        with pytest.raises(NotWell, match=r"^Tệp khóa .* trống hoặc đã bị đổi"):
            ask(file)
    assert file.read_bytes() == content


def test_two_first_commands_at_once_end_with_one_key(tmp_path):
    file, start = tmp_path / "home" / "key", Barrier(ASKING)

    def first(number):
        start.wait()
        return put_key(file, f"{number:064x}").of(CODE)

    with ThreadPoolExecutor(ASKING) as threads:
        names = set(threads.map(first, range(ASKING)))
    assert names == {own_pseudonyms(file).of(CODE)}
    assert [path.name for path in file.parent.iterdir()] == ["key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_comes_back_with_a_backup_is_looked_at_too(tmp_path):
    with pytest.raises(NotWell):
        put_key(tmp_path / "key", "?")
    assert list(tmp_path.iterdir()) == []
