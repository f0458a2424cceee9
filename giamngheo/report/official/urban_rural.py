"""The units of an official form by area, urban and rural, where the form asks for it."""

from __future__ import annotations

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.official import OfficialForms
from giamngheo.metadata.unit import Unit
from giamngheo.report.official.figures import OfficialRow, OfficialTable

_OTHER_AREA, _URBAN, _RURAL = "Khu vực khác", "Khu vực thành thị", "Khu vực nông thôn"


def by_area(
    table: OfficialTable, configuration: Configuration, forms: OfficialForms, period: Period
) -> list[tuple[str, list[OfficialRow]]]:
    """The rows under the name of each area that has some; all under none where the form does not part them."""
    if not table.form.by_area:
        return [("", list(table.rows))]
    kinds = {kind.code: kind.name for kind in configuration.levels.sender.kinds}
    of = {_URBAN: forms.urban, _RURAL: forms.rural}
    declared = configuration.area_tree.urban(period)

    def area(unit: Unit) -> str:
        """As the office has said it, else by the kind."""
        if unit.code in declared:
            return _URBAN if declared[unit.code] else _RURAL
        return next((name for name, known in of.items() if kinds.get(unit.type) in known), _OTHER_AREA)

    found = [(name, [row for row in table.rows if area(row.unit) == name]) for name in (*of, _OTHER_AREA)]
    return [(name, rows) for name, rows in found if rows]
