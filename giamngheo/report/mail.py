"""The letter's body: the essentials of a report for a telephone, as HTML and as text that stands alone."""

from __future__ import annotations

from typing import Any

from giamngheo.report import sentences, words
from giamngheo.report.content import Comparison, ReportContent
from giamngheo.templates import template
from giamngheo.vietnamese import coverage

_STATUS_CLASS = {"attained": "good", "on_track": "fair", "behind": "bad"}


def mail_subject(content: ReportContent) -> str:
    """The news in one line."""
    return words.subject(content)


def mail_html(content: ReportContent) -> str:
    """HTML whose styles are in its elements, for mail programs that drop style sheets."""
    import css_inline

    html = template("giamngheo.report", "mail.html.j2").render(**_said(content))
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True).inline(html)


def mail_text(content: ReportContent) -> str:
    return template("giamngheo.report", "mail.txt.j2").render(**_said(content)).strip() + "\n"


def _said(content: ReportContent) -> dict[str, Any]:
    """What both forms say."""
    return {
        "title": words.title(content),
        "body": content.office.issuing_body,
        "revision": sentences.revision(content),
        "window": sentences.window(content),
        "coverage": sentences.coverage_sentence(content),
        "headline": [
            {
                "title": count.title,
                "value": words.figure(count.now, count.unit_of_measure),
                "rate": words.figure(rate.now, "%") if rate and rate.now is not None else "",
                "changes": _changes(content, count),
            }
            for count, rate in words.stocks(content)
        ],
        "compared": sentences.compared_units(content),
        "summary": sentences.attainment_summary(content),
        "attainment": [
            {
                "title": item.title,
                "value": words.value_text(item),
                "target": words.target_text(item),
                "status": words.status(item.status),
                "kind": _STATUS_CLASS.get(item.status, "none"),
                "coverage": coverage(item.coverage.reporting, item.coverage.expected),
            }
            for item in content.attainment
        ],
        "reporting": sentences.reporting(content),
        "rejections": [sentences.rejection(item) for item in content.rejections],
        "files": [words.document_name(content), words.annex_name(content)],
    }


def _changes(content: ReportContent, count: Comparison) -> list[str]:
    return [
        f"{words.change_text(*count.moved(when), count.unit_of_measure)} so với {name}"
        for when, name in words.earlier_periods(content)
        if None not in count.moved(when)
    ]
