"""Operation: what the operator sees of a run, and what the operator is told by mail."""
