"""Answers for `giamngheo init`: an invented office with five invented communes."""

from __future__ import annotations

import json
from pathlib import Path

UNITS = {
    "99001": "Xã Hương Một",
    "99004": "Xã Hương Hai",
    "99007": "Thị trấn Hương Ba",
    "99010": "Phường Hương Bốn",
    "99013": "Xã Hương Năm",
}
ADDRESSES = {"99001": "mot@huong.example", "99013": "nam@huong.example"}  # the others' are not known yet
ANSWERS = {
    "office": {
        "name": "PHÒNG KINH TẾ",
        "parent_body": "UBND HUYỆN HƯƠNG",
        "symbol": "BC-PKT",
        "place": "Hương",
        "addressee": "Ủy ban nhân dân huyện Hương",
        "department": "Sở Nông nghiệp và Môi trường tỉnh Trầm",
        "signer_title": "TRƯỞNG PHÒNG",
        "operator": "van-hanh@huong.example",
    },
    "contact": {"name": "Phòng Kinh tế huyện Hương", "telephone": "0999 123 456", "address": "pkt@huong.example"},
    "plan": {
        "number": "5/KH-UBND",
        "title": "Kế hoạch số 5/KH-UBND về giảm nghèo năm 2026",
        "area": "huyện Hương",
        "year": 2026,
    },
    "levels": {"whole": "huyện", "sender": "xã", "together": "các xã, phường, thị trấn"},
    "calendar": {"cutoff_day": 14, "due_working_days": 3, "report_day": 22},
    "units": {"table": "units.csv"},
    "recipient": [
        {"name": "UBND huyện Hương", "address": "ubnd@huong.example"},
        {"name": "Sở", "address": "so@tram.example", "document": "cap-tren", "files": ["excel"]},
    ],
}


def answers_file(folder: Path, answers: dict | None = None) -> Path:
    """The answers as a file, with the table of units beside it."""
    lines = [f"{code},{name},{ADDRESSES.get(code, '')}" for code, name in UNITS.items()]
    (folder / "units.csv").write_text("\n".join(["code,name,address", *lines]) + "\n", "utf-8")
    file = folder / "answers.toml"
    file.write_text(as_toml(ANSWERS if answers is None else answers), "utf-8")
    return file


def as_toml(answers: dict) -> str:
    """Sections with words, numbers and lists of words, all of which JSON writes as TOML does."""
    text = []
    for name, sections in answers.items():
        head = f"[[{name}]]" if isinstance(sections, list) else f"[{name}]"
        for section in sections if isinstance(sections, list) else [sections]:
            lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in section.items()]
            text.append("\n".join([head, *lines, ""]))
    return "\n".join(text)
