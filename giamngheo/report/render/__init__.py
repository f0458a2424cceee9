"""Draws a document as Word, Excel, mail and pictures; calculates nothing."""
