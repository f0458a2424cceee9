"""Tables for the run's page in the Prefect UI, as markdown: every unit at once, numbers as Vietnam writes them.

Never the content of a workbook: units, rules, counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from giamngheo.check.completeness import UnitReport, findings_by_rule
from giamngheo.core.formats import moment, number
from giamngheo.core.period import Period
from giamngheo.metadata.form import Form
from giamngheo.metadata.recipients import AD_HOC, FULL_REPORT
from giamngheo.operate.health import Checked
from giamngheo.operate.problems import Problem
from giamngheo.report.ad_hoc.recipients import AdHocRecipients
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import document_of
from giamngheo.report.documents.ad_hoc import results
from giamngheo.report.lineage import DownstreamReport
from giamngheo.report.releases import Release
from giamngheo.report.wording import goals, sentences, words
from giamngheo.send.outbox import QueuedMessage, state_in_words
from giamngheo.warehouse.engine import Warehouse

_NOTHING = "Không có."
_ADDRESS = re.compile(
    r":(?=//)|(?<=www)\.|@", re.IGNORECASE
)  # Prefect's page makes links of what looks like an address
_MARKUP = re.compile(r"[\\`*_\[\]|~#]")
_MOST_LINES = 300  # an artifact lies whole in Prefect's database


def reporters(reports: Sequence[UnitReport], findings_link: str, noun: str = "đơn vị", month: str = "") -> str:
    """Who reported, a line per unit; the findings' count leads to the table of findings. `noun`: what they are. `month`: the last of
    a period of several, of which the reports are. Where not all are shown, those come first of whom no good report is there."""
    shown = reports if len(reports) <= _MOST_LINES else sorted(reports, key=lambda one: one.status == "accepted")
    lines = [
        (
            report.unit.code,
            report.unit.name,
            words.submission_status(report.status),
            report.version or "",
            moment(report.received_at) if report.received_at else "",
            words.timeliness(report),
            _linked(report.critical, findings_link),
            _linked(report.warning, findings_link),
        )
        for report in shown
    ]
    accepted = sum(report.status == "accepted" for report in reports)
    heads = ("Mã", "Đơn vị", "Tình trạng", "Lần gửi>", "Nhận lúc", "Đúng hạn", "Lỗi>", "Lưu ý>")
    of_month = f" {month} (tháng cuối kỳ)" if month else ""
    return (
        f"**{number(accepted)}/{number(len(reports))} {noun} đã có báo cáo đạt{of_month}.**\n\n{_table(heads, lines)}"
    )


def findings(warehouse: Warehouse, reports: Iterable[UnitReport], form_id: str | None = None) -> str:
    """Findings of each sender's last workbook by rule: what is wrong and how often, not where and not whose."""
    own = warehouse.configuration
    form = own.with_comparisons(own.form_of(form_id))
    titles = {rule.code: (rule.title, rule.remedy) for _, rule in form.rules}
    severities = {"critical": "Lỗi", "warning": "Lưu ý", "pending": "Đang chờ"}
    units = {report.submission: report.unit for report in reports if report.submission is not None}
    lines = [
        (
            units[submission].code,
            units[submission].name,
            severities[severity],
            rule,
            *titles.get(rule, (rule, "")),
            count,
        )
        for submission, severity, rule, count in findings_by_rule(warehouse, list(units))
    ]
    heads = ("Mã", "Đơn vị", "Loại", "Quy tắc", "Nội dung", "Cách sửa", "Số chỗ>")
    return _table(heads, lines) if lines else _NOTHING


def of_form(form: Form, period: Period, table: str) -> str:
    """A table of a form beside the main one, below that of the main one."""
    return f"## Biểu {form.id}, {period.title}\n\n{table}"


def impact(units: Sequence[tuple[str, bool]], reports: Sequence[DownstreamReport]) -> str:
    """Units whose workbooks are about to be taken, (name, replaces another), and the published reports that rest on them."""
    lines = [(name, "bản sửa" if is_correction else "nộp lần đầu") for name, is_correction in units]
    named = ", ".join(report.title for report in reports)
    return f"**Báo cáo đã lập sẽ phải lập lại: {named}.**\n\n{_table(('Đơn vị', 'Tệp sắp được nhận'), lines)}"


def impact_of_all(taken: Sequence[tuple[str, str, bool]], reports: Sequence[DownstreamReport]) -> str:
    """Of a whole run: what it has put in force, (month, name, replaces another), and the published reports that rest on that."""
    lines = [(month, name, "bản sửa" if is_correction else "nộp lần đầu") for month, name, is_correction in taken]
    counted, named = corrections_counted([one[2] for one in taken]), ", ".join(report.title for report in reports)
    head = (
        f"**Lúc nhận xong, các báo cáo đã lập sau đây dựa trên tháng có tệp mới: {named}.** Cả lượt này đã nhận {counted}. "
        "Còn báo cáo nào phải lập lại: xem `can-lap-lai`."
    )
    return f"{head}\n\n{_table(('Kỳ', 'Đơn vị', 'Tệp đã nhận'), lines)}"


def corrections_counted(are_corrections: Sequence[bool]) -> str:
    """`2 bản sửa, 1 báo cáo nộp lần đầu`."""
    corrected = sum(are_corrections)
    counts = ((corrected, "bản sửa"), (len(are_corrections) - corrected, "báo cáo nộp lần đầu"))
    return ", ".join(f"{number(count)} {what}" for count, what in counts if count)


