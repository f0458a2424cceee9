"""A configuration for another office, or for the next year: the files of one that is there, with other values.

The sample, and what each key means, stand once: in the project's `config/`. Comments stay as they are there.
"""
