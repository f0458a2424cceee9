"""An office through 25 months: what its units sent and when, what it declared and when, and what all figures must then be."""
