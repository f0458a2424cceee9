"""Takes files in, unread."""
