"""What must be true. The rules are data (`config/forms`, `outgoing.py`); Great Expectations judges them."""
