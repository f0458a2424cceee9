"""Sends: one outbox for every message that leaves, its wire format, and the transports that carry it."""
