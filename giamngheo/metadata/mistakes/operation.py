"""Mistakes of `config/operation.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from giamngheo.core.period import Kind, Period, periods_ending_in
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.operation import ApprovalRules, Deployment, Operation
from giamngheo.metadata.recipients import Recipient, is_document, kinds_of_document

_FILE = "config/operation.toml"


def mistakes_of_operation(operation: Operation) -> Iterator[str]:
    for name in repeated(deployment.name for deployment in operation.deployment):
        yield f"{_FILE}, khóa «deployment.{name}»: tên việc bị lặp; đổi name."
    titled = {deployment.title: deployment.name for deployment in operation.deployment}
    for title in repeated(deployment.title for deployment in operation.deployment):
        yield f"{_FILE}, khóa «deployment.{titled[title]}.title»: «{title}» bị lặp, giao diện Prefect cần tên riêng; đổi title."
    for deployment in operation.deployment:
        if (deployment.flow == "report") != (deployment.kind is not None):
            yield (
                f"{_FILE}, khóa «deployment.{deployment.name}.kind»: việc report phải có kind, "
                "việc khác không có; sửa lại mục này."
            )
        yield from _of_months(deployment)


def _of_months(deployment: Deployment) -> Iterator[str]:
    """With the end of which no period of the kind comes: it would never be reported."""
    place = f"{_FILE}, khóa «deployment.{deployment.name}.months»"
    if deployment.months and deployment.kind is None:
        yield f"{place}: chỉ việc report có months; bỏ khóa này."
    elif deployment.kind:
        ends = _last_months(deployment.kind)
        for month in [month for month in deployment.months if month not in ends]:
            yield f"{place}: không kỳ nào kết thúc vào tháng {month}; chọn trong: {', '.join(map(str, ends))}."


def _last_months(kind: Kind) -> list[int]:
    """Of the periods of a kind, in any year."""
    months = Period(2000, "year").months
    return [period.last_month.number for period in periods_ending_in(kind, months[0], months[-1])]


def mistakes_of_documents(approval: ApprovalRules, departments: Collection[str]) -> Iterator[str]:
    """`departments`: the codes that the letter to the department ever has."""
    for number, document in enumerate(approval.documents, start=1):
        if not is_document(document, departments):
            yield (
                f"{_FILE}, khóa «approval.documents (mục {number})»: không có loại báo cáo «{document}»; "
                f"chọn một trong: {kinds_of_document(departments)}."
            )
    left = [code for code in departments if code not in approval.documents]
    if left and len(left) < len(departments):
        yield (
            f"{_FILE}, khóa «approval.documents»: công văn gửi cấp trên có lúc mang mã {', '.join(left)} (config/report.toml) mà "
            "mã ấy không có ở đây, nên lúc đó không phải ký; ghi mọi mã của công văn."
        )


def mistakes_of_signing(approval: ApprovalRules, recipients: Iterable[Recipient]) -> Iterator[str]:
    """What would leave a report waiting for a signature that nobody is asked for, or that nobody would see."""
    if not approval.signed:
        return
    if approval.required:
        yield f"{_FILE}, khóa «approval»: required và signed không dùng cùng lúc, vì ký đã là duyệt; đặt một khóa là false."
    if not approval.office:
        yield f"{_FILE}, khóa «approval.office»: signed = true thì phải có địa chỉ nhận dự thảo để ký; ghi địa chỉ."
    if not approval.documents:
        yield f"{_FILE}, khóa «approval.documents»: signed = true thì phải có ít nhất một loại báo cáo phải ký; ghi loại."
    as_word = {recipient.document for recipient in recipients if "word" in recipient.files}
    for document in approval.documents:
        if document not in as_word:
            yield (
                f"{_FILE}, khóa «approval.documents»: không nơi nhận nào trong config/recipients.toml nhận {document} kèm tệp "
                "word, nên không có gì để ký; bỏ mục này hoặc thêm nơi nhận."
            )
