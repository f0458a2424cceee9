"""Commands that show what the warehouse holds: status, figures, attainment, explain."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands import corrected
from commands.output import AsJson, PeriodOption, Today, UnitOption, print_json, print_table
from commands.vietnamese_help import Command
from giamngheo.check.completeness import UnitReport, unit_reports
from giamngheo.context import Context, open_context
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import moment, number, quantity
from giamngheo.core.period import Period
from giamngheo.report.corrections import Correction, correction_of
from giamngheo.report.lineage import outdated_reports
from giamngheo.report.wording import words
from giamngheo.store.deadlines import closed_months


def add_to(app: typer.Typer) -> None:
    app.command("status", cls=Command, help="Đơn vị nào đã báo cáo, còn thiếu, bị trả lại trong kỳ.")(status)
    app.command("figures", cls=Command, help="Số liệu của kỳ: toàn huyện và từng đơn vị.")(figures)
    app.command("attainment", cls=Command, help="Mức độ đạt các chỉ tiêu của kế hoạch.")(attainment)
    app.command("explain", cls=Command, help="Một con số được tính từ đâu: biểu thức, các thành phần, các tệp.")(
        explain
    )


def status(period: PeriodOption, today: Today = "", as_json: AsJson = False) -> int:
    context = open_context(today)
    wanted = Period.parse(period)
    reports = unit_reports(context.warehouse, wanted)
    reporting = sum(report.status == "accepted" for report in reports)
    if as_json:
        data = {
            "period": wanted.code,
            "expected_units": len(reports),
            "reporting_units": reporting,
            "units": [_report_as_data(context, report) for report in reports],
        }
        closed = closed_months(context.warehouse, context.clock.today)
        is_closed = all(month.code in closed for month in wanted.months)
        again = [{"period": one.period, "revision": one.revision} for one in outdated_reports(context.warehouse)]
        print_json(data | ({"closed": True} if is_closed else {}) | ({"outdated_reports": again} if again else {}))
        return 0
    print_table(
        f"Kỳ {wanted.title}: {reporting}/{len(reports)} đơn vị đã báo cáo",
        ["Mã", "Đơn vị", "Tình trạng", "Lần", "Nhận lúc", "Đúng hạn", "Lỗi", "Lưu ý"],
        [_report_as_row(report) for report in reports],
        right=(3, 6, 7),
    )
    for report in reports:
        _print_correction(context, report)
    if outdated := outdated_reports(context.warehouse):
        named = ", ".join(report.title for report in outdated)
        print(f"Cần lập lại (số liệu đã đổi sau khi lập): {named}; chạy giamngheo run --period cho từng kỳ.")
    return 0


def figures(period: PeriodOption, today: Today = "", as_json: AsJson = False) -> int:
    from giamngheo.attain.aggregates import figure_keys, work_out

    context = open_context(today)
    worked = work_out(context.warehouse, Period.parse(period))
    keys = figure_keys(context.configuration)
    only = {unit: {key: values.get(key) for key in keys} for unit, values in worked.units.items()}
    if as_json:
        district = {key: worked.district.get(key) for key in keys} if only else {}
        print_json({"period": worked.period.code, "district": district, "units": only})
    else:
        _need(worked.units, worked.period)
        titles = {
            key: item.title for group in context.configuration.plan.figures.values() for key, item in group.items()
        }
        rows = [
            (titles[key], quantity(worked.district[key]) if key in worked.district else words.status("no_data"))
            for key in keys
        ]
        title = f"Số liệu {worked.period.title}, {len(only)} đơn vị báo cáo"
        print_table(title, ["Số liệu", "Toàn huyện"], rows, right=(1,))
    return 0 if only else 1


def attainment(
    period: PeriodOption,
    unit: UnitOption = None,
    by_unit: Annotated[bool, typer.Option("--by-unit", help="Từng đơn vị thay vì toàn huyện.")] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    context = open_context(today)
    wanted = Period.parse(period)
    if unit:
        context.units.get(unit, wanted)
    values = _values(context, wanted)
    if unit:
        values = [value for value in values if value.unit == unit]
    else:
        values = [value for value in values if (value.unit is not None) == by_unit]
    if as_json:
        print_json({"period": wanted.code, "values": [vars(value) for value in values]})
    else:
        _print_attainment(context, wanted, values)
    return 0 if any(value.reporting_units for value in values) else 1


def explain(
    indicator: Annotated[str, typer.Argument(metavar="CHỈ_TIÊU", help="Mã chỉ tiêu, ví dụ insured_poor.")],
    period: PeriodOption,
    unit: UnitOption = None,
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    from giamngheo.attain.provenance import explanation

    context = open_context(today)
    told = explanation(context.warehouse, indicator, Period.parse(period), unit)
    if as_json:
        print_json(told)
        return 0
    print(f"{told['title']} ({told['indicator']}), {told['period']}, {told['unit_name']}")
    for side, name in (("numerator", "Tử số"), ("denominator", "Mẫu số")):
        part = told[side]
        if part:
            print(f"  {name}: {quantity(part['value'])} = {part['expression']}")
            print(f"    trên các dòng của «{part['sheet']}», cột: {', '.join(part['columns']) or '(đếm dòng)'}")
    if told["baseline"]:
        parts = (quantity(told["baseline"][side]) for side in ("numerator", "denominator"))
        print(f"  Kỳ gốc: {' / '.join(parts)}")
    print(f"  Giá trị: {number(told['value'], 2)} {told['unit_of_measure']}; cách tính: {told['method']}")
    if "since" in told:
        print(f"  Thu thập từ {Period.parse(told['since']).title}; các kỳ trước chưa có số liệu")
    print(f"  Mục tiêu: {told['target']}; căn cứ: {told['article']}; phụ trách: {told['responsible']}")
    print_table(
        f"Từ {len(told['submissions'])} báo cáo",
        ["Mã", "Đơn vị", "Kỳ", "Lần", "Nhận lúc", "Tử số", "Mẫu số"],
        [
            (
                item["unit"],
                item["name"],
                item["period"],
                str(item["version"]),
                moment(item["received_at"]),
                quantity(item["numerator"]),
                quantity(item["denominator"]),
            )
            for item in told["submissions"]
        ],
        right=(3, 5, 6),
    )
    return 0


def _report_as_data(context: Context, report: UnitReport) -> dict[str, Any]:
    correction = _correction(context, report)
    return {
        "unit": report.unit.code,
        "name": report.unit.name,
        "status": report.status,
        "version": report.version,
        "received_at": report.received_at,
        "on_time": report.on_time,
        "findings": {"critical": report.critical, "warning": report.warning}
        | ({"explained": report.explained} if report.explained else {}),
    } | ({"correction": vars(correction)} if correction else {})


def _correction(context: Context, report: UnitReport) -> Correction | None:
    is_later = report.status == "accepted" and report.submission is not None and (report.version or 1) > 1
    return correction_of(context.warehouse, report.submission) if is_later else None  # type: ignore[arg-type]


def _print_correction(context: Context, report: UnitReport) -> None:
    """What a later version changed: rows, figures, and the reports that rest on the one before."""
    correction = _correction(context, report)
    if correction is None:
        return
    print(f"{report.unit.name}, lần {report.version}: {corrected.changes(context.configuration, correction)}")
    if correction.reports:
        print(f"  Báo cáo đã lập từ bản trước: {corrected.reports(correction)}.")


def _report_as_row(report: UnitReport) -> tuple[str, ...]:
    return (
        report.unit.code,
        report.unit.name,
        words.submission_status(report.status),
        str(report.version or ""),
        moment(report.received_at) if report.received_at else "",
        words.punctuality(report.on_time),
        str(report.critical or ""),
        _warnings(report),
    )


def _warnings(report: UnitReport) -> str:
    """`5`; `5 (giải trình 2)`."""
    return f"{report.warning or ''}" + (f" (giải trình {report.explained})" if report.explained else "")


def _values(context: Context, period: Period) -> list[Any]:
    """Attainment from the submissions in force: the same that a run stores."""
    from giamngheo.attain.aggregates import work_out
    from giamngheo.attain.indicators import attain
    from giamngheo.attain.like_for_like import work_out_for

    now = work_out(context.warehouse, period)
    baseline = work_out_for(context.warehouse, context.configuration.plan.baseline_period, period)
    expected = [unit.code for unit in context.units.expected(period)]
    return attain(context.configuration.plan, now, baseline, expected)


def _print_attainment(context: Context, period: Period, values: list[Any]) -> None:
    indicators = {indicator.code: indicator for indicator in context.configuration.plan.indicator}
    expected = len(context.units.expected(period))
    whose = {value.unit for value in values}
    rows = [
        (
            context.units.name(value.unit, period) if value.unit else "Toàn huyện",
            indicators[value.indicator].title,
            words.figure(value.value, indicators[value.indicator].unit_of_measure),
            _target_shown(value.target, indicators[value.indicator]),
            words.status(value.status),
            number(value.attainment, 1),
            f"{value.reporting_units}/{1 if value.unit else expected}",
        )
        for value in values
    ]
    heads = ["Đơn vị", "Chỉ tiêu", "Giá trị", "Mục tiêu", "Mức độ", "% mục tiêu", "Báo cáo"]
    if len(whose) == 1:  # the title says whose they are
        print_table(
            f"{rows[0][0]}, {period.title}: mức độ đạt",
            heads[1:],
            [row[1:] for row in rows],
            right=(1, 2, 4, 5),
        )
    else:
        print_table(f"Mức độ đạt chỉ tiêu, {period.title}", heads, rows, right=(2, 3, 5, 6))


def _target_shown(target: float | None, indicator: Any) -> str:
    return "" if target is None else f"{indicator.target.sign} {words.figure(target, indicator.unit_of_measure)}"


def _need(units: dict[str, Any], period: Period) -> None:
    if not units:
        raise NothingFound(f"Chưa có báo cáo nào được nhận cho kỳ {period}; chạy giamngheo run --period {period}.")
