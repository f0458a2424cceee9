"""The command line: what people type. Each command imports only what it needs, so that `status` answers at once."""
