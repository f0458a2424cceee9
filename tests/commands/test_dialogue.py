"""What people really type at the screen of `giamngheo init`, and where they let it write."""

from __future__ import annotations

import io

import pytest

from giamngheo.metadata import load_configuration
from tests.support.new_office import ANSWERS, answers_file, as_toml

# Each question's answer, in their order, as somebody pastes them from a document or holds a wrong key.
OFFICE = ["  PHÒNG   KINH TẾ ", "", "", "UBND XÃ HƯƠNG", "BC-PKT", "Hương", "UBND xã", "Sở X", "TRƯỞNG PHÒNG", ""]
ODD = [
    *("   ", "\u200b", *OFFICE),  # spaces, and what is not to be seen
    *("ai đó", "a@a.example", ""),  # the operator, and the folder as proposed
    *("xã", "thôn", "", "Thôn, Thôn", "xã", "thôn", "", "Thôn"),  # a kind twice: the section once more
    *("", "", ""),  # contact
    *("", "", "Hương", "", "hai", "2026", "12/2025", "2025-13", "2025-12", "xã Hương"),  # plan
    *("có", "1.597", "4,10", "hai nghìn", "2.027", "5.20"),  # stocks
    *("31", "14", "", ""),  # days
    *("hai.csv", "units.csv"),  # a code twice, then a table that can be used
    *("UBND", "ubnd@a.example", "", "thôi"),
]


@pytest.fixture
def typed(giamngheo, monkeypatch, tmp_path):
    """Answer at the screen; gives (exit code, stdout, stderr)."""

    def answer(lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return giamngheo("init", "a")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "hai.csv").write_text("code,name\n99001,Thôn Một\n99001,Thôn Hai\n", "utf-8")
    (tmp_path / "units.csv").write_text("code,name\n99001,Thôn Một\n99004,Thôn Hai\n", "utf-8")
    return answer


def test_odd_answers_are_asked_for_again_with_the_reason(typed, tmp_path):
    code, out, err = typed(ODD)
    assert (code, err) == (0, "")
    for said in (
        "  còn trống; phải ghi.",
        "giá trị «ai đó» không đúng dạng; viết địa chỉ thư",
        "loại đơn vị «Thôn» ghi hai lần; mỗi loại ghi một lần. Trả lời lại mục này.",
        "  còn trống; ghi một số nguyên",
        "giá trị «12/2025» không đúng dạng; viết năm và tháng như 2020-05.",
        "giá trị «2025-13» không đúng dạng",
        "giá trị «hai nghìn» không phải số; ghi một số.",
        "giá trị «31» ngoài giới hạn; ghi số nhiều nhất là 28.",
        "«Hương» không bắt đầu bằng cấp của cả địa bàn (levels.whole); viết như trong câu: xã …",
        "mã 99001: có nhiều dòng mang mã này",
        "cap-tren: bảng tổng hợp kèm công văn gửi cấp trên",
    ):
        assert said in out, said
    made = load_configuration(tmp_path / "a" / "config")
    assert made.letterhead.issuing_body == "PHÒNG KINH TẾ"
    assert made.plan.baseline_stocks.model_dump() == {
        "poor": 1597,
        "poor_rate": 4.1,
        "near_poor": 2027,
        "near_poor_rate": 5.2,
    }


@pytest.mark.parametrize(
    ("input_", "said"),
    [
        (None, "Chưa trả lời hết các câu hỏi nên chưa ghi gì."),
        (
            io.TextIOWrapper(io.BytesIO("PHÒNG".encode("cp1258", "replace") + b"\xd2\n"), "utf-8"),
            "không phải Unicode (UTF-8)",
        ),
        (io.TextIOWrapper(io.BytesIO(b"PH\xd2NG\n"), "utf-8", "surrogateescape"), "không phải Unicode (UTF-8)"),
    ],
    ids=["none", "legacy", "escaped"],
)
def test_input_that_cannot_be_read_is_said(giamngheo, monkeypatch, tmp_path, input_, said):
    monkeypatch.setattr("sys.stdin", input_)
    code, _, err = giamngheo("init", tmp_path / "a")
    assert (code, said in err) == (2, True)
    assert not (tmp_path / "a").exists()


def test_ctrl_c_stops_and_leaves_nothing(giamngheo, monkeypatch, tmp_path):
    class Pressed(io.StringIO):
        def readline(self, *_):
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Pressed())
    code, _, err = giamngheo("init", tmp_path / "a", "--write-answers", tmp_path / "a.toml")
    assert (code, "Đã dừng theo yêu cầu; chưa ghi gì." in err) == (130, True)
    assert list(tmp_path.glob("a*")) == []


@pytest.mark.parametrize(
    ("place", "options", "said"),
    [
        ("tệp", [], "tệp không có, hoặc không phải thư mục; chưa ghi gì."),
        ("tệp/a", [], "tệp không có, hoặc không phải thư mục; chưa ghi gì."),
        ("dây", [], "dây không có, hoặc không phải thư mục; chưa ghi gì."),
        ("/proc/a", [], "Không ghi được vào /proc"),
        ("đầy", [], "đầy/config/plan.toml; không ghi đè và chưa ghi gì."),
        ("a", ["--write-answers", "không/a.toml"], "không không có, hoặc không phải thư mục"),
        ("a", ["--write-answers", "tệp"], "Đã có tệp; không ghi đè."),
    ],
    ids=["file", "below-file", "dangling", "not-writable", "not-empty", "answers-nowhere", "answers-there"],
)
def test_where_nothing_can_be_written_nothing_is_asked(giamngheo, monkeypatch, tmp_path, place, options, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", None)
    (tmp_path / "tệp").write_text("a", "utf-8")
    (tmp_path / "dây").symlink_to("đâu")
    (tmp_path / "đầy" / "config").mkdir(parents=True)
    (tmp_path / "đầy" / "config" / "plan.toml").write_text("", "utf-8")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    code, out, err = giamngheo("init", place, *options)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_answers_of_two_tries_are_both_kept(typed, tmp_path):
    wrong = ["2027-01" if line == "2025-12" else line for line in ODD]
    assert [typed(wrong)[0], typed(wrong)[0]] == [2, 2]
    assert {path.name for path in tmp_path.glob("*.toml")} == {"tra-loi.toml", "tra-loi-2.toml"}


def test_answers_that_still_say_the_department_of_old_are_understood(giamngheo, tmp_path):
    """The letter to the office above was called by the department that was abolished in 2025."""
    file = answers_file(tmp_path)
    file.write_text(as_toml(ANSWERS).replace('"cap-tren"', '"so-ldtbxh"'), "utf-8")
    assert giamngheo("init", tmp_path / "a", "--answers", file)[0] == 0
    made = load_configuration(tmp_path / "a" / "config")
    assert {one.document for one in made.recipients} >= {"giam-ngheo", "cap-tren"}
    assert made.letterhead.department.code == "cap-tren"
    for path in (tmp_path / "a" / "config").rglob("*.toml"):
        assert "so-ldtbxh" not in path.read_text("utf-8"), path
