"""A month of daily collections: what each unit lays on which day (`script`), and an office that lives through it."""

from tests.support.daily.office import DailyOffice, addressed, daily_configuration
from tests.support.daily.script import DAYS, LATER, STORIES, expected_mails

__all__ = ["DAYS", "LATER", "STORIES", "DailyOffice", "addressed", "daily_configuration", "expected_mails"]
