"""giamngheo: what a district knows of its poverty-reduction plan, worked out from its communes' workbooks.

This package holds the nouns. It knows neither Prefect nor Great Expectations; `expectations/` judges,
`tasks/` acts, `flows/` says when.
"""

__version__ = "0.1.0"
