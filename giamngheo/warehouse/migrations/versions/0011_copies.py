"""How often a message may have gone out, and when it last did: what the ceiling counts, and what makes a report stand."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("message", sa.Column("copies", sa.Integer, nullable=False, server_default="0"))
    op.add_column("message", sa.Column("tried_at", sa.DateTime))
    message = sa.table("message", *map(sa.column, ("copies", "state", "tries", "last_answer", "sent_at", "tried_at")))
    unanswered = sa.and_(message.c.tries > 0, message.c.last_answer.is_(None))
    may_be_out = sa.or_(message.c.state.in_(("sent", "sending")), unanswered)
    op.execute(sa.update(message).where(may_be_out).values(copies=1, tried_at=message.c.sent_at))
    with op.batch_alter_table("message") as batch:
        batch.drop_index("ix_message_sent_at")
        batch.create_index("ix_message_tried_at", ["tried_at"])


def downgrade() -> None:
    with op.batch_alter_table("message") as batch:
        batch.drop_index("ix_message_tried_at")
        batch.drop_column("tried_at")
        batch.drop_column("copies")
        batch.create_index("ix_message_sent_at", ["sent_at"])
