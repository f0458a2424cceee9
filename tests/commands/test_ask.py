"""`giamngheo ask`: every question of `config/questions.toml`, against sums over the workbooks' own rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.office import Office
from tests.support.workbooks import NEAR_POOR, POOR, Book, book, next_book, write_month

UNITS = (("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18667", "Xã Nam Điền"))
MONTHS = ("2020-01", "2020-02", "2020-03")
Rows = Counter[tuple[str, ...]]


@pytest.fixture
def quarter(home) -> list[Book]:
    """Three months of three units, the last first; the second's February never came."""
    office = Office(home)
    months = [[book(*unit, MONTHS[0], poor=14, near_poor=9) for unit in UNITS]]
    months += [[next_book(one, pace=0.3) for one in months[0]]]
    months += [[next_book(one, pace=0.3, seed=2) for one in months[1]]]
    months[2][0].households[0]["village"] = f"  {months[2][0].households[0]['village'].upper()} "
    del months[1][1]
    for month, books in zip(MONTHS, months, strict=True):
        office.today = f"{month[:5]}{int(month[5:]) + 1:02}-20"
        write_month(home / "inbox", books)
        office.collect(month)
    return [one for books in reversed(months) for one in books]


def _told(giamngheo, question: str, period: str, *more: str) -> dict:
    code, out, err = giamngheo("ask", question, "--period", period, "--json", "--today", "2020-04-20", *more)
    assert (code, err) == (0, "")
    return json.loads(out)


def _lines(told: dict) -> dict[tuple[str, ...], list[float]]:
    return {tuple(text.casefold() for text in line["place"]): line["values"] for line in told["lines"]}


def _summed(books: list[Book], place: Callable[..., tuple[str, ...]], value: Callable[[dict], float]) -> Rows:
    found: Rows = Counter()
    for one in books:
        for row in one.households:
            found[tuple(" ".join(text.split()).casefold() for text in place(one, row))] += value(row)
    return found


def _unit(one: Book) -> str:
    return f"{one.unit_name} ({one.unit})"


def _village(one: Book, row: dict) -> tuple[str, str]:
    return _unit(one), row["village"]


def _number(value: object) -> float:
    return float(str(value).replace(".", "").replace(",", ".")) if value not in (None, "") else 0


def test_where_most_poor_households_are(giamngheo, quarter):
    told = _told(giamngheo, "thon-ngheo", "2020-03")
    poor = _summed(quarter[:3], _village, lambda row: row["classification"] == POOR)
    assert {place: values[0] for place, values in _lines(told).items()} == {k: v for k, v in poor.items() if v}
    assert [line["values"][0] for line in told["lines"]] == sorted((v for v in poor.values() if v), reverse=True)
    assert told["total"][0] == sum(poor.values())
    assert (told["reports"], told["owed"]) == (3, 22)


def test_who_is_not_insured_and_where(giamngheo, quarter):
    missing = _summed(
        quarter[:3],
        _village,
        lambda row: (_number(row["members"]) - _number(row["insured"])) if row["classification"] == POOR else 0,
    )
    assert {place: values[0] for place, values in _lines(_told(giamngheo, "chua-bhyt", "2020-03")).items()} == {
        place: count for place, count in missing.items() if count
    }


@pytest.mark.usefixtures("quarter")
def test_how_many_escaped_in_a_quarter(giamngheo):
    """All months of those that have reported the last: as the figure says."""
    told = _told(giamngheo, "thoat-ngheo", "2020-Q1")
    out = giamngheo("figures", "--period", "2020-Q1", "--json", "--today", "2020-04-20")[1]
    assert told["total"][0] == json.loads(out)["district"]["change_escaped_poverty"] > 0
    assert "mô hình" in told["note"]
    assert (told["reports"], told["owed"]) == (8, 66)


def test_who_helps_whom(giamngheo, quarter):
    """No name is shown that is not an organisation's of `config/report.toml`."""
    told = _told(giamngheo, "to-chuc-giup", "2020-03")
    listed = _summed(quarter[:3], lambda one, _: (_unit(one),), lambda row: row["classification"] in (POOR, NEAR_POOR))
    by_unit: Rows = Counter()
    for line in told["lines"]:
        by_unit[(line["place"][1].casefold(),)] += line["values"][0]
    assert by_unit == listed
    written = {str(row["sponsor"]) for one in quarter for row in one.households if row["sponsor"]}
    assert "Chưa có ai nhận trợ giúp" in {line["place"][0] for line in told["lines"]} - written


def test_money_and_who_is_without_protection(giamngheo, quarter):
    told = _told(giamngheo, "nguon-luc", "2020-Q1")
    out = giamngheo("figures", "--period", "2020-Q1", "--json", "--today", "2020-04-20")[1]
    assert told["total"][0] == pytest.approx(json.loads(out)["district"]["resources"])
    told = _told(giamngheo, "khong-bao-tro", "2020-03", "--unit", "18604")
    own = [row for row in quarter[0].households if row["classification"] == POOR]
    assert told["total"] == [sum(row["social_protection"] in (None, "") for row in own), len(own)]


