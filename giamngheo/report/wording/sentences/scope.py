"""Over whom, when, which version, compared with what."""

from __future__ import annotations

from giamngheo.core.formats import day, number
from giamngheo.report.content import ReportContent
from giamngheo.report.wording import words


def coverage_sentence(content: ReportContent) -> str:
    """`Số liệu của 20/22 đơn vị; chưa có: Xã …`; stands with every table."""
    if content.coverage.expected == 0:
        return "Kỳ này không có đơn vị nào phải báo cáo (0/0 đơn vị)."
    if content.coverage.reporting == 0:
        return f"Chưa đơn vị nào có số liệu ({words.coverage_text(content)})."
    return f"Số liệu của {words.coverage_text(content)}{_without(content)}."


def _without(content: ReportContent) -> str:
    return f"; chưa có: {words.listed(content.missing)}" if content.missing else ""


def district_coverage(content: ReportContent) -> str:
    """Over which units the district's figures are, for who reads of the own unit first."""
    return f"Số liệu toàn huyện là của {words.coverage_text(content)}{_without(content)}."


def window(content: ReportContent) -> str:
    """`từ ngày 15/02/2020 đến ngày 14/03/2020`."""
    return f"từ ngày {day(content.window_from)} đến ngày {day(content.window_to)}"


def revision(content: ReportContent, what: str = "báo cáo") -> str:
    """Which report (`what`: or notice, or letter) this one replaces; nothing for the first."""
    if content.revision <= 1:
        return ""
    before = content.replaces.revision if content.replaces else content.revision - 1
    made = f" ngày {day(content.replaces.issued_on)}" if content.replaces else ""
    return (
        f"Đây là {what} lần {content.revision} (có điều chỉnh), thay thế {what} lần {before}{made} "
        f"về {content.period_title} đã phát hành trước đó."
    )


def replaced(content: ReportContent) -> str:
    """`Thay thế báo cáo lần 1 lập ngày 17/03/2020.`; nothing for the first."""
    if content.replaces is None:
        return ""
    return f"Thay thế báo cáo lần {content.replaces.revision} lập ngày {day(content.replaces.issued_on)}."


def changed(content: ReportContent, count: int) -> str:
    """How many figures differ from the replaced report."""
    if content.replaces is None:
        return ""
    before = f"so với báo cáo lần {content.replaces.revision}"
    if count:
        return f"Có {number(count)} số liệu thay đổi {before}."
    if content.lists_changed:
        return f"Số liệu không thay đổi {before}; có thay đổi trong danh sách đơn vị, mô hình hoặc gương sáng."
    return f"Không có số liệu nào thay đổi {before}."


def joined(content: ReportContent, unit: str | None = None) -> list[str]:
    """Which earlier figures are sums of other units', and which there are none of; of one unit, or of all."""
    own = [line for line in content.joined if unit in (None, line.code)]
    sums: dict[str, dict[str, str]] = {}
    broken: dict[str, list[str]] = {}
    for line in own:
        if line.reason:
            broken.setdefault(line.period_title, []).append(f"{line.name}, vì {line.reason}")
        else:
            sums.setdefault(day(line.since), {})[line.name] = ", ".join(line.parts)
    return [
        f"Số trước ngày {since} cộng từ các đơn vị cũ: {'; '.join(f'{name} từ {parts}' for name, parts in found.items())}."
        for since, found in sums.items()
    ] + [f"Không so sánh được với {title}: {'; '.join(found)}." for title, found in broken.items()]


def compared_units(content: ReportContent) -> str:
    """How earlier figures are made comparable, said only where units are missing."""
    if (
        (content.all_compared and not content.missing)
        or not words.earlier_periods(content)
        or not words.stocks(content)
    ):
        return ""
    return "Các so sánh chỉ tính trên những đơn vị có số liệu ở cả hai kỳ được so."
