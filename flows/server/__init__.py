"""What the Prefect server is told, and what is seen of it."""
