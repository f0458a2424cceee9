"""Which faults are tried, and by which tests: `make test-faults` runs them and prints the table."""
