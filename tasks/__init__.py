"""The steps: receive, read, check, store, attain, report, send.

A task opens what it needs, calls a few functions of the domain and writes. Between tasks travel names (periods,
submission ids), never data: those travel through the archive and the warehouse.
"""
