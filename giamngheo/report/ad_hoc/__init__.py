"""Ad hoc reports: chosen indicators, units and villages of a period, as known on a day, to chosen recipients."""
