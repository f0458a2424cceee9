"""What holds all tables but those of the forms."""

import sqlalchemy as sa

metadata = sa.MetaData()
