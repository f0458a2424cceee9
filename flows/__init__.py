"""Occasions: what happens when, in what order. No arithmetic."""
