"""A share of this machine's own kernel, mounted for a test, that says nothing, or to everything the same error.

A filesystem of a program (FUSE) without the program: this process is it, and answers as it is told. Only root may mount.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

# What is said to a question: nothing, for nobody takes it, which a signal ends; nothing, though it was taken, which no
# signal ends; or the number of an error.
Answer = Literal["not taken", "taken"] | int
_DEVICE = "/dev/fuse"
_INIT, _FORCE, _DETACH = 26, 1, 2
_LARGEST = 2**20
_HEAD_OF_QUESTION, _HEAD_OF_ANSWER = struct.Struct("<IIQ"), struct.Struct("<IiQ")
_GREETING = struct.pack(
    "<IIIIHHIIHH7I", 7, 31, 65536, 0, 12, 10, 65536, 1, 1, 0, *[0] * 7
)  # version 7.31, and its limits
_system = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def dead_share(folder: Path, answer: Answer = "taken") -> Iterator[None]:
    """Over a folder for the length of the block; the test is skipped where nobody may mount."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        device = os.open(_DEVICE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        pytest.skip("no FUSE here")
    where, how = os.fsencode(folder), f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    try:
        if _system.mount(b"dead-share", where, b"fuse", 0, how):
            pytest.skip("mounting is not allowed here")
        program = threading.Thread(target=_be_the_program, args=(device, answer), daemon=True)
        program.start()
        try:
            yield
        finally:
            _system.umount2(where, _FORCE)  # ends every waiting
            _system.umount2(where, _DETACH)
            program.join()
    finally:
        os.close(device)


def _be_the_program(device: int, answer: Answer) -> None:
    with contextlib.suppress(OSError):  # the mount is gone
        _greet(device)
        while answer != "not taken":
            number = _question(device)[1]
            if isinstance(answer, int):
                os.write(device, _HEAD_OF_ANSWER.pack(_HEAD_OF_ANSWER.size, -answer, number))


def _greet(device: int) -> None:
    kind, number = _question(device)
    assert kind == _INIT
    os.write(device, _HEAD_OF_ANSWER.pack(_HEAD_OF_ANSWER.size + len(_GREETING), 0, number) + _GREETING)


def _question(device: int) -> tuple[int, int]:
    """Its kind, and the number under which it is answered."""
    _, kind, number = _HEAD_OF_QUESTION.unpack_from(os.read(device, _LARGEST))
    return kind, number
