"""Every write of a run, numbered, and the run repeated with a fault at each of them: as SQLite's own tests do."""
