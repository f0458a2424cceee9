"""Mail: the letter as it is made, the post that takes it, and a letter box for the first try."""
