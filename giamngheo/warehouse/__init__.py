"""The warehouse knows what is done: submissions, findings, rows, figures, reports and deliveries."""

from giamngheo.warehouse.engine import Warehouse, open_warehouse

__all__ = ["Warehouse", "open_warehouse"]
