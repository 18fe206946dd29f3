"""city runs

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('city_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=4), nullable=False),
    sa.Column('model', sa.String(length=60), nullable=False),
    sa.Column('top_positions', sa.Integer(), nullable=False),
    sa.Column('top_candidates', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('positions', sa.Integer(), nullable=False),
    sa.Column('mutual', sa.Integer(), nullable=False),
    sa.Column('unshown', sa.LargeBinary(), nullable=False),
    sa.Column('unreached', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_runs'))
    )
    op.create_table('city_lists',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('subject_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['city_runs.id'], name=op.f('fk_city_lists_run_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run_id', 'side', 'subject_id', name=op.f('pk_city_lists'))
    )


def downgrade() -> None:
    op.drop_table('city_lists')
    op.drop_table('city_runs')
