"""What must be true: the rules are data (`config/forms`, `outgoing.py`), and Great Expectations judges them.

`judge` tells the story: `suites` are made from the form's rules and give the rows that fail, `violations` say of each
what it is about, `suppress` leaves out what only follows from another, and `messages` put the rest into words.

Great Expectations imports whole libraries for one expectation each (SciPy's statistics for
`expect_column_kl_divergence_to_be_less_than`), Altair and mistune for its pictures and pages: 40 % of the time of its own import. They come when a form's rule, or a page, asks for them.
"""

from giamngheo.core.late_imports import import_when_asked

for _library in ("altair", "mistune", "scipy.stats"):
    import_when_asked(_library)
