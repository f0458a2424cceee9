"""The state's own forms (`Mẫu 7.1`–`7.10`): what they are called, their columns, and which figure goes into which.

A file for each circular, in this folder; a successor is another file with a later `since`.
"""

from giamngheo.metadata.official.forms import (
    OfficialColumn,
    OfficialForm,
    OfficialForms,
    Source,
    every_form,
    official_forms,
)

__all__ = ["OfficialColumn", "OfficialForm", "OfficialForms", "Source", "every_form", "official_forms"]
