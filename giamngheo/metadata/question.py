"""Questions that leaders ask of what the units have sent (`config/questions.toml`): counts and sums by place, never a household."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from giamngheo.metadata.record import FieldName, Record, Words

BY_UNIT, BY_ORGANISATION = "unit", "organisation"
VILLAGE, SPONSOR = "village", "sponsor"
LATE_CODE = "nop-muon"  # of the question that no row answers (giamngheo/report/punctuality.py)
SAFE_TYPES = frozenset({"choice", "mark"})  # a free text may name a person, but for the village's


class QuestionMeasure(Record):
    title: Words = Field(description="Tiêu đề cột của câu trả lời")
    unit_of_measure: str = Field(default="", description="Đơn vị tính")
    value: str = Field(description="Biểu thức SQL như numerator của chỉ tiêu")


class Question(Record):
    """Lines of the answer are places, in the order of the first measure, from the largest on; those where it is nought are not
    listed."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = Field(description="Gõ sau giamngheo ask")
    title: Words = Field(description="Câu hỏi, như lãnh đạo hỏi")
    rows: FieldName = Field(default="household", description="Trang tính có các dòng được đếm, cộng")
    by: tuple[FieldName, ...] = Field(
        min_length=1,
        description="Chia theo: unit (đơn vị), organisation (tổ chức nhận trợ giúp), village, hoặc trường chọn, có/không",
    )
    kind: Literal["stock", "flow"] = Field(
        default="stock",
        description="stock = số tại ngày chốt (tháng cuối của kỳ), flow = phát sinh, cộng các tháng của kỳ",
    )
    measure: tuple[QuestionMeasure, ...] = Field(min_length=1, description="Các cột của câu trả lời")
    note: str = Field(default="", description="Câu ghi dưới câu trả lời: số liệu nói được gì, không nói được gì")


class Questions(Record):
    question: tuple[Question, ...] = Field(default=(), description="Các câu hỏi")
