"""TOML files that `giamngheo init` changes: however a value is spelt, only it is changed, and a comment is never lost."""

from __future__ import annotations

import tomllib

import pytest

from giamngheo.metadata.plan import BaselineStocks
from giamngheo.metadata.scaffold.toml_files import filled_in, name_schema, note_at_top, put_inline, put_stocks

STOCKS = BaselineStocks(poor=20, poor_rate=4.25, near_poor=25, near_poor_rate=5, standard="quoc_gia_2027")
PLAN = """#:schema ../docs/schemas/plan.schema.json
# the plan
year = 2020
{above}baseline = "2019-12"   # the year before
{beside}
# who answers for it
[offices.a]
name = "A"   # an office
{table}
[[indicator]]
code = "x"
"""
SPELLINGS = {
    "inline": {"beside": "baseline_stocks = { poor = 1597, poor_rate = 4.10 }   # where no report is\n"},
    "indented": {"beside": "\t  baseline_stocks={poor=1597,poor_rate=4.10}\n"},
    "quoted": {"beside": '"baseline_stocks" = { "poor" = 1597 }\n'},
    "literal": {"beside": "'baseline_stocks'.poor = 1597\n"},
    "dotted": {"beside": "baseline_stocks.poor = 1597\nbaseline_stocks . poor_rate = 4.10\n"},
    "apart": {"above": "baseline_stocks.poor = 1597\n", "beside": "baseline_stocks.poor_rate = 4.10\n"},
    "lines": {"beside": 'baseline_stocks = { poor = 1597, standard = """a\nb""" }\n'},
    "table": {"table": "[baseline_stocks]   # where no report is\npoor = 1597\n\n# rates\npoor_rate = 4.10\n"},
    "indented-table": {"table": "  [ baseline_stocks ]\n  poor = 1597\n"},
    "first": {"above": "baseline_stocks = { poor = 1597 }\n"},
    "none": {},
}


def plan(spelling, line_end="\n"):
    parts = dict.fromkeys(("above", "beside", "table"), "") | SPELLINGS[spelling]
    return PLAN.format(**parts).replace("\n", line_end).encode("utf-8")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_stocks_of_a_closed_year_never_stay(spelling, line_end):
    before = plan(spelling, line_end)
    rest = {key: value for key, value in tomllib.loads(before.decode()).items() if key != "baseline_stocks"}
    left = filled_in(before, put_stocks, None)
    known = filled_in(before, put_stocks, STOCKS)
    assert tomllib.loads(left.decode()) == rest
    assert tomllib.loads(known.decode()) == rest | {"baseline_stocks": STOCKS.model_dump()}
    assert b"1597" not in left + known
    for comment in (b"# the plan", b"# the year before", b"# who answers for it", b"# an office"):
        assert comment in left
        assert comment in known


def test_how_stocks_are_written_is_told_once_under_the_baseline():
    once = filled_in(plan("inline"), put_stocks, None)
    told = "# baseline_stocks = { poor = …, poor_rate = …, near_poor = …, near_poor_rate = … }   # where no report is"
    assert f'baseline = "2019-12"   # the year before\n{told}\n' in once.decode()
    assert filled_in(once, put_stocks, None) == once


@pytest.mark.parametrize("target", ["target.value = 1\ntarget.sign = '≥'", "[indicator.target]\nvalue = 1"])
def test_a_table_gives_its_place_to_a_value_in_one_line(target):
    def fill(document):
        put_inline(document["indicator"][0], "target", {"value": 2.0, "to": 2.5, "units": {"18604": {"value": 3.0}}})

    made = filled_in(f'[[indicator]]\ncode = "x"\n{target}\n\n[[indicator]]\ncode = "y"\n'.encode(), fill)
    target = {"value": 2, "to": 2.5, "units": {"18604": {"value": 3.0}}}
    assert tomllib.loads(made.decode())["indicator"] == [{"code": "x", "target": target}, {"code": "y"}]


@pytest.mark.parametrize(
    ("head", "made"),
    [
        ("#:schema a.json\n# plan\nx = 1\n", "#:schema a.json\n#! new\n#! note\n# plan\nx = 1\n"),
        ("# plan\nx = 1\n", "#! new\n#! note\n# plan\nx = 1\n"),
        ("\nx = 1\n", "\n#! new\n#! note\nx = 1\n"),
        ("[table]\nx = 1\n", "#! new\n#! note\n[table]\nx = 1\n"),
        ("#:schema a.json\n#! old\n#! lines\n# plan\n", "#:schema a.json\n#! new\n#! note\n# plan\n"),
    ],
    ids=["schema", "comment", "blank", "table", "again"],
)
def test_a_note_stands_under_the_schema_in_the_place_of_the_one_before(head, made):
    assert filled_in(head.encode(), note_at_top, "new\nnote").decode() == made


@pytest.mark.parametrize(
    ("first", "made"),
    [
        ("#:schema ../docs/a.json", "#:schema ../../docs/a.json"),
        ("#:schema https://a.example/a.json", "#:schema https://a.example/a.json"),
        ("#:schema /srv/a.json", "#:schema /srv/a.json"),
        ("# no schema", "# no schema"),
    ],
    ids=["relative", "web", "absolute", "none"],
)
def test_only_a_schema_that_moves_is_named_anew(first, made):
    assert filled_in(f"{first}\nx = 1\n".encode(), name_schema, "../{}".format).decode() == f"{made}\nx = 1\n"
