"""The body of the message with each document: the news in a minute, on a telephone."""

from giamngheo.report.documents.summary.area import area_summary
from giamngheo.report.documents.summary.commune import commune_summary
from giamngheo.report.documents.summary.district import district_summary
from giamngheo.report.documents.summary.office import office_summary
from giamngheo.report.documents.summary.published import published_summary

__all__ = ["area_summary", "commune_summary", "district_summary", "office_summary", "published_summary"]
