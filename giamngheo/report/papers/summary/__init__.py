"""The letter's body of each paper: the news in a minute, on a telephone."""

from giamngheo.report.papers.summary.commune import commune_summary
from giamngheo.report.papers.summary.district import district_summary
from giamngheo.report.papers.summary.office import office_summary

__all__ = ["commune_summary", "district_summary", "office_summary"]
