"""weights of fields

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


COLUMNS = ('fields', 'base_fields')
PRIOR = '{"title":3.0,"self_declared":0.7,"service":0.85}'  # what every version before this one was learned and judged with


def upgrade() -> None:
    with op.batch_alter_table('ranking_weights', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=PRIOR))
    with op.batch_alter_table('ranking_weights', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('ranking_weights', schema=None) as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
