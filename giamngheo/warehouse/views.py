"""The views `v_…`: what people and their tools (Excel, Power BI, Metabase) read of the warehouse, and what each column means.

No view has a household, its code, a note or the content of a cell; a query of a person who may read the views alone cannot
reach them. They are made when the warehouse is opened and one of them has changed. SQLite keeps no comments: on both
engines the table `v_column` has them, PostgreSQL also where its tools look for them.

The whole area is `unit` NULL in every view, with its name in `unit_name`. Moments are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

Kind = Literal["text", "whole", "number", "yes_no", "day", "moment"]
_TYPES: dict[Kind, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.String,
    "whole": sa.Integer,
    "number": sa.Float,
    "yes_no": sa.Boolean,
    "day": sa.Date,
    "moment": sa.DateTime,
}


class ViewColumn(NamedTuple):
    name: str
    kind: Kind
    comment: str


@dataclass(frozen=True)
class View:
    """`source`: its query from FROM on. Each column is (name, SQL, kind, comment); an empty SQL is the name."""

    name: str
    comment: str
    source: str
    told: tuple[tuple[str, str, Kind, str], ...]

    @property
    def columns(self) -> tuple[ViewColumn, ...]:
        return tuple(ViewColumn(name, kind, comment) for name, _, kind, comment in self.told)

    @property
    def query(self) -> str:
        columns = (f"{sql} AS {name}" if sql else name for name, sql, *_ in self.told)
        return f"SELECT {', '.join(columns)} {' '.join(self.source.split())}"

    @cached_property
    def table(self) -> sa.TableClause:
        """As a query of ours names it."""
        return sa.table(self.name, *(sa.column(one.name, _TYPES[one.kind]()) for one in self.columns))


_OF_PERIOD: tuple[tuple[str, str, Kind, str], ...] = (
    ("period_title", "p.title", "text", "Tên kỳ: tháng 3 năm 2020"),
    ("first_day", "p.first_day", "day", "Ngày đầu tính số liệu của kỳ"),
    ("last_day", "p.last_day", "day", "Ngày cuối tính số liệu của kỳ (ngày chốt)"),
)
# A unit by the code that it bears on the day whose units owe the period's reports: codes come again.
_ITS_UNIT = "u.valid_from <= p.units_on AND (u.valid_to IS NULL OR u.valid_to >= p.units_on)"
# No later version takes the place of a workbook that was refused, for it never counted: it is answered by whatever came after it.
_REFUSED_BEFORE = (
    "(s.status = 'rejected' AND EXISTS (SELECT 1 FROM submission l WHERE l.unit = s.unit AND l.period = s.period "
    "AND COALESCE(l.form, '') = COALESCE(s.form, '') AND l.status IN ('accepted', 'rejected') AND l.id > s.id))"
)
_PERIOD = ("period", "", "text", "Mã kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M, 2020")
_UNIT = ("unit", "", "text", "Mã đơn vị; trống (NULL): toàn bộ địa bàn")

VIEWS = (
    View(
        "v_unit",
        "Đơn vị và khu vực của đơn vị, mỗi dòng một khoảng thời gian có hiệu lực",
        """FROM unit u
           LEFT JOIN area a ON a.code = u.parent AND a.valid_from <= COALESCE(u.valid_to, '9999-12-31')
               AND (a.valid_to IS NULL OR a.valid_to >= COALESCE(u.valid_to, '9999-12-31'))""",
        (
            ("unit", "u.code", "text", "Mã đơn vị, 5 chữ số; mã có thể được dùng lại cho đơn vị khác ở thời gian khác"),
            ("unit_name", "u.name", "text", "Tên đầy đủ"),
            ("type", "u.type", "text", "Loại đơn vị, mã trong levels.toml"),
            ("type_name", "u.type_name", "text", "Loại đơn vị, viết bằng chữ"),
            ("is_urban", "u.is_urban", "yes_no", "Có phải đơn vị thành thị"),
            ("area", "a.code", "text", "Mã khu vực trực tiếp của đơn vị; trống: thuộc thẳng toàn bộ"),
            ("area_name", "a.name", "text", "Tên khu vực"),
            ("area_level", "a.level_name", "text", "Cấp của khu vực, viết bằng chữ"),
            ("position", "u.position", "whole", "Thứ tự trong báo cáo"),
            (
                "valid_from",
                "CASE WHEN u.valid_from > '1900-01-01' THEN u.valid_from END",
                "day",
                "Ngày đầu có hiệu lực; trống: từ trước",
            ),
            ("valid_to", "u.valid_to", "day", "Ngày cuối có hiệu lực; trống: đến nay"),
            ("succeeded_by", "u.succeeded_by", "text", "Mã đơn vị kế tục, nếu đã sáp nhập, đổi"),
        ),
    ),
    View(
        "v_area",
        "Khu vực giữa đơn vị và toàn bộ, mỗi dòng một khoảng thời gian có hiệu lực",
        "FROM area a",
        (
            ("area", "a.code", "text", "Mã khu vực"),
            ("area_name", "a.name", "text", "Tên đầy đủ"),
            ("level", "a.level", "text", "Cấp, mã trong levels.toml"),
            ("level_name", "a.level_name", "text", "Cấp, viết bằng chữ"),
            ("parent", "a.parent", "text", "Mã khu vực ở cấp trên; trống: thuộc thẳng toàn bộ"),
            ("position", "a.position", "whole", "Thứ tự trong báo cáo"),
            (
                "valid_from",
                "CASE WHEN a.valid_from > '1900-01-01' THEN a.valid_from END",
                "day",
                "Ngày đầu có hiệu lực; trống: từ trước",
            ),
            ("valid_to", "a.valid_to", "day", "Ngày cuối có hiệu lực; trống: đến nay"),
        ),
    ),
    View(
        "v_completeness",
        "Tình hình nộp biểu chính: mỗi đơn vị phải nộp mỗi tháng một dòng, kể cả đơn vị chưa gửi gì; theo lần chạy gần nhất",
        "FROM completeness c LEFT JOIN period p ON p.code = c.period",
        (
            ("period", "c.period", "text", "Tháng: 2020-03"),
            *_OF_PERIOD,
            ("unit", "c.unit", "text", "Mã đơn vị"),
            ("unit_name", "c.unit_name", "text", "Tên đơn vị ở kỳ đó"),
            (
                "status",
                "c.status",
                "text",
                "accepted: đã nhận; rejected: bị trả lại; pending: đang chờ; received: chưa kiểm tra xong; missing: chưa báo cáo",
            ),
            ("status_said", "c.status_said", "text", "Tình trạng, viết bằng chữ như trong giamngheo status"),
            (
                "reported",
                "CASE WHEN c.status = 'accepted' THEN 1 ELSE 0 END",
                "whole",
                "1: có báo cáo đạt; cộng lại được",
            ),
            (
                "on_time",
                "CASE WHEN c.on_time THEN 1 ELSE 0 END",
                "whole",
                "1: báo cáo đạt đầu tiên, hoặc tệp đang kiểm tra, đến đúng hạn",
            ),
            (
                "late",
                "CASE WHEN NOT c.on_time THEN 1 ELSE 0 END",
                "whole",
                "1: đến sau hạn; cả on_time và late là 0: chưa nộp, bị trả lại, hoặc không rõ",
            ),
            ("missing", "CASE WHEN c.status = 'missing' THEN 1 ELSE 0 END", "whole", "1: chưa gửi gì"),
            ("punctuality", "c.punctuality", "text", "Đúng hạn hay muộn, viết bằng chữ, kèm căn cứ"),
            ("due_on", "c.due_on", "day", "Hạn nộp của đơn vị, đã tính gia hạn"),
            ("received_at", "c.received_at", "moment", "Lúc nhận tệp đang tính (giờ UTC)"),
            (
                "returned_at",
                "c.returned_at",
                "moment",
                "Lúc trả lại tệp cuối cùng chưa được gửi lại cho đúng (giờ UTC)",
            ),
            ("version", "c.version", "whole", "Lần gửi thứ mấy của tệp đang tính"),
            ("critical", "c.critical", "whole", "Số lỗi phải sửa trong tệp ấy"),
            ("warning", "c.warning", "whole", "Số lưu ý trong tệp ấy"),
            ("explained", "c.explained", "whole", "Số lưu ý đã được giải trình"),
        ),
    ),
    View(
        "v_attainment",
        "Các chỉ tiêu của kế hoạch ở lần tính mới nhất của mỗi kỳ: giá trị, mục tiêu, mức độ đạt; toàn bộ và từng đơn vị",
        f"""FROM attainment a
            LEFT JOIN period p ON p.code = a.period
            LEFT JOIN measure m ON m.plan_year = p.plan_year AND m.kind = 'indicator' AND m.code = a.indicator
            LEFT JOIN verdict v ON v.period = a.period AND v.indicator = a.indicator AND v.unit = a.unit
            LEFT JOIN unit u ON u.code = a.unit AND {_ITS_UNIT}
            WHERE a.revision = (SELECT MAX(b.revision) FROM attainment b WHERE b.period = a.period)""",
        (
            ("period", "a.period", "text", _PERIOD[3]),
            *_OF_PERIOD,
            ("unit", "NULLIF(a.unit, '')", "text", _UNIT[3]),
            (
                "unit_name",
                "CASE WHEN a.unit = '' THEN p.area ELSE u.name END",
                "text",
                "Tên đơn vị ở kỳ đó, hoặc tên toàn bộ địa bàn",
            ),
            ("indicator", "a.indicator", "text", "Mã chỉ tiêu trong kế hoạch"),
            ("title", "m.title", "text", "Tên chỉ tiêu"),
            ("unit_of_measure", "m.unit_of_measure", "text", "Đơn vị tính của giá trị và mục tiêu"),
            ("article", "m.article", "text", "Mục của kế hoạch"),
            ("numerator", "a.numerator", "number", "Tử số"),
            ("denominator", "a.denominator", "number", "Mẫu số; trống: chỉ tiêu là số đếm"),
            ("value", "a.value", "number", "Giá trị; phần trăm là 0 đến 100"),
            ("target", "a.target", "number", "Mục tiêu; của một khoảng là đầu dưới"),
            ("target_to", "a.target_to", "number", "Đầu trên, khi mục tiêu là một khoảng"),
            ("sign", "a.sign", "text", "So giá trị với mục tiêu thế nào: >, ≥, ≤, <, =, between"),
            ("target_said", "v.target_said", "text", "Mục tiêu, viết bằng chữ"),
            (
                "status",
                "a.status",
                "text",
                "attained, on_track, behind, missed, not_enough, no_cases, no_data; trống: không có mục tiêu",
            ),
            ("verdict", "v.verdict", "text", "Mức độ đạt, viết bằng chữ như trong giamngheo attainment"),
            ("attainment", "a.attainment", "number", "Phần trăm của mục tiêu"),
            ("reporting_units", "a.reporting_units", "whole", "Số đơn vị có báo cáo đứng sau giá trị"),
            ("revision", "a.revision", "whole", "Lần tính"),
        ),
    ),
    View(
        "v_figure",
        "Số liệu của từng kỳ, toàn bộ và từng đơn vị đã báo cáo, theo báo cáo đang có hiệu lực",
        f"""FROM figure f
            LEFT JOIN period p ON p.code = f.period
            LEFT JOIN measure m ON m.plan_year = p.plan_year AND m.kind = 'figure' AND m.code = f.figure
            LEFT JOIN unit u ON u.code = f.unit AND {_ITS_UNIT}""",
        (
            ("period", "f.period", "text", _PERIOD[3]),
            ("period_kind", "p.kind", "text", "Loại kỳ: month, quarter, half, nine_months, year"),
            *_OF_PERIOD,
            ("unit", "NULLIF(f.unit, '')", "text", _UNIT[3]),
            (
                "unit_name",
                "CASE WHEN f.unit = '' THEN p.area ELSE u.name END",
                "text",
                "Tên đơn vị ở kỳ đó, hoặc tên toàn bộ địa bàn",
            ),
            ("figure", "f.figure", "text", "Mã số liệu trong kế hoạch"),
            ("title", "m.title", "text", "Tên số liệu"),
            ("unit_of_measure", "m.unit_of_measure", "text", "Đơn vị tính"),
            ("value", "f.value", "number", "Giá trị; của toàn bộ là tổng các đơn vị đã báo cáo"),
            ("reporting_units", "f.reporting_units", "whole", "Số đơn vị có báo cáo đứng sau giá trị"),
        ),
    ),
    View(
        "v_poverty",
        "Số hộ, hộ nghèo, hộ cận nghèo của từng đơn vị từng tháng, theo tệp đang có hiệu lực",
        """FROM submission s JOIN cover c ON c.submission_id = s.id
           WHERE s.status = 'accepted' AND s.superseded_at IS NULL""",
        (
            ("period", "s.period", "text", "Tháng: 2020-03"),
            ("unit", "s.unit", "text", "Mã đơn vị"),
            ("households", "c.households", "whole", "Tổng số hộ của đơn vị"),
            (
                "poor",
                "(SELECT COUNT(*) FROM household h WHERE h.submission_id = s.id AND h.classification = 'poor')",
                "whole",
                "Số hộ nghèo",
            ),
            (
                "near_poor",
                "(SELECT COUNT(*) FROM household h WHERE h.submission_id = s.id AND h.classification = 'near_poor')",
                "whole",
                "Số hộ cận nghèo",
            ),
        ),
    ),
    View(
        "v_finding",
        "Lỗi, lưu ý đếm theo quy tắc ở từng tệp đã nhận, mọi lần gửi; không có nội dung ô nào",
        f"""FROM finding f JOIN submission s ON s.id = f.submission_id
            LEFT JOIN rule r ON r.form = COALESCE(s.form, '') AND r.code = f.rule
            LEFT JOIN period p ON p.code = s.period
            LEFT JOIN unit u ON u.code = s.unit AND {_ITS_UNIT}
            GROUP BY s.id, s.period, s.unit, u.name, s.form, f.rule, r.title, f.severity, s.version, s.status,
                s.received_at, s.superseded_at""",
        (
            ("period", "s.period", "text", "Kỳ của tệp; trống: tệp không nói được kỳ nào"),
            ("unit", "s.unit", "text", "Mã đơn vị, hoặc cơ quan, gửi tệp"),
            ("unit_name", "u.name", "text", "Tên đơn vị ở kỳ đó; trống: là cơ quan, hoặc kỳ chưa tính"),
            ("form", "s.form", "text", "Mã biểu; trống: biểu chính"),
            ("rule", "f.rule", "text", "Mã quy tắc"),
            ("title", "r.title", "text", "Sai gì"),
            ("severity", "f.severity", "text", "critical: lỗi phải sửa; warning: lưu ý; pending: chờ"),
            ("findings", "COUNT(*)", "whole", "Số chỗ sai quy tắc này trong tệp"),
            ("explained", "COUNT(f.explanation)", "whole", "Trong đó số chỗ đã được giải trình"),
            ("known", "COUNT(f.quiet_since)", "whole", "Trong đó số chỗ đã giải trình ở tháng trước, không nêu lại"),
            ("submission", "s.id", "whole", "Số của tệp trong kho"),
            ("version", "s.version", "whole", "Lần gửi thứ mấy"),
            ("status", "s.status", "text", "accepted: được nhận; rejected: bị trả lại"),
            (
                "is_latest",
                f"CASE WHEN s.superseded_at IS NULL AND NOT {_REFUSED_BEFORE} THEN 1 ELSE 0 END",
                "whole",
                "1: tệp đang tính, hoặc bị trả lại mà đơn vị chưa gửi tệp nào sau đó",
            ),
            ("received_at", "s.received_at", "moment", "Lúc nhận tệp (giờ UTC)"),
        ),
    ),
    View(
        "v_delivery",
        "Thư đã gửi và còn chờ: loại, kỳ, nơi nhận, lúc nào; không có nội dung thư",
        "FROM message m LEFT JOIN report r ON r.id = m.report_id",
        (
            (
                "kind",
                "m.kind",
                "text",
                "report: báo cáo; draft: dự thảo; refusal: không ban hành; receipt: biên nhận; reminder: nhắc nộp; "
                "unfinished: chưa kiểm tra xong; alarm: báo sự cố",
            ),
            ("period", "m.period", "text", "Mã kỳ, nếu thư nói về một kỳ"),
            (
                "revision",
                "r.revision",
                "whole",
                "Lần lập của báo cáo; của báo cáo đột xuất (document dot-xuat): thứ mấy trong kỳ",
            ),
            ("document", "m.document", "text", "Văn bản nào của báo cáo"),
            (
                "unit",
                "CASE WHEN m.about <> 'district' THEN m.about END",
                "text",
                "Mã đơn vị, hoặc cơ quan, mà thư nói về; trống: toàn bộ địa bàn, hoặc không về đơn vị nào",
            ),
            ("recipient", "m.recipient", "text", "Địa chỉ thư của nơi nhận"),
            ("recipient_name", "m.recipient_name", "text", "Tên nơi nhận"),
            (
                "state",
                "m.state",
                "text",
                "waiting: chưa gửi; sending: không chắc đã đến; sent: đã gửi; deferred: máy chủ thư hẹn gửi lại; "
                "refused: bị từ chối; withdrawn: không còn là nơi nhận",
            ),
            ("tries", "m.tries", "whole", "Số lần đã thử gửi"),
            ("written_at", "m.written_at", "moment", "Lúc lập thư (giờ UTC)"),
            ("sent_at", "m.sent_at", "moment", "Lúc máy chủ thư nhận (giờ UTC); trống: chưa nhận"),
        ),
    ),
)
