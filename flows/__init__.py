"""What happens when, in what order. No arithmetic."""
