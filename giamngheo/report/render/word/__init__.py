"""Draws a document as a Word file in the layout of Decree 30/2020/NĐ-CP, ready to be signed."""

from giamngheo.report.render.word.document import word_document

__all__ = ["word_document"]
