"""The same report, drawn in another process, in another time zone: the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from giamngheo.report.content import ReportContent
from giamngheo.report.render.files import report_files
from tests.conftest import GOLDEN

DOCUMENTS = ("giam-ngheo", "so-ldtbxh", "co-quan-mttq", "co-quan-nnptnt", "xa-18604")


def test_the_same_content_gives_the_same_bytes_in_another_process(tmp_path):
    content = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
    path = tmp_path / "content.json"
    path.write_text(content.model_dump_json(), encoding="utf-8")
    program = (
        "import sys, hashlib; from giamngheo.report.content import ReportContent;"
        "from giamngheo.report.render.files import report_files;"
        "c = ReportContent.model_validate_json(open(sys.argv[1], encoding='utf-8').read());"
        "from giamngheo.report.documents import codes_of;"
        f"w = {{(p, k) for p in codes_of(c) if p in {DOCUMENTS} for k in ('word', 'excel')}};"
        "print([hashlib.sha256(f.data).hexdigest() for f in report_files(c, w)])"
    )
    wanted = {(document, kind) for document in DOCUMENTS for kind in ("word", "excel")}
    command = [sys.executable, "-c", program, str(path)]
    outputs = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh"))
    }
    assert len(outputs) == 1
    assert outputs.pop().strip() == str(
        [hashlib.sha256(file.data).hexdigest() for file in report_files(content, wanted)]
    )
