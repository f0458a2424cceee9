"""What must be true: the rules are data (`config/forms`, `outgoing.py`), and Great Expectations judges them.

`judge` tells the story: `suites` are made from the form's rules and give the rows that fail, `violations` say of each
what it is about, `suppress` leaves out what only follows from another, and `messages` put the rest into words.
"""
