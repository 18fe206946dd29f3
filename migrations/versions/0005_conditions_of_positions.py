"""conditions of positions

Revision ID: 0005
Revises: 0004
"""

import json
from types import SimpleNamespace

import sqlalchemy as sa
from alembic import op

from core.lexicon import using
from core.lexicon.snapshot import seed_lexicon
from jobs.required import required_of

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('position_conditions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=12), nullable=False),
    sa.Column('op', sa.String(length=8), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('relaxed', sa.Text(), nullable=False),
    sa.Column('reading', sa.Text(), nullable=True),
    sa.Column('origin', sa.String(length=8), nullable=False),
    sa.Column('phrase', sa.String(length=200), nullable=False),
    sa.Column('is_hard', sa.Boolean(), nullable=False),
    sa.Column('is_dropped', sa.Boolean(), nullable=False),
    sa.Column('legal_basis', sa.String(length=120), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("origin IN ('field', 'text', 'staff', 'employer', 'booth')", name=op.f('ck_position_conditions_origin_known')),
    sa.ForeignKeyConstraint(['changed_by'], ['accounts.id'], name=op.f('fk_position_conditions_changed_by')),
    sa.ForeignKeyConstraint(['position_id'], ['positions.id'], name=op.f('fk_position_conditions_position_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_position_conditions'))
    )
    with op.batch_alter_table('position_conditions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_position_conditions_position_id'), ['position_id'], unique=False)

    op.create_table('relaxation_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=12), nullable=False),
    sa.Column('op', sa.String(length=8), nullable=False),
    sa.Column('whom', sa.String(length=16), nullable=False),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('becomes', sa.Text(), nullable=False),
    sa.Column('occasion', sa.String(length=8), nullable=False),
    sa.Column('lets_in', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("occasion IN ('position', 'booth', 'adviser')", name=op.f('ck_relaxation_entries_occasion_known')),
    sa.CheckConstraint('lets_in IS NULL OR lets_in >= 0', name=op.f('ck_relaxation_entries_lets_in_counted')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_relaxation_entries_account_id')),
    sa.ForeignKeyConstraint(['position_id'], ['positions.id'], name=op.f('fk_relaxation_entries_position_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relaxation_entries'))
    )
    with op.batch_alter_table('relaxation_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relaxation_entries_position_id'), ['position_id'], unique=False)

    with using(seed_lexicon()):  # the one in force would be read through a second connection
        _read_positions(op.get_bind())


READ = ("requirements", "duties", "education", "experience_years", "age_min", "age_max", "shift")
LISTS = ("licences", "certificates", "relaxations")


def _read_positions(connection):
    """The conditions of the positions that are there."""
    positions = sa.table("positions", *(sa.column(name) for name in ("id", "is_relaxed", *READ, *LISTS)))
    conditions = sa.table("position_conditions", *(sa.column(name) for name in (
        "position_id", "name", "op", "value", "relaxed", "reading", "origin", "phrase", "is_hard", "is_dropped", "legal_basis")))
    last = 0
    while rows := connection.execute(sa.select(positions).where(positions.c.id > last).order_by(positions.c.id).limit(500)).mappings().all():
        found, relaxed = [], []
        for row in rows:
            posting = SimpleNamespace(**{name: row[name] for name in READ}, **{name: json.loads(row[name] or "[]") for name in LISTS})
            read = required_of(posting)
            if any(one.relaxed for one in read):
                relaxed.append(row["id"])
            for one in read:
                values, reading = (json.dumps(value, ensure_ascii=False) for value in (one.relaxed, one.reading()))
                found.append({"position_id": row["id"], "name": one.name, "op": one.op, "value": json.dumps(one.value, ensure_ascii=False),
                              "relaxed": values, "reading": reading, "origin": one.origin, "phrase": one.phrase, "is_hard": one.is_hard,
                              "is_dropped": False, "legal_basis": ""})
        if found:
            connection.execute(conditions.insert(), found)
        connection.execute(positions.update().where(positions.c.id.in_(relaxed)).values(is_relaxed=True))
        last = rows[-1]["id"]


def downgrade() -> None:
    with op.batch_alter_table('relaxation_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relaxation_entries_position_id'))

    op.drop_table('relaxation_entries')
    with op.batch_alter_table('position_conditions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_position_conditions_position_id'))

    op.drop_table('position_conditions')
