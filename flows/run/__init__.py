"""What all runs share: whose run it is, when it is due, how it ends."""
