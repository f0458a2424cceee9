"""What tests and the benchmark share."""
