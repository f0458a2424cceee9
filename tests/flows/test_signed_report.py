"""A report that the office signs, through Prefect: the run ends while it is signed, and the next one sends it."""

from __future__ import annotations

import pytest
from prefect.client.base import PrefectHttpxSyncClient

from tests.flows.test_report import TODAY, letters_in, small_office
from tests.support.recipients import FEW
from tests.support.signing import OFFICE, as_word, with_signing


def last_state(api):
    with PrefectHttpxSyncClient(base_url=api, timeout=60) as client:
        found = client.post("flow_runs/filter", json={"limit": 1, "sort": "EXPECTED_START_TIME_DESC"}).json()
    return found[0]["state"]


@pytest.mark.long
def test_a_report_is_signed_and_sent(machine):
    machine.settings["GIAMNGHEO_CONFIG"] = str(with_signing(machine.folder))
    small_office(machine, units=(("18604", "Xã Thạch Khê"),))
    folder = machine.inbox / "_da-ky"
    folder.mkdir()
    done = machine.run("run", "--period", "2020-03", *TODAY)
    assert done.returncode == 0, done.stderr
    assert "chờ ký: dự thảo đã gửi cơ quan, chưa gửi nơi nhận nào" in done.stdout
    state = last_state(machine.api)
    assert (state["type"], state["name"]) == ("COMPLETED", "Chờ ký")
    assert "chưa gửi nơi nhận nào" in state["message"]
    (letter,) = letters_in(machine)
    assert letter["X-RcptTo"] == OFFICE
    (draft,) = letter.iter_attachments()
    (laid,) = (machine.home / "reports" / "2020-03").glob("DỰ THẢO*.docx")
    assert laid.read_bytes() == draft.get_content()
    pages = laid.parent / "trang-lanh-dao"
    assert not pages.exists()  # what is not signed is for nobody to see

    signed = as_word(draft.get_content(), day="17", month="3")
    (folder / "BC đã ký.docx").write_bytes(signed)
    done = machine.run("run", "--period", "2020-03", *TODAY)
    assert done.returncode == 0, done.stderr
    assert last_state(machine.api)["name"] == "Completed"
    letters = {letter["X-RcptTo"]: letter for letter in letters_in(machine)}
    assert letters.keys() == {OFFICE, *FEW}
    assert len(letters_in(machine)) == 1 + len(FEW)
    assert next(part.get_content() for part in letters["ubnd@a.example"].iter_attachments()) == signed
    assert (folder / "BC đã ký.docx").read_bytes() == signed
    assert (pages / "index.html").exists()
