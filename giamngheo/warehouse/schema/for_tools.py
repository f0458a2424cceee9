"""The tables for people's own tools: what the configuration says and what is worked out from the rest, for the views (`views.py`)
alone. The program itself does not read them, and no backup has them: they are made anew.
"""

from __future__ import annotations

import sqlalchemy as sa

from giamngheo.warehouse.schema.tables import metadata

unit = sa.Table(
    "unit",
    metadata,
    sa.Column("code", sa.String(5), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("succeeded_by", sa.String(5)),
    sa.Column("type_name", sa.String),
    sa.Column("is_urban", sa.Boolean),
    sa.Column("parent", sa.String, comment="the area it is in; null: the whole"),
    comment="Đơn vị, mỗi dòng một khoảng thời gian: theo config/units.csv",
)

area = sa.Table(
    "area",
    metadata,
    sa.Column("code", sa.String, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("level_name", sa.String, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("parent", sa.String),
    comment="Khu vực, mỗi dòng một khoảng thời gian: theo config/areas.csv",
)

measure = sa.Table(
    "measure",
    metadata,
    sa.Column("plan_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(9), primary_key=True, comment="indicator, figure"),
    sa.Column("code", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("unit_of_measure", sa.String, nullable=False),
    sa.Column("article", sa.String),
    sa.Column("position", sa.Integer, nullable=False),
    comment="Chỉ tiêu và số liệu của từng kế hoạch: tên, đơn vị tính, căn cứ",
)

rule = sa.Table(
    "rule",
    metadata,
    sa.Column("form", sa.String, primary_key=True, comment="empty: the main form"),
    sa.Column("code", sa.String(4), primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    comment="Quy tắc của các biểu: tên",
)

view_column = sa.Table(
    "v_column",
    metadata,
    sa.Column("object_name", sa.String, primary_key=True, comment="a view or a table"),
    sa.Column("column_name", sa.String, primary_key=True, comment="empty: the view or table itself"),
    sa.Column("comment", sa.String, nullable=False),
    sa.Column("definition", sa.Text, nullable=False, comment="SQL of a view, by which a change of it is known"),
    comment="Giải thích từng bảng, view và từng cột của chúng",
)

period = sa.Table(
    "period",
    metadata,
    sa.Column("code", sa.String(7), primary_key=True),
    sa.Column("kind", sa.String(11), nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("units_on", sa.Date, nullable=False, comment="the day whose units owe its reports"),
    sa.Column("plan_year", sa.Integer, nullable=False),
    sa.Column("area", sa.String, nullable=False),
    sa.Column("attained_from", sa.String, comment="of the attainment whose figures and verdicts are kept"),
    sa.Column("reported_from", sa.String(16), comment="of the submissions whose completeness is kept"),
    comment="Các kỳ đã tính: tên, ngày đầu, ngày cuối, kế hoạch của kỳ",
)

figure = sa.Table(
    "figure",
    metadata,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("figure", sa.String, primary_key=True),
    sa.Column("unit", sa.String(5), primary_key=True, comment="empty for the district"),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("reporting_units", sa.Integer, nullable=False),
    comment="Số liệu của từng kỳ, toàn bộ và từng đơn vị, theo báo cáo đang có hiệu lực",
)

verdict = sa.Table(
    "verdict",
    metadata,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("indicator", sa.String, primary_key=True),
    sa.Column("unit", sa.String(5), primary_key=True, comment="empty for the district"),
    sa.Column("target_said", sa.String, nullable=False),
    sa.Column("verdict", sa.String, nullable=False),
    comment="Mục tiêu và mức độ đạt của từng chỉ tiêu, viết bằng chữ như trong báo cáo",
)

completeness = sa.Table(
    "completeness",
    metadata,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("unit", sa.String(5), primary_key=True),
    sa.Column("unit_name", sa.String, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("status_said", sa.String, nullable=False),
    sa.Column("on_time", sa.Boolean),
    sa.Column("punctuality", sa.String, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("received_at", sa.DateTime),
    sa.Column("returned_at", sa.DateTime),
    sa.Column("version", sa.Integer),
    sa.Column("critical", sa.Integer, nullable=False),
    sa.Column("warning", sa.Integer, nullable=False),
    sa.Column("explained", sa.Integer, nullable=False),
    comment="Tình hình nộp của từng đơn vị từng tháng, kể cả đơn vị chưa nộp gì",
)

MADE_ANEW = (unit, area, measure, rule, view_column, period, figure, verdict, completeness)
