"""Figures for people's own tools and for other systems: what the views show beside the facts, and files to hand on."""

from giamngheo.report.exchange.kept import keep_completeness, keep_everything, keep_figures

__all__ = ["keep_completeness", "keep_everything", "keep_figures"]
