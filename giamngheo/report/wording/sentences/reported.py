"""Resources, models, who reported, and what was returned."""

from __future__ import annotations

from giamngheo.core.formats import number, quantity
from giamngheo.report.content import Rejection, ReportContent, RuleCount
from giamngheo.report.wording import words
from giamngheo.report.wording.sentences.scope import coverage_sentence


def resources(content: ReportContent) -> str:
    """What was mobilised in the period, of all sources."""
    if content.coverage.reporting == 0:
        return ""
    amount = sum(line.amount for line in content.resources)
    if not amount:
        return f"Trong kỳ chưa có đơn vị nào báo cáo nguồn lực huy động ({words.coverage_text(content)})."
    households = sum(line.households for line in content.resources)
    helped = f", hỗ trợ {quantity(households)} lượt hộ" if households else ""
    return f"Trong kỳ huy động được {quantity(amount)} triệu đồng{helped} ({words.coverage_text(content)})."


def models(content: ReportContent) -> str:
    """How many models there are, by how they stand."""
    if content.coverage.reporting == 0:
        return ""
    if not content.models:
        return f"Chưa có đơn vị nào báo cáo mô hình giảm nghèo ({words.coverage_text(content)})."
    counts: dict[str, int] = {}
    for model in content.models:
        counts[model.status] = counts.get(model.status, 0) + 1
    parts = ", ".join(f"{count} {words.small(name) or 'chưa rõ tình trạng'}" for name, count in counts.items())
    households = sum(model.households for model in content.models)
    return (
        f"Các đơn vị báo cáo {len(content.models)} mô hình ({parts}), "
        f"{quantity(households)} hộ tham gia ({words.coverage_text(content)})."
    )


def reporting(content: ReportContent) -> list[str]:
    """Units without accepted figures, by what became of their report; then those who were late."""
    found = []
    for code in ("missing", "pending", "received", "rejected", "failed"):
        names = [line.name for line in content.reporters if line.status == code]
        if names:
            found.append(f"{words.submission_status(code)} ({number(len(names))} đơn vị): {words.listed(names)}.")
    if content.late:
        found.append(f"Báo cáo muộn ({number(len(content.late))} đơn vị): {words.listed(content.late)}.")
    return found


def all_in_time(content: ReportContent) -> str:
    """What to say where `reporting` has nothing to name."""
    if content.coverage.reporting < content.coverage.expected or not content.coverage.expected:
        return coverage_sentence(content)
    return f"Các đơn vị đã báo cáo đầy đủ, đúng hạn ({words.coverage_text(content)})."


def rejection(item: Rejection) -> str:
    """`Xã Thạch Khê: mã hộ trùng (3 lỗi); …`: which rules, how often, never what stood in a cell."""
    return f"{item.name}: {'; '.join(rule(line, 'lỗi') for line in item.rules) or 'chưa rõ lý do'}."


def rule(line: RuleCount, what: str) -> str:
    """A broken rule and how often: `Mã hộ trùng trong tệp (H302, 3 lỗi)`."""
    explained = f", đã giải trình {number(line.explained)}" if line.explained else ""
    return f"{words.plain(line.message).rstrip('.')} ({line.rule}, {number(line.count)} {what}{explained})"
