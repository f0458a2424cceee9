"""The forms of the Prefect UI: Vietnamese, in order, of plain fields and choices only."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from prefect.utilities.callables import parameter_schema
from pydantic import ValidationError

from flows.run.requests import AdHocOrder, BackfillOrder, CollectOrder, NightlyOrder, ReportOrder, codes_of
from flows.server.deployments import flow_of
from giamngheo.core.period import Period

ORDERS = {
    "collect": CollectOrder,
    "report": ReportOrder,
    "adhoc": AdHocOrder,
    "backfill": BackfillOrder,
    "nightly": NightlyOrder,
}
FIELDS = {
    "collect": ["units", "cleared", "who", "why", "today"],
    "report": ["period", "kind", "mail", "units", "cleared", "who", "why", "despite_errors", "today"],
    "adhoc": [
        *("period", "known_on", "indicators", "units", "villages", "questions", "title", "basis"),
        *("to", "addresses", "again", "who", "why", "today"),
    ],
    "backfill": ["first", "last", "kind", "mail", "who", "why", "today"],
    "nightly": ["who", "why", "today"],
}
PERIODS = ["2020-03", "2020-12", "2020-Q1", "2020-Q4", "2020-H1", "2020-H2", "2020-9M", "2020", ""]
NO_PERIODS = [
    "2020-13",
    "2020-00",
    "2020-3",
    "2020-q1",
    "2020-Q5",
    "2020-Q0",
    "2020-H3",
    "2020-6M",
    "20",
    " 2020-03",
    "2020-03 ",
    "tháng 3",
]
_VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)

FLOWS = ("collect", "report", "adhoc", "backfill", "nightly")
every_flow = pytest.mark.parametrize("flow", FLOWS)


def whole_schema(flow):
    """As the deployment carries it."""
    return parameter_schema(flow_of(flow)).model_dump(mode="json", exclude_unset=True)


def form(flow):
    return whole_schema(flow)["definitions"][ORDERS[flow].__name__]["properties"]


def accepts(flow, order):
    """What the server asks before it creates a run of the deployment."""
    checker = jsonschema.Draft202012Validator(whole_schema(flow))
    return checker.is_valid({"yêu_cầu": order})


def keys_and_types(node):
    if isinstance(node, dict):
        yield from node
        yield str(node.get("type"))
        for value in node.values():
            yield from keys_and_types(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys_and_types(value)


@every_flow
def test_no_form_has_unions_or_nulls(flow):
    schema = whole_schema(flow)
    assert not {"anyOf", "oneOf", "allOf", "null"} & set(keys_and_types(schema))
    assert "null" not in json.dumps(schema)


@every_flow
def test_a_flow_has_one_parameter_which_is_its_order(flow):
    schema = whole_schema(flow)
    assert list(schema["properties"]) == ["yêu_cầu"]
    assert schema["properties"]["yêu_cầu"]["$ref"].endswith(f"/{ORDERS[flow].__name__}")
    assert "required" not in schema


@every_flow
def test_the_fields_stand_in_their_order(flow):
    assert list(form(flow)) == FIELDS[flow]


@every_flow
def test_each_field_has_a_vietnamese_title_and_explanation(flow):
    for name, field in form(flow).items():
        assert _VIETNAMESE.search(field["title"]), name
        assert _VIETNAMESE.search(field["description"]), name
        assert field["title"] != name
    titles = [field["title"] for field in form(flow).values()]
    assert len(set(titles)) == len(titles)


@every_flow
def test_each_field_has_a_default_that_the_form_accepts(flow):
    defaults = {name: field["default"] for name, field in form(flow).items()}
    assert accepts(flow, defaults)
    assert accepts(flow, {})
    assert ORDERS[flow](**defaults) == ORDERS[flow]()


@every_flow
def test_a_field_that_the_form_does_not_have_is_refused(flow):
    assert not accepts(flow, {"kỳ": "2020-03"})
    with pytest.raises(ValidationError):
        ORDERS[flow](kỳ="2020-03")


@pytest.mark.parametrize("text", PERIODS)
def test_periods_that_the_form_takes_are_periods_of_ours(text):
    assert accepts("report", {"period": text})
    assert ReportOrder(period=text).period == text
    if text:
        assert Period.parse(text).code == text


@pytest.mark.parametrize("text", NO_PERIODS)
def test_periods_that_are_none_are_refused_by_the_form_and_by_the_flow(text):
    assert not accepts("report", {"period": text})
    with pytest.raises(ValidationError):
        ReportOrder(period=text)


def test_every_period_of_a_year_can_be_asked_for():
    lengths = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}
    for kind, many in lengths.items():
        for number in range(1, many + 1):
            assert accepts("report", {"period": Period(2024, kind, number).code})


@pytest.mark.parametrize("text", ["", "2020-03-20", "2024-02-29", "2020-12-31"])
def test_days_that_the_form_takes(text):
    assert all(accepts(flow, {"today": text}) for flow in FLOWS)


@pytest.mark.parametrize(
    "text", ["20/03/2020", "2020-3-20", "2020-13-01", "2020-03-32", "2020-00-10", "2020-03-00", "hôm nay"]
)
def test_days_that_the_form_refuses(text):
    assert not any(accepts(flow, {"today": text}) for flow in FLOWS)


@pytest.mark.parametrize("text", ["2020-13", "2020-Q1", "2020", ""])
def test_a_backfill_goes_from_month_to_month(text):
    assert accepts("backfill", {"first": "2019-12", "last": "2020-03"})
    assert not accepts("backfill", {"first": text})
    assert not accepts("backfill", {"last": text})


@pytest.mark.parametrize("flow", ["collect", "report"])
def test_units_are_chosen_by_code_and_name(flow, configuration):
    items = form(flow)["units"]["items"]
    assert set(items["enum"]) == {f"{unit.code} {unit.name}" for unit in configuration.units}
    assert len(items["enum"]) == len(set(items["enum"]))
    assert accepts(flow, {"units": ["18604 Xã Thạch Khê", "18667 Xã Nam Điền"]})
    assert not accepts(flow, {"units": ["18604"]})
    assert codes_of(ORDERS[flow](units=["18604 Xã Thạch Khê", "18667 Xã Nam Điền"]).units) == ["18604", "18667"]


def test_kinds_and_mail_are_lists_to_choose_from():
    for flow in ("report", "backfill"):
        assert form(flow)["kind"]["enum"] == ["tháng", "quý", "6 tháng", "9 tháng", "năm"]
        assert form(flow)["mail"]["enum"] == ["gửi thư", "không gửi thư (chạy thử)"]
    assert not accepts("report", {"kind": "month"})


def test_a_report_is_mailed_unless_told_otherwise_and_a_backfill_is_not():
    assert ReportOrder().sends
    assert not ReportOrder(mail="không gửi thư (chạy thử)").sends
    assert not ReportOrder(mail=BackfillOrder().mail).sends


def test_an_order_cannot_be_changed_on_its_way():
    with pytest.raises(ValidationError, match="frozen"):
        ReportOrder().period = "2020-03"
