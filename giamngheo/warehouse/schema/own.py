"""The tables that the program works with.

The tables of accepted rows (cover, household, model, story, resource, explanation; others of other forms) follow the
forms in the configuration: one column per field. `migrations/` makes what a new warehouse needs; a field that a later form adds becomes a
column when the warehouse is opened for writing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from giamngheo.core.remembered import remembered
from giamngheo.metadata.form import Column, Form
from giamngheo.warehouse.schema.tables import metadata

submission = sa.Table(
    "submission",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "folder_unit", sa.String, nullable=False, comment="code of the unit, or the office, in whose folder it lay"
    ),
    sa.Column("unit", sa.String, nullable=False, comment="code of the sender"),
    sa.Column("period", sa.String(7)),
    sa.Column(
        "form", sa.String, comment="of which form beside the main one; null: of the main form, or of none that is known"
    ),
    sa.Column("collected_in", sa.String(7), nullable=False),
    sa.Column("version", sa.Integer),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("sha256", sa.String(64)),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("fault", sa.String(10)),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column(
        "submitted_at", sa.DateTime, comment="when it was laid into the folder; null: it lay there at the first look"
    ),
    sa.Column(
        "submitted_by", sa.String(4), comment="what that is known by: the file's own time, or the look before it"
    ),
    sa.Column("judged_with", sa.String(16)),
    sa.Column("judged_at", sa.DateTime, comment="when the verdict that stands was reached for the first time"),
    sa.Column("verdicts", sa.Integer, nullable=False, server_default="0", comment="how many different ones it has had"),
    sa.Column("superseded_at", sa.DateTime),
    sa.UniqueConstraint("folder_unit", "sha256", name="uq_submission_content"),
    sa.Index("ix_submission_unit_period", "unit", "period"),
    sa.Index("ix_submission_period_status", "period", "status"),
    sa.Index("ix_submission_status", "status"),
    comment="Các tệp đã nhận, mọi lần gửi",
)

unit_folder = sa.Table(
    "unit_folder",
    metadata,
    sa.Column("unit", sa.String, primary_key=True, comment="an office's code, too"),
    sa.Column("files", sa.Integer, nullable=False, comment="in the shared folder, when it was last looked at"),
    sa.Column("looked_at", sa.DateTime, nullable=False),
    comment="Các thư mục của đơn vị trong thư mục dùng chung",
)

known_file = sa.Table(
    "known_file",
    metadata,
    sa.Column("path", sa.String, primary_key=True, comment="in the shared folder"),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("modified", sa.Double, nullable=False, comment="seconds since 1970, by the file"),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("read_on", sa.Date, nullable=False, comment="the day on which its content was read last"),
    comment="Các tệp trong thư mục dùng chung đã đọc",
)

finding = sa.Table(
    "finding",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("submission_id", sa.ForeignKey("submission.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("rule", sa.String(4), nullable=False),
    sa.Column("severity", sa.String(8), nullable=False),
    sa.Column("sheet", sa.String),
    sa.Column("row", sa.Integer),
    sa.Column("column", sa.String(3)),
    sa.Column("message", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False, server_default="", comment="a household's code; a resource's key"),
    sa.Column("mark", sa.String(16), nullable=False, server_default="", comment="of the values the rule looked at"),
    sa.Column("explanation", sa.Text),
    sa.Column("quiet_since", sa.String(7), comment="the earlier month in which it was explained"),
    comment="Lỗi, lưu ý của từng tệp; có thể trích nội dung ô, nên không mở cho công cụ bên ngoài",
)

answer = sa.Table(
    "answer",
    metadata,
    sa.Column("submission_id", sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("laid_at", sa.DateTime, nullable=False),
    comment="Phản hồi đã trả vào thư mục của đơn vị",
)

attainment = sa.Table(
    "attainment",
    metadata,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("indicator", sa.String, primary_key=True),
    sa.Column("unit", sa.String(5), primary_key=True, comment="empty for the district"),
    sa.Column("numerator", sa.Float),
    sa.Column("denominator", sa.Float),
    sa.Column("value", sa.Float),
    sa.Column("target", sa.Float),
    sa.Column("target_to", sa.Float, comment="the upper end of a range"),
    sa.Column("sign", sa.String(7), comment="how a value is held against the target; empty in rows of before 0018"),
    sa.Column("status", sa.String(10)),
    sa.Column("attainment", sa.Float),
    sa.Column("reporting_units", sa.Integer, nullable=False),
    sa.Column("made_from", sa.String(16), nullable=False, comment="of the submissions in force"),
    comment="Kết quả các chỉ tiêu, mọi lần tính",
)

report = sa.Table(
    "report",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("period", sa.String(7), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("issued_at", sa.DateTime, nullable=False),
    sa.Column("figures_sha256", sa.String(64), nullable=False),
    sa.Column("submissions", sa.JSON, nullable=False),
    sa.Column("rests_on", sa.JSON(none_as_null=True), comment="all submissions whose figures stand in it"),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),
    sa.UniqueConstraint("kind", "period", "revision", name="uq_report_revision"),
    comment="Báo cáo đã lập, mọi lần",
)

signature = sa.Table(
    "signature",
    metadata,
    sa.Column("report_id", sa.ForeignKey("report.id"), primary_key=True),
    sa.Column("document", sa.String, primary_key=True, comment="which document of the report"),
    sa.Column("name", sa.String, nullable=False, comment="as it is attached"),
    sa.Column("mime", sa.String, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("number", sa.String, nullable=False),
    sa.Column("signed_on", sa.Date, nullable=False),
    sa.Column("taken_at", sa.DateTime, nullable=False),
    comment="Văn bản đã ký ban hành",
)

message = sa.Table(
    "message",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "kind", sa.String(20), nullable=False, comment="report, draft, refusal, receipt, reminder, unfinished, alarm"
    ),
    sa.Column("key", sa.String, nullable=False, comment="which one of its kind"),
    sa.Column("report_id", sa.ForeignKey("report.id"), index=True),
    sa.Column("period", sa.String(7)),
    sa.Column("about", sa.String, comment="a sender's code, or district"),
    sa.Column("document", sa.String, comment="which document of the report"),
    sa.Column("recipient", sa.String, nullable=False),
    sa.Column("recipient_name", sa.String, nullable=False),
    sa.Column("message_id", sa.String, nullable=False, unique=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False, server_default="0", comment="how often it may have gone out"),
    sa.Column("last_answer", sa.String),
    sa.Column("written_at", sa.DateTime, nullable=False),
    sa.Column("tried_at", sa.DateTime, index=True, comment="when it was last taken in hand"),
    sa.Column("sent_at", sa.DateTime),
    sa.UniqueConstraint("kind", "key", "recipient", name="uq_message_recipient"),
    comment="Sổ thư đi",
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("run_id", sa.String(36), primary_key=True, comment="of Prefect; one row when the work is done"),
    sa.Column("job", sa.String(20), primary_key=True, comment="collect, send, nightly, whole"),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("run_name", sa.String, nullable=False),
    sa.Column("finished_at", sa.DateTime, nullable=False),
    sa.Index("ix_run_job_period", "job", "period"),
    sa.Index("ix_run_job_finished", "job", "finished_at"),
    comment="Các lượt chạy đã xong",
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, comment="always 1: one at a time"),
    sa.Column("run_id", sa.String(36), nullable=False),
    sa.Column("run_name", sa.String, nullable=False),
    sa.Column("job", sa.String, nullable=False),
    sa.Column("taken_at", sa.DateTime, nullable=False),
    comment="Lượt chạy đang giữ kho",
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("about", sa.String, nullable=False),
    sa.Column("why", sa.String, nullable=False),
    sa.Column("run_id", sa.String(36)),
    sa.Column("chain", sa.String(64), comment="sha256 of the line before's and of this line; none before version 0013"),
    sa.Index("ix_journal_action_about", "action", "about"),
    comment="Sổ nhật ký: ai làm gì, lúc nào, vì sao; chỉ ghi thêm",
)

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "code": sa.String,
    "whole": sa.Integer,
    "decimal": sa.Float,
    "mark": sa.Boolean,
    "choice": sa.String,
    "date": sa.Date,
    **dict.fromkeys(("month", "quarter", "half", "year"), sa.String),
    "rule": sa.String,
}


def field_column(column: Column) -> sa.Column[Any]:
    """The warehouse's column for a field of the form; its comment is what the sender reads above it."""
    measure = f" ({column.unit_of_measure})" if column.unit_of_measure else ""
    personal = "; dữ liệu cá nhân" if column.personal else ""
    return sa.Column(column.field, _TYPES[column.type], comment=f"{column.heading}{measure}{personal}")


@remembered(8)
def form_tables(form: Form) -> dict[str, sa.Table]:
    """One table per sheet of the form: `submission_id`, `row` as the sender sees it, and its fields."""
    own = sa.MetaData()
    return {
        sheet.table: sa.Table(
            sheet.table,
            own,
            sa.Column("submission_id", sa.Integer, primary_key=True, comment="Tệp có dòng này: submission.id"),
            sa.Column("row", sa.Integer, primary_key=True, comment="Dòng trong trang tính"),
            *(field_column(column) for column in sheet.column),
            comment=f"Biểu {form.id}, trang «{sheet.name}»: các dòng của những tệp được nhận",
        )
        for sheet in form.sheets
    }
