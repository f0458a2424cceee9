"""A report: its content as plain data, and its forms drawn from it (Word, Excel, mail)."""