def outdated(reports: Sequence[DownstreamReport]) -> str:
    """Issued reports whose figures rest on other workbooks than those in force now."""
    if not reports:
        return _NOTHING
    lines = [(report.title, report.period) for report in reports]
    how = "Bấm Custom run ở việc báo cáo, ghi kỳ: báo cáo điều chỉnh được lập và gửi."
    return f"**{len(reports)} báo cáo đã lập từ số liệu nay đã đổi.** {how}\n\n{_table(('Báo cáo', 'Kỳ'), lines)}"


def open_work(problems: Sequence[Problem], heads: Sequence[str], units: Sequence[Sequence[str]]) -> str:
    """What somebody has to do something about, since when; and where each unit stands in each month."""
    lines = [
        (moment(one.since) if one.since else "", one.what, one.remedy, one.code)
        for one in sorted(problems, key=lambda one: one.since or dt.datetime.max)
    ]
    waiting = _table(("Từ lúc", "Việc", "Làm gì", "Mã"), lines) if lines else "Không có việc nào đang chờ."
    return f"{waiting}\n\n## Từng đơn vị, từng tháng\n\n{_table(heads, units)}"


def attainment(content: ReportContent) -> str:
    """The plan's indicators."""
    lines = [
        (
            item.title,
            words.value_text(item),
            goals.target_text(item),
            goals.verdict(item),
            words.coverage_of(item.coverage),
        )
        for item in content.attainment
    ]
    return _table(("Chỉ tiêu", "Kết quả>", "Mục tiêu>", "Mức độ", "Có số liệu"), lines)


def report(release: Release, folder: str, left_to_do: str = "") -> str:
    """The report as it goes out: its news, its sentences, its files; `left_to_do`: a sentence to the operator alone."""
    content = release.content
    said = [sentences.coverage_sentence(content), *sentences.headline(content), *sentences.reporting(content)]
    own = [file for file in release.files if file.document in (FULL_REPORT, content.office.department_code)]
    files = [(file.name, _Markdown(f"`{file.sha256[:12]}`")) for file in own]
    others = len(release.files) - len(own)
    return "\n\n".join(
        [
            f"## {words.title(content)}",
            f"*{sentences.subject(content)}*",
            *(_cell(sentence) for sentence in said if sentence),
            *([f"**{_cell(left_to_do)}**"] if left_to_do else []),
            _table(("Tệp", "Mã kiểm (sha256)"), files),
            f"Các tệp nằm trong `{folder}`{f', cùng {others} tệp cho các cơ quan, đơn vị' if others else ''}.",
        ]
    )


def ad_hoc(release: Release, recipients: AdHocRecipients, folder: str) -> str:
    """What an ad hoc report says, its files, and to whom it goes: who is not declared is named as such."""
    content, asked = release.content, release.content.ad_hoc
    document = document_of(content, AD_HOC)
    said = [*document.summary.lead, *(results(content, asked) if asked else [])]
    files = [(file.name, _Markdown(f"`{file.sha256[:12]}`")) for file in release.files]
    named = [(one.name, one.address, "") for one in recipients.declared]
    named += [("", one.address, "ghi thêm, không có trong config/recipients.toml") for one in recipients.others]
    guarded = asked.small_counts_below if asked else 0
    return "\n\n".join(
        [
            f"## {_cell(document.title)}",
            *(_cell(sentence) for sentence in said),
            *([_cell(f"Số dưới {guarded} và số làm lộ số ấy được ẩn, vì có nơi nhận ở ngoài.")] if guarded else []),
            _table(("Tệp", "Mã kiểm (sha256)"), files),
            f"Các tệp nằm trong `{folder}`.",
            _table(("Nơi nhận", "Địa chỉ", "Ghi chú"), named) if named else "Không gửi cho ai.",
        ]
    )


def deliveries(outbox: Iterable[QueuedMessage]) -> str:
    """Who has the report, and what the mail server answered."""
    lines = [
        (
            each.recipient_name,
            each.recipient,
            state_in_words(each.state),
            each.tries,
            moment(each.sent_at) if each.sent_at else "",
            each.last_answer or "",
        )
        for each in outbox
    ]
    heads = ("Nơi nhận", "Địa chỉ", "Tình trạng", "Số lần>", "Gửi lúc", "Máy chủ thư trả lời")
    return _table(heads, lines) if lines else _NOTHING


def checks(checked: Iterable[Checked]) -> str:
    """The checks of the installation: what, whether well, what was seen."""
    lines = [
        ("✘" if each.error else "✔", each.name, each.text, each.error.code if each.error else "") for each in checked
    ]
    return _table(("", "Mục", "Kết quả", "Mã"), lines)


class _Markdown(str):
    """Of our own making; all else is text."""


def _linked(count: int, link: str) -> str:
    return _Markdown(f"[{count}]({link})") if count else ""


def _table(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A markdown table; a heading that ends in `>` has its column to the right."""
    rule = "|".join("---:" if head.endswith(">") else "---" for head in heads)
    rows = ["| " + " | ".join(_cell(value) for value in line) + " |" for line in lines]
    more = [f"\n… và {len(rows) - _MOST_LINES} dòng nữa."] if len(rows) > _MOST_LINES else []
    heading = "| " + " | ".join(head.rstrip(">") for head in heads) + " |"
    return "\n".join([heading, f"|{rule}|", *rows[:_MOST_LINES], *more])


def _cell(value: object) -> str:
    """Text that markdown leaves alone: a unit's or a server's words are never markup, nor a link."""
    if isinstance(value, _Markdown):
        return value
    plain = " ".join(str(value).split()).replace("&", "&amp;").replace("<", "&lt;")
    return _ADDRESS.sub(lambda sign: f"&#{ord(sign[0])};", _MARKUP.sub(r"\\\g<0>", plain))
