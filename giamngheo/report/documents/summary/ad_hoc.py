"""The message with an ad hoc report."""

from __future__ import annotations

from giamngheo.report.content import AdHoc, AdHocAnswer, ReportContent
from giamngheo.report.documents.ad_hoc_guard import hidden_figures, is_hidden, is_secret_answer
from giamngheo.report.documents.ad_hoc_tables import rows_of_answer
from giamngheo.report.documents.document import Summary
from giamngheo.report.documents.summary.parts import MOST_UNITS, bar_of, notes_of, preheader_of
from giamngheo.report.wording import listing, sentences, words


def ad_hoc_summary(content: ReportContent, asked: AdHoc, title: str) -> Summary:
    hidden = {item.indicator for item in content.attainment if is_hidden(content, asked, item)}
    judged = [item for item in content.attainment if item.indicator not in hidden | {*asked.unjudged}]
    of_few = hidden_figures(asked)
    figures = [sentences.figure_stands(content, asked, one, one.line.key in of_few) for one in asked.figures]
    others = [
        sentences.stands(content, asked, item, item.indicator in hidden)
        for item in content.attainment
        if item not in judged
    ]
    lead = (
        f"Số liệu {content.period_title}, tính {sentences.window(content)}.",
        sentences.asked_about(content, asked),
        sentences.coverage_sentence(content),
        sentences.known_when(content, asked),
        sentences.standard_changed(content),
        sentences.unjudged(content, asked),
    )
    return Summary(
        subject=f"Báo cáo đột xuất {words.shortest_period(content)}: {words.small(title)}",
        preheader=preheader_of(*lead[1:4]),
        title=title,
        sender=content.office.issuing_body,
        lead=tuple(filter(None, lead)),
        bars_title="Chỉ tiêu được yêu cầu" if judged else "",
        bars=tuple(bar_of(item) for item in judged),
        notes=notes_of(
            ("Số liệu", [*others, *figures]),
            ("Câu hỏi cụ thể", [_answered(asked, one) for one in asked.answers]),
            ("Chưa có số liệu", listing.first_of(MOST_UNITS, [f"{name}." for name in content.missing], "đơn vị")),
        ),
    )


def _answered(asked: AdHoc, one: AdHocAnswer) -> str:
    if is_secret_answer(asked, one):
        return f"{one.title} {words.capital(sentences.NOT_TOLD)}."
    rows = rows_of_answer(asked, one)
    return f"{one.title} {f'Trả lời trong tệp kèm theo ({rows} dòng).' if rows else 'Không có nơi nào.'}"
