"""The form's rules as spreadsheet formulas: each is true where a row breaks its rule.

An expectation of one row over the form's own fields can be said in a formula, told by its type; what needs more (the
last month, the calendar) is left to the checker. A text where a number belongs counts as 0 and is spoken of by the
rule about texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from giamngheo.feedback.form import lists
from giamngheo.feedback.form.places import Place, name_of
from giamngheo.metadata.classes import CHANGE, CLASS, Classes
from giamngheo.metadata.form import Column
from giamngheo.metadata.rules import Expect, Rule, Where

_DIGITS = re.compile(r"\^\[0-9\]\{(\d+)\}\$")
_TEXT = "__text"


@dataclass(frozen=True)
class ViolationFormula:
    """A formula that is true where a cell of `field` breaks the rule."""

    rule: Rule
    expect: Expect
    field: str
    formula: str


class Formulas:
    """Says the rules of one sheet; `places` are all sheets, for rules that look at another one."""

    def __init__(
        self,
        place: Place,
        places: Mapping[str, Place],
        words: lists.Lists,
        unit_codes: Sequence[str],
        classes: Classes,
        beside: Sequence[str] = (),
    ) -> None:
        """`unit_codes`: those that count as the unit's own, in the codes of its households; `beside`: the fields that have the
        class by another standard."""
        self.place, self._places, self._lists, self._unit_codes = place, places, words, unit_codes
        self._classes, self._beside = classes, beside
        self._fields = place.sheet.columns

    def broken(self) -> Iterator[ViolationFormula]:
        """Every expectation of the sheet's rules that can be said."""
        for rule in self.place.sheet.rule:
            if rule.frame not in (None, self.place.sheet.table):
                continue
            for expect in rule.expect:
                field, formula = expect.points_to or rule.column or _field_of(expect), self._formula(expect)
                if formula and field in self._fields:
                    yield ViolationFormula(rule, expect, field, formula)

    def blank(self, field: str) -> str:
        return f"LEN(TRIM({self.place.cell(field)}))=0"

    def _formula(self, expect: Expect) -> str | None:
        say = _TYPES.get(expect.type)
        formula = say(self, expect) if say else None
        if formula is None or expect.where is None:
            return formula
        where = self._where(expect.where)
        return f"AND({where},{formula})" if where else None

    def _where(self, where: Where) -> str | None:
        column = self._fields.get(where.column)
        if column is None:
            return None
        if where.above is not None:
            return f"N({self.place.cell(column.field)})>{_number(where.above)}"
        if column.type == "mark":
            yes = self._is_yes(column.field)
            return yes if where.equals else f"NOT({yes})"
        return self._is_one_of(column, [where.equals])

    # ------------------------------------------------------------ by type of expectation

    def _not_null(self, expect: Expect) -> str | None:
        column = self._column(expect)
        if column is None or column.empty_is_zero or column.type == "mark":
            return None
        if column.type == "choice":
            taken = self._lists.taken(self.place.sheet.table, column)
            return f"ISNA(MATCH(TRIM({self.place.cell(column.field)}),{taken},0))"
        return self.blank(column.field)

    def _null(self, expect: Expect) -> str | None:
        """No text instead of a number or a mark."""
        column = self._fields.get(str(expect.arguments.get("column", "")).removesuffix(_TEXT))
        if column is None:
            return None
        cell, filled = self.place.cell(column.field), f"NOT({self.blank(column.field)})"
        if column.is_number:
            return f"AND(ISTEXT({cell}),{filled})"
        return f"AND({filled},ISNA(MATCH(TRIM({cell}),{lists.MARKS},0)))" if column.type == "mark" else None

    def _whole(self, expect: Expect) -> str | None:
        column = self._column(expect)
        if column is None:
            return None
        cell = self.place.cell(column.field)
        return f"N({cell})<>INT(N({cell}))"

    def _between(self, expect: Expect) -> str | None:
        column = self._column(expect)
        if column is None or not column.is_number:
            return None
        value, given = f"N({self.place.cell(column.field)})", expect.arguments
        outside = []
        if (least := given.get("min_value")) is not None:
            outside.append(f"{value}{'<=' if given.get('strict_min') else '<'}{_number(least)}")
        if (most := given.get("max_value")) is not None:
            outside.append(f"{value}{'>=' if given.get('strict_max') else '>'}{_number(most)}")
        return f"AND({self._is_number(column)},OR({','.join(outside)}))" if outside else None

    def _greater(self, expect: Expect) -> str | None:
        """Of a pair of numbers the first is the greater; one of them may be a number that we count."""
        pair = [self._number_of(str(expect.arguments.get(name))) for name in ("column_A", "column_B")]
        if None in pair:
            return None
        (first, is_first), (second, is_second) = pair  # type: ignore[misc]
        below = "<" if expect.arguments.get("or_equal") else "<="
        return f"AND({is_first},{is_second},{first}{below}{second})"

    def _number_of(self, name: str) -> tuple[str, str] | None:
        """A number's formula, and whether there is one."""
        if column := self._fields.get(name):
            return (f"N({self.place.cell(name)})", self._is_number(column)) if column.is_number else None
        return (self._listed(), "TRUE") if name == "listed" else None

    def _equal(self, expect: Expect) -> str | None:
        """That a household's code begins with the unit's; other pairs are no formula."""
        pair = (expect.arguments.get("column_A"), expect.arguments.get("column_B"))
        if pair != ("code_unit", "unit") or "household_code" not in self._fields:
            return None
        begins = f"LEFT(TRIM({self.place.cell('household_code')}),5)"
        return f'AND({begins}<>"",{",".join(f"{begins}<>{_quoted(code)}" for code in self._unit_codes)})'

    def _in_set(self, expect: Expect) -> str | None:
        name, values = str(expect.arguments.get("column")), list(expect.arguments.get("value_set", ()))
        if name == "class_and_change":
            return self._not_a_pair(("classification", "change"), values)
        if name == "on_the_list" and "household_code" in self._fields:
            listed = name_of(self._places["household"], "household_code")
            return f"AND(NOT({self.blank('household_code')}),COUNTIF({listed},{self.place.cell('household_code')})=0)"
        column = self._fields.get(name)
        if column is None or column.type not in {"mark", "choice"}:
            return None
        if column.type == "mark":
            yes = self._is_yes(name)
            return f"NOT({yes})" if values == [True] else yes if values == [False] else None
        return f"AND(NOT({self.blank(name)}),NOT({self._is_one_of(column, values)}))"

    def _unique(self, expect: Expect) -> str | None:
        name = "household_code" if expect.arguments.get("column") == "code_in_workbook" else None
        name = name or str(expect.arguments.get("column"))
        if name not in self._fields:
            return None
        return f"AND(NOT({self.blank(name)}),COUNTIF({self.place.span(name)},{self.place.cell(name)})>1)"

    def _regex(self, expect: Expect) -> str | None:
        """Only so many digits; other patterns are no formula."""
        column, digits = self._column(expect), _DIGITS.fullmatch(str(expect.arguments.get("regex")))
        if column is None or digits is None:
            return None
        cell = self.place.cell(column.field)
        text = f"TRIM({cell})"
        return (
            f"AND(LEN({text})>0,OR(LEN({text})<>{digits[1]},ISERROR(VALUE({text})),"
            f'ISNUMBER(FIND(".",{text})),ISNUMBER(FIND(",",{text})),LEFT({text},1)="-"))'
        )

    # ------------------------------------------------------------ the parts

    def _column(self, expect: Expect) -> Column | None:
        return self._fields.get(str(expect.arguments.get("column")))

    def _is_number(self, column: Column) -> str:
        cell = self.place.cell(column.field)
        return f"NOT(ISTEXT({cell}))" if column.empty_is_zero else f"ISNUMBER({cell})"

    def _is_yes(self, field: str) -> str:
        return f"ISNUMBER(MATCH(TRIM({self.place.cell(field)}),{lists.MARKS_YES},0))"

    def _is_one_of(self, column: Column, codes: Sequence[object]) -> str:
        cell = self.place.cell(column.field)
        labels = [choice.label for choice in column.choice if choice.code in codes]
        return f"OR({','.join(f'TRIM({cell})={_quoted(label)}' for label in labels)})"

    def _not_a_pair(self, fields: tuple[str, str], pairs: list[str]) -> str | None:
        """Two choices that do not go together; silent where one of them is none."""
        first, second = (self._fields.get(field) for field in fields)
        if first is None or second is None:
            return None
        table = self.place.sheet.table
        labels = [{choice.code: choice.label for choice in column.choice} for column in (first, second)]
        codes = [pair.partition(": ") for pair in pairs]
        texts = tuple(
            f"{labels[0][one]}: {labels[1][other]}"
            for one, _, other in codes
            if one in labels[0] and other in labels[1]  # a choice of another period is not one to choose
        )
        cells = [f"TRIM({self.place.cell(field)})" for field in fields]
        known = ",".join(
            f"ISNUMBER(MATCH({cell},{self._lists.labels(table, column)},0))"
            for cell, column in zip(cells, (first, second), strict=True)
        )
        together = self._lists.texts(f"{table}_{'_'.join(fields)}", texts)
        return f'AND({known},ISNA(MATCH({cells[0]}&": "&{cells[1]},{together},0)){self._not_beside_alone()})'

    def _not_beside_alone(self) -> str:
        """But for a household that another standard alone lists: as the check leaves it out (`_listed_beside_alone`)."""
        beside = [self._fields[field] for field in self._beside if field in self._fields]
        if not beside:
            return ""
        unlisted = [one.code for one in self._classes.classes if one.code not in self._classes.listed_codes]
        unchanged = [one.change for one in self._classes.of_kind("none")]
        listed = ",".join(self._is_one_of(column, [*self._classes.listed_codes]) for column in beside)
        own = (self._is_one_of(self._fields[CLASS], unlisted), self._is_one_of(self._fields[CHANGE], unchanged))
        return f",NOT(AND({','.join(own)},OR({listed})))"

    def _listed(self) -> str:
        """How many households are listed."""
        place = self._places["household"]
        column = place.sheet.columns["classification"]
        labels = [choice.label for choice in column.choice if choice.code in self._classes.listed_codes]
        area = name_of(place, column.field)
        return f"({'+'.join(f'COUNTIF({area},{_quoted(label)})' for label in labels)})"


def _field_of(expect: Expect) -> str:
    """The cell that a rule without a column of its own speaks of."""
    names = [str(expect.arguments[name]) for name in ("column", "column_A", "column_B") if name in expect.arguments]
    return min(name.removesuffix(_TEXT) for name in names) if names else ""


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_TYPES: dict[str, Callable[[Formulas, Expect], str | None]] = {
    "expect_column_values_to_not_be_null": Formulas._not_null,
    "expect_column_values_to_be_null": Formulas._null,
    "expect_column_values_to_be_whole_numbers": Formulas._whole,
    "expect_column_values_to_be_between": Formulas._between,
    "expect_column_values_to_be_in_set": Formulas._in_set,
    "expect_column_values_to_be_unique": Formulas._unique,
    "expect_column_values_to_match_regex": Formulas._regex,
    "expect_column_pair_values_a_to_be_greater_than_b": Formulas._greater,
    "expect_column_pair_values_to_be_equal": Formulas._equal,
}
