"""What must be true: the rules are data (`config/forms`, `outgoing.py`), and Great Expectations judges them.

`judge` tells the story: `suites` are made from the form's rules and give the rows that fail, `violations` say of each
what it is about, `suppress` leaves out what only follows from another, and `messages` put the rest into words.

Great Expectations imports two large libraries for one of its expectations, `expect_column_kl_divergence_to_be_less_than`, and
its pictures: 40 % of the time of its own import. They come when a form's rule has it.
"""

from giamngheo.core.late_imports import import_when_asked

for _library in ("altair", "scipy.stats"):
    import_when_asked(_library)
