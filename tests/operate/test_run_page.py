"""What comes from outside is never markup on a run's page, nor a link."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from giamngheo.check.completeness import UnitReport
from giamngheo.metadata.senders import SendingOffice
from giamngheo.operate.health import Checked
from giamngheo.operate.problems import Problem
from giamngheo.operate.run_page import _linked, _table, checks, open_work, reporters

NASTY = [
    "[bấm vào đây](http://evil.example)",
    "![ảnh](http://evil.example/a.png)",
    "<script>alert(1)</script>",
    "**đậm** _nghiêng_ ~~bỏ~~ `mã`",
    "một | hai",
    "&lt;b&gt; &amp;",
    "# tiêu đề\n# nữa",
    "\\[a\\](b)",
    "550 <https://evil.example>",
    "xem https://evil.example/x, www.evil.com, ke-gian@evil.example hoặc 127.0.0.1:4200",
]


def shown(markdown):
    return MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown)


@pytest.mark.parametrize("text", NASTY)
def test_words_from_outside_are_shown_as_they_are(text):
    for markdown in (
        checks([Checked("Máy chủ thư", text)]),
        open_work([Problem(None, text, "Làm gì", "GN-201")], ["Đơn vị"], [[text]]),
    ):
        assert not any(sign in markdown for sign in ("://", "www.", "@"))  # of which Prefect's page makes links
        html = shown(markdown)
        assert not any(f"<{tag}" in html for tag in ("a ", "img", "script", "strong", "em", "s>", "code", "h1", "b>"))
        cells = [cell.partition("</td>")[0] for cell in html.split("<td>")[1:]]
        plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert plain in [cell.replace('"', "&quot;").replace("&quot;", '"') for cell in cells]


def test_a_link_of_our_own_is_one():
    assert '<a href="/v2/artifacts/key/phat-hien">3</a>' in shown(
        _table(("Lỗi",), [(_linked(3, "/v2/artifacts/key/phat-hien"),)])
    )


@pytest.mark.parametrize("count", [300, 301])
def test_where_not_all_are_shown_who_has_not_reported_comes_first(count):
    reports = [UnitReport(SendingOffice(f"{at:05}", f"Xã {at}"), "accepted") for at in range(count - 1)]
    reports.append(UnitReport(SendingOffice("99999", "Xã Cuối"), "missing"))
    lines = reporters(reports, "").splitlines()[4:]
    assert ["99999" in line for line in lines].index(True) == (299 if count == 300 else 0)
    assert lines[-1] == ("… và 1 dòng nữa." if count == 301 else lines[299])
