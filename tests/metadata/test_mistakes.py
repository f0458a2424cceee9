"""What a single key of the configuration does not show, each told with its file and what to do."""

from __future__ import annotations

import re

import pytest

from tests.support.config_folder import mistakes

FORM = "forms/BC-GN-01"


def rewritten(folder, file, old, new):
    """The first place that a pattern finds, written otherwise."""
    path = folder / file
    text, count = re.subn(old, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, (file, old)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (f"{FORM}/model.toml", r'^table = "model"', 'table = "models"', "thiếu trang tính có table = «model»"),
        (f"{FORM}/model.toml", r'^table = "model"', 'table = "report"', "tên bảng «report» đã dùng cho việc khác"),
        (f"{FORM}/cover.toml", r'^field = "cutoff"', 'field = "cut_off"', "thiếu trường «cutoff»"),
        (f"{FORM}/cover.toml", r'^field = "cutoff"', 'field = "cutoff"\nsince = "2020-02"', "column.cutoff.since"),
        (f"{FORM}/form.toml", r'^severity = "pending"', 'severity = "critical"', "severity = «pending»"),
        (f"{FORM}/model.toml", r'^field = "budget"', 'field = "row"', "tên trường «row» đã dùng cho việc khác"),
        (f"{FORM}/model.toml", r'^field = "budget"', 'field = "name"', "column.name»: trường bị lặp"),
        ("operation.toml", r'^name = "bao-cao-quy"', 'name = "bao-cao-thang"', "deployment.bao-cao-thang»: tên việc bị lặp"),
        ("operation.toml", r'^kind = "quarter"\n', "", "deployment.bao-cao-quy.kind»: việc report phải có kind"),
        ("operation.toml", r'^flow = "nightly"', 'flow = "nightly"\nkind = "month"', "deployment.tu-kiem-tra.kind"),
        ("plan.toml", r'^responsible = "\w+"', 'responsible = "khong"', "không có cơ quan «khong»"),
        ("plan.toml", r'^unit_of_measure = "%"', 'unit_of_measure = "hộ"', "ghi «%»"),
        ("plan.toml", r'^also = \["resources"\]\n', "", "cơ quan «tckh» không có trong [offices]"),
        ("plan.toml", r"^denominator = .*\n", "", "thiếu denominator"),
        ("report.toml", r'^address = .*', 'address = "ai"', "khóa «contact.address»: giá trị «ai» không đúng dạng; viết địa chỉ"),
        ("recipients.toml", r'^document = "giam-ngheo"', 'document = "xa-99999"', "không phải của đơn vị nào"),
    ],
)  # fmt: skip
def test_it_is_told_with_its_place(folder, file, old, new, says):
    rewritten(folder, file, old, new)
    found = [mistake for mistake in mistakes(folder) if says in mistake]
    assert found, mistakes(folder)
    assert all(mistake.startswith("config/") and mistake.endswith(".") for mistake in found)
