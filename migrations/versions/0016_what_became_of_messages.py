"""what became of messages

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('trouble', sa.String(length=12), nullable=False, server_default=''))
        batch_op.drop_index(batch_op.f('ix_messages_state'))
        batch_op.create_index('ix_messages_channel_id', ['channel', 'id'], unique=False)
        batch_op.create_index('ix_messages_state_channel_id', ['state', 'channel', 'id'], unique=False)
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.alter_column('trouble', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_state_channel_id')
        batch_op.drop_index('ix_messages_channel_id')
        batch_op.create_index(batch_op.f('ix_messages_state'), ['state'], unique=False)
        batch_op.drop_column('trouble')
