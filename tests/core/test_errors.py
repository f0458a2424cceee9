"""What a script learns from an exit code (README.md, "Two commands")."""

from __future__ import annotations

import pickle

import pytest

from giamngheo.core import errors

WRONG, MISSING, AWAY = 2, 1, 3


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError, WRONG),
        (errors.ConfigurationError, WRONG),
        (errors.NothingFound, MISSING),
        (errors.InboxUnavailable, AWAY),
        (errors.InboxSilent, AWAY),
        (errors.StorageSilent, AWAY),
        (errors.WarehouseUnavailable, AWAY),
        (errors.MailServerUnavailable, AWAY),
        (errors.PrefectUnavailable, AWAY),
        (errors.StorageUnavailable, AWAY),
        (errors.MailNotDelivered, AWAY),
        (errors.SendingIsOff, AWAY),
        (errors.AlreadyRunning, AWAY),
        (errors.NotWell, AWAY),
    ],
)
def test_the_exit_code_says_what_kind_of_trouble_it_was(error, code):
    assert error.exit_code == code


def test_a_defect_is_told_by_its_place_and_never_in_its_own_words():
    try:
        {"Nguyễn Thị Bí Mật": 1}["Trần Văn Kín"]
    except KeyError as error:
        said = str(errors.Unforeseen(error))
    assert "KeyError, test_errors.py dòng " in said
    assert "Trần" not in said


@pytest.mark.parametrize(
    "error",
    [
        errors.Unforeseen(KeyError("x")),
        errors.ConfigurationError(["một", "hai"]),
        errors.AlreadyRunning("Đang chạy.", "7", "lượt khác", True),
        errors.WorkersUnavailable("Không có worker."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_from_another_process_it_comes_with_the_words_it_had(error):
    came = pickle.loads(pickle.dumps(error))
    assert (type(came), str(came), vars(came)) == (type(error), str(error), vars(error))
