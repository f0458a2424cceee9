"""What becomes of a workbook is written once: news is counted, and versions are those that came before."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from giamngheo.check.finding import Finding, status_of
from giamngheo.check.verdicts import Verdict, write_verdicts
from giamngheo.warehouse.schema import answer, finding, submission
from tests.support.office import on_one_engine
from tests.support.submissions import submitted

KHE, DIEN = "18604", "18667"
FIRST, LATER = dt.datetime(2020, 2, 10), dt.datetime(2020, 2, 11)


def found(rule="N702", severity="critical", message="câu"):
    return Finding(rule, severity, "Nguồn lực", 7, "B", message)


@pytest.mark.parametrize(
    ("severities", "status"),
    [
        ((), "accepted"),
        (("warning",), "accepted"),
        (("warning", "critical"), "rejected"),
        (("critical", "pending"), "pending"),
    ],
)
def test_the_worst_decides(severities, status):
    assert status_of([found(severity=one) for one in severities]) == status


@pytest.fixture
def warehouse(office):
    return office.context.warehouse


def judge(warehouse, number, *findings, unit=KHE, period="2020-01", now=FIRST, form=None):
    write_verdicts(warehouse, [Verdict(number, unit, period, status_of(list(findings)), findings, form)], "a", now)
    with warehouse.reading() as connection:
        row = connection.execute(sa.select(submission).where(submission.c.id == number)).one()
        rules = connection.scalars(sa.select(finding.c.rule).where(finding.c.submission_id == number)).all()
        answers = connection.scalars(sa.select(answer.c.file).where(answer.c.submission_id == number)).all()
    return row, list(rules), list(answers)


def answered(warehouse, number):
    with warehouse.writing() as connection:
        connection.execute(sa.insert(answer), [{"submission_id": number, "file": "a.xlsx", "laid_at": FIRST}])


@on_one_engine
def test_the_same_verdict_is_no_news_and_another_one_waits_for_an_answer_of_its_own(warehouse):
    number, other = submitted(warehouse, KHE, None, "received"), submitted(warehouse, DIEN, None, "received")
    judge(warehouse, other, found("N701"), unit=DIEN)
    row, rules, _ = judge(warehouse, number, found())
    assert (row.status, row.verdicts, row.judged_at, row.judged_with, rules) == ("rejected", 1, FIRST, "a", ["N702"])
    answered(warehouse, number)
    answered(warehouse, other)
    row, _, answers = judge(warehouse, number, found(), now=LATER)
    assert (row.verdicts, row.judged_at, answers) == (1, FIRST, ["a.xlsx"])
    row, rules, answers = judge(warehouse, number, found(message="câu khác"), now=LATER)
    assert (row.verdicts, row.judged_at, rules, answers) == (2, LATER, ["N702"], [])
    row, rules, _ = judge(warehouse, number, now=LATER)
    assert (row.status, row.verdicts, rules) == ("passed", 3, [])
    row, _, _ = judge(warehouse, number, now=LATER)
    assert (row.status, row.verdicts) == ("passed", 3)
    row, rules, answers = judge(warehouse, other, found("N701"), unit=DIEN)
    assert (row.verdicts, rules, answers) == (1, ["N701"], ["a.xlsx"])


@on_one_engine
def test_of_what_is_in_force_only_what_is_found_is_news(warehouse):
    """A main report that is corrected has it compared again; what must be corrected in it does not change that it stands."""
    number = submitted(warehouse, KHE, "2020-01", "accepted", form="BC-GN-02", judged_with="")
    verdicts = []
    for findings in ([], [found()], [found()], []):
        with warehouse.writing() as connection:
            connection.execute(sa.update(submission).values(judged_with=""))
        row, rules, _ = judge(warehouse, number, *findings, form="BC-GN-02", now=LATER)
        assert (row.status, row.judged_with, len(rules)) == ("accepted", "a", len(findings))
        verdicts.append(row.verdicts)
    assert verdicts == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "otherwise", [{"form": None}, {"period": None}, {"period": "2020-02"}, {"unit": DIEN}], ids=repr
)
def test_in_force_and_read_as_another_than_it_was_accepted_as_it_stands_as_it_is_and_waits(warehouse, otherwise):
    """Its form is collected no longer, or this time it could not be read."""
    form = {"form": "BC-GN-02"}
    submitted(warehouse, KHE, "2020-01", "accepted", **form, version=1, judged_with="a")
    number = submitted(warehouse, KHE, "2020-01", "accepted", [found()], **form, version=1, judged_with="")
    before = judge(warehouse, number, **form | {"period": None})
    assert judge(warehouse, number, found("C201"), **form | otherwise) == before
    assert (before[0].unit, before[0].period, before[0].form, before[0].judged_with) == (KHE, "2020-01", "BC-GN-02", "")
    row, rules, _ = judge(warehouse, number, **form)
    assert (row.judged_with, row.version, rules) == ("a", 1, [])  # it was the first that was taken, and is so told


@on_one_engine
def test_what_is_accepted_meanwhile_is_left_and_the_next_is_judged(warehouse):
    taken, own = submitted(warehouse, KHE, "2020-01", "accepted"), submitted(warehouse, DIEN, None, "received")
    verdicts = [Verdict(taken, KHE, "2020-01", "rejected", [found()]), Verdict(own, DIEN, "2020-01", "accepted", [])]
    write_verdicts(warehouse, verdicts, "a", FIRST)
    with warehouse.reading() as connection:
        assert connection.scalars(sa.select(submission.c.status).order_by(submission.c.id)).all() == [
            "accepted",
            "passed",
        ]
        assert connection.scalars(sa.select(finding.c.rule)).all() == []


@on_one_engine
def test_a_version_is_one_more_than_those_before_of_its_unit_and_month(warehouse):
    numbers = [submitted(warehouse, KHE, None, "received") for _ in range(5)]
    where = [(KHE, "2020-01"), (KHE, "2020-01"), (KHE, "2020-02"), (DIEN, "2020-01"), (KHE, "2020-01")]
    versions = [
        judge(warehouse, number, unit=unit, period=period)[0].version
        for number, (unit, period) in zip(numbers, where, strict=True)
    ]
    assert versions == [1, 2, 1, 1, 3]
    assert judge(warehouse, numbers[1])[0].version == 2
    none = submitted(warehouse, KHE, None, "received")
    assert judge(warehouse, none, period=None)[0].version == 1
