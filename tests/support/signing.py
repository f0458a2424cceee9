"""What an office does with a draft: completes it in Word, prints it to PDF, or signs it on paper and scans it."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from tests.support.config_folder import change
from tests.support.recipients import with_few_recipients

OFFICE = "van-thu@a.example"


def with_signing(folder, documents='["giam-ngheo"]'):
    """The configuration with few recipients, of an office that signs."""
    config = with_few_recipients(folder)
    operation = config / "operation.toml"
    change(operation, "signed = false", "signed = true", 1)
    change(operation, "office = []", f'office = ["{OFFICE}"]', 1)
    change(operation, 'documents = ["giam-ngheo"]', f"documents = {documents}", 1)
    return config


def as_word(draft, number="45", day="24", month="02", mark=False, code=None):
    """The draft with number and day, without its mark (unless `mark`); with another code in its foot, if one is given."""
    document = Document(BytesIO(draft))
    cells = [cell for table in document.tables[:2] for row in table.rows for cell in row.cells]
    for paragraph in [each for cell in cells for each in cell.paragraphs]:
        if paragraph.text == "DỰ THẢO" and not mark:
            paragraph._p.getparent().remove(paragraph._p)
        elif "……" in paragraph.text:
            said = paragraph.text.replace("Số: ……", f"Số: {number}")
            said = said.replace("ngày ……", f"ngày {day}").replace("tháng ……", f"tháng {month}")
            paragraph.runs[0].text = said
    if code is not None:
        for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
            footer.paragraphs[0].runs[0].text = code
    return saved(document)


def saved(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(lines):
    """A PDF with words in it."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    out = BytesIO()
    with rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=(8.3, 11.7))
        for at, line in enumerate(lines):
            figure.text(0.1, 0.9 - 0.03 * at, line)
        figure.savefig(out, format="pdf")
    return out.getvalue()


def as_scan(shade=200):
    """A PDF of one picture: pages that a scanner made."""
    from PIL import Image

    out = BytesIO()
    Image.new("L", (620, 877), shade).save(out, "PDF")
    return out.getvalue()