@pytest.mark.usefixtures("quarter")
def test_who_was_late(giamngheo):
    """Received on the 20th, after the due day, or never; what lay there at the first look may have lain there since any day."""
    told = _told(giamngheo, "nop-muon", "2020-03")
    lines = {line["place"][0]: (line["place"][1], line["values"]) for line in told["lines"]}
    assert lines["Thị trấn Thạch Hà (18562)"][1] == [2, 1, 1]
    assert lines["Thị trấn Thạch Hà (18562)"][0] == "muộn 03/2020; chưa có 02/2020; không rõ ngày nộp 01/2020"
    assert lines["Xã Thạch Hải (18571)"][1] == [3, 0, 3]
    assert len(told["lines"]) == 22
    assert told["undated"] == 3  # January of three units


@pytest.mark.usefixtures("quarter")
def test_nobody_is_called_in_time_of_whom_it_is_not_known(giamngheo):
    """Of January alone, which lay there at the first look: there is no line, and no nought either."""
    asked = ("ask", "nop-muon", "--period", "2020-01", "--today", "2020-02-20", "--unit", "18604")
    code, out, _ = giamngheo(*asked)
    assert code == 0
    assert "chưa biết đơn vị nào nộp muộn, vì cả 1 báo cáo tháng đều không rõ ngày nộp." in out
    assert "Cộng" not in out
    code, out, err = giamngheo(*asked, "--csv")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "Không rõ ngày nộp của 1 báo cáo tháng" in err
    told = json.loads(giamngheo(*asked, "--json")[1])
    assert (told["lines"], told["undated"]) == ([], 1)
    out = giamngheo("ask", "nop-muon", "--period", "2020-03", "--today", "2020-04-20")[1]
    assert "Không rõ ngày nộp của 3 báo cáo tháng" in out


@pytest.mark.usefixtures("quarter")
def test_at_the_screen_and_for_excel(giamngheo):
    code, out, _ = giamngheo("ask")
    assert code == 0
    assert [code for code in ("thon-ngheo", "to-chuc-giup", "nop-muon") if code not in out] == []
    code, out, _ = giamngheo("ask", "thon-ngheo", "--period", "2020-03", "--top", "2")
    assert code == 0
    assert "3/22 báo cáo" in out
    assert out.count("Xã ") + out.count("Thị trấn ") == 2
    assert "dòng nữa (--top 0: tất cả)" in out
    out = giamngheo("ask", "thon-ngheo", "--period", "2020-03", "--csv")[1]
    assert out.splitlines()[0] == "\ufeffĐơn vị;Thôn, tổ dân phố;Hộ nghèo (hộ);Người nghèo (người);Hộ cận nghèo (hộ)"


@pytest.mark.usefixtures("quarter")
def test_a_unit_that_has_not_reported_is_named(giamngheo):
    code, _, err = giamngheo("ask", "thon-ngheo", "--period", "2020-03", "--unit", "18571")
    assert code == 1
    assert "của Xã Thạch Hải" in err
    code, _, err = giamngheo("ask", "nop-muon", "--period", "2020-01", "--today", "2020-01-10")
    assert (code, "chưa tháng nào hết hạn nộp" in err) == (1, True)


def test_a_text_that_begins_like_a_formula_is_not_worked_out(giamngheo, home):
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=2)
    for row in one.households:
        row["village"] = "=1+1"
    write_month(home / "inbox", [one])
    Office(home).collect("2020-01")
    assert ";'=1+1;" in giamngheo("ask", "thon-ngheo", "--period", "2020-01", "--csv")[1]


def test_before_a_field_is_collected_nobody_is_said_to_be_without(home):
    from giamngheo.context import open_context
    from giamngheo.core.errors import NothingFound
    from giamngheo.core.period import Period
    from giamngheo.report.questions import answer

    write_month(home / "inbox", [book("18604", "Xã Thạch Khê", "2020-01", poor=3, near_poor=2)])
    Office(home).collect("2020-01")
    context = open_context("2020-02-17")
    asked = next(one for one in context.configuration.questions if one.code == "chua-bhyt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("giamngheo.report.questions.since_of_expression", lambda *_: "2020-02")
        with pytest.raises(NothingFound, match="tháng 2 năm 2020"):
            answer(context.warehouse, asked, Period.parse("2020-01"))


@pytest.mark.usefixtures("one_month")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("x",), 2, "chọn một trong: thon-ngheo"),
        (("thon-ngheo",), 2, "--period"),
        (("thon-ngheo", "--period", "2020-05"), 1, "Chưa có báo cáo nào"),
    ],
    ids=["unknown", "without a period", "nothing received"],
)
def test_what_cannot_be_answered_is_said(giamngheo, arguments, code, said):
    found, _, err = giamngheo("ask", *arguments)
    assert found == code
    assert said in err
