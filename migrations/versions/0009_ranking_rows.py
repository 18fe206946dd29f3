"""ranking rows

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from jobs.matching.ddl import create_notes, drop_notes

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ranking_changes',
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('subject_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('stamp', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('side', 'subject_id', name=op.f('pk_ranking_changes'))
    )
    with op.batch_alter_table('ranking_changes', schema=None) as batch_op:
        batch_op.create_index('uq_ranking_changes_side_sequence', ['side', 'sequence'], unique=True)

    op.create_table('ranking_models',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('positions', sa.Integer(), nullable=False),
    sa.Column('fitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_models'))
    )
    op.create_table('ranking_rows',
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('subject_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('model_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('blocks', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['model_id'], ['ranking_models.id'], name=op.f('fk_ranking_rows_model_id')),
    sa.PrimaryKeyConstraint('side', 'subject_id', name=op.f('pk_ranking_rows'))
    )
    with op.batch_alter_table('ranking_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ranking_rows_model_id'), ['model_id'], unique=False)
    create_notes(op.get_bind())


def downgrade() -> None:
    drop_notes(op.get_bind())
    with op.batch_alter_table('ranking_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ranking_rows_model_id'))

    op.drop_table('ranking_rows')
    op.drop_table('ranking_models')
    with op.batch_alter_table('ranking_changes', schema=None) as batch_op:
        batch_op.drop_index('uq_ranking_changes_side_sequence')

    op.drop_table('ranking_changes')
