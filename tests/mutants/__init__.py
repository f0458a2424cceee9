"""Small faults planted into the modules that decide, one at a time: does a test notice? `make mutants`."""
