"""The words of a report: labels, terms, sentences."""
