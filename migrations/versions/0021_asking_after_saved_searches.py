"""asking after saved searches

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wanted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answer_by', sa.Date(), nullable=True))
    op.execute('UPDATE saved_searches SET wanted_at = created_at')
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.alter_column('wanted_at', nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.drop_column('answer_by')
        batch_op.drop_column('wanted_at')
