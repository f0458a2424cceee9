"""The page for everybody in a real browser: a workbook is dropped, its findings read, its marked copy kept; with scripts and
without, on a telephone and at a desk, by day and in dark mode, by keyboard."""

from __future__ import annotations

import base64

import pytest

from tests.support.precheck import precheck_in
from tests.support.returned import coloured, loaded
from tests.support.wcag import CONTRAST
from tests.support.workbooks import book, break_rule, fast_write

NAME = "BC-GN-01_18604_2020-03.xlsx"
WIDTHS = (320, 360, 768, 1200)
_MEASURE = (
    CONTRAST
    + """  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    texts.push({text, size: parseFloat(style.fontSize), contrast: contrast(style.color, ground(element))});
  }
  return {texts, across: document.documentElement.scrollWidth};
}"""
)
_DROPPED = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0)), moved = new DataTransfer();
  moved.items.add(new File([bytes], name));
  return moved;
}"""


@pytest.fixture(autouse=True)
def in_order() -> None:
    """Instead of the one for all of tests/browser: this page needs no office that runs."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with precheck_in(tmp_path_factory.mktemp("precheck")) as running:
        yield running


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A workbook with something to correct and something to look at."""
    one = book("18604", "Xã Thạch Khê", "2020-03", poor=6, near_poor=7)
    for code in ("H306", "H318"):
        one, _ = break_rule(one, code)
    return fast_write(one, tmp_path_factory.mktemp("books") / NAME)


@pytest.fixture
def opened(browser, service):
    """Opens the page in a window; whatever it complains of is an error at the end."""
    contexts, told = [], []

    def open_page(**options):
        contexts.append(context := browser.new_context(**options))
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: told.append(request.url))
        page.goto(service.address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in told if one != service.address and not one.startswith("data:")] == []


def drop(page, path):
    data = base64.b64encode(path.read_bytes()).decode()
    moved = page.evaluate_handle(_DROPPED, [path.name, data])
    with page.expect_navigation():
        page.dispatch_event("h1", "drop", {"dataTransfer": moved})


def test_a_workbook_is_dropped_its_findings_read_and_its_marked_copy_kept(opened, broken):
    page = opened()
    drop(page, broken)
    assert page.evaluate("document.activeElement.innerText") == "✗ Tệp này sẽ bị trả lại."
    assert page.title().startswith("Tệp này sẽ bị trả lại.")
    assert "Xã Thạch Khê, tháng 3 năm 2020" in page.inner_text("section")
    assert page.get_by_role("heading", level=3).all_inner_texts() == [
        "Việc cần làm",
        "Phải sửa: 1 chỗ",
        "Cần xem lại: 1 chỗ",
    ]
    assert "(đọc được «31»)" in page.locator(".found li").first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải tệp đánh dấu").click()
    assert waiting.value.suggested_filename == "BC-GN-01_18604_2020-03 - kết quả kiểm tra.xlsx"
    with open(waiting.value.path(), "rb") as kept:
        assert sorted(coloured(loaded(kept.read())).values()) == ["critical", "warning"]


def test_the_form_works_by_keyboard_and_without_scripts(opened, broken):
    page = opened(java_script_enabled=False)
    page.get_by_label("Thả tệp báo cáo").set_input_files(broken)
    page.get_by_label("Thả tệp báo cáo").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=2).inner_text() == "✗ Tệp này sẽ bị trả lại."
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải tệp đánh dấu").press("Enter")
    assert waiting.value.suggested_filename.endswith("kết quả kiểm tra.xlsx")


def test_what_is_too_large_is_said_before_it_is_sent(opened, tmp_path):
    page, large = opened(), tmp_path / NAME
    large.write_bytes(bytes(20 * 2**20 + 1))
    page.get_by_label("Thả tệp báo cáo").set_input_files(large)
    page.get_by_role("button", name="Kiểm tra").click()
    assert page.get_by_role("status").inner_text() == "Tệp quá lớn: nhiều nhất 20 MB."


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_is_read_at_any_width_and_in_any_light(opened, broken, mode):
    page = opened(color_scheme=mode)
    for is_checked in (False, True):
        if is_checked:
            drop(page, broken)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            shown = page.evaluate(_MEASURE)
            assert shown["across"] <= width, (width, is_checked)
            assert len(shown["texts"]) > 4
            assert [text for text in shown["texts"] if text["contrast"] < 4.5 or text["size"] < 14] == [], mode
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_role("heading", level=1).count() == page.get_by_role("main").count() == 1
