"""Index only the places that wait or are offered: whoever takes one writes two entries less

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_places_line'))
        batch_op.create_index('ix_places_line', ['resource_id', 'priority', 'queued_at', 'id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_places_offers'))
        batch_op.create_index('ix_places_offers', ['offered_until'], unique=False, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))



def downgrade() -> None:
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_index('ix_places_offers', sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.create_index(batch_op.f('ix_places_offers'), ['state', 'offered_until'], unique=False)
        batch_op.drop_index('ix_places_line', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index(batch_op.f('ix_places_line'), ['resource_id', 'state', 'priority', 'queued_at', 'id'], unique=False)

