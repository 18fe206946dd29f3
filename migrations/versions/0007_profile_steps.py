"""profile progress, drafts, suggestions, pairs, doubles, consent to suggestions

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('family_pairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=False),
    sa.Column('relation', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_family_pairs_asked_by')),
    sa.ForeignKeyConstraint(['asker_id'], ['persons.id'], name=op.f('fk_family_pairs_asker_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['confirmed_by'], ['accounts.id'], name=op.f('fk_family_pairs_confirmed_by')),
    sa.ForeignKeyConstraint(['ended_by'], ['accounts.id'], name=op.f('fk_family_pairs_ended_by')),
    sa.ForeignKeyConstraint(['other_id'], ['persons.id'], name=op.f('fk_family_pairs_other_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_pairs'))
    )
    with op.batch_alter_table('family_pairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_family_pairs_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_family_pairs_state'), ['state'], unique=False)
        batch_op.create_index('uq_family_pairs_open', ['asker_id', 'other_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'linked')"), postgresql_where=sa.text("state IN ('asked', 'linked')"))

    op.create_table('merged_files',
    sa.Column('old_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('survivor_id', sa.Integer(), nullable=False),
    sa.Column('identity_index', sa.LargeBinary(), nullable=True),
    sa.Column('contents', sa.LargeBinary(), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['merged_by'], ['accounts.id'], name=op.f('fk_merged_files_merged_by')),
    sa.ForeignKeyConstraint(['survivor_id'], ['persons.id'], name=op.f('fk_merged_files_survivor_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('old_id', name=op.f('pk_merged_files')),
    sa.UniqueConstraint('identity_index', name=op.f('uq_merged_files_identity_index'))
    )
    with op.batch_alter_table('merged_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merged_files_survivor_id'), ['survivor_id'], unique=False)

    op.create_table('possible_duplicates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_possible_duplicates_decided_by')),
    sa.ForeignKeyConstraint(['one_id'], ['persons.id'], name=op.f('fk_possible_duplicates_one_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['persons.id'], name=op.f('fk_possible_duplicates_other_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_possible_duplicates'))
    )
    with op.batch_alter_table('possible_duplicates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_possible_duplicates_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_possible_duplicates_state'), ['state'], unique=False)
        batch_op.create_index('uq_possible_duplicates_pair', ['one_id', 'other_id'], unique=True)

    op.create_table('profile_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=12), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_profile_drafts_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_profile_drafts_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_drafts'))
    )
    with op.batch_alter_table('profile_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_profile_drafts_saved_at'), ['saved_at'], unique=False)
        batch_op.create_index('uq_profile_drafts_person_step_account', ['person_id', 'step', 'account_id'], unique=True)

    op.create_table('profile_progress',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('saved', sa.Text(), nullable=False),
    sa.Column('none_of', sa.Text(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_item', sa.String(length=80), nullable=False),
    sa.Column('next_unlocks', sa.Integer(), nullable=True),
    sa.Column('next_found_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_profile_progress_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_profile_progress'))
    )
    op.create_table('suggestion_choices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('specialty', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('value', sa.String(length=60), nullable=False),
    sa.Column('is_kept', sa.Boolean(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_suggestion_choices_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_choices'))
    )
    with op.batch_alter_table('suggestion_choices', schema=None) as batch_op:
        batch_op.create_index('ix_suggestion_choices_specialty_kind', ['specialty', 'kind'], unique=False)
        batch_op.create_index('uq_suggestion_choices_person', ['person_id', 'specialty', 'kind', 'value'], unique=True)

    with op.batch_alter_table('person_skills', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own_evidence', sa.String(length=10), nullable=False, server_default='self'))
    op.execute("UPDATE person_skills SET own_evidence = evidence")

    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.add_column(sa.Column('can_travel', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('can_live_in', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('relation', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('service_member', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('loss', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('personalised', sa.Boolean(), nullable=False, server_default=sa.true()))



def downgrade() -> None:
    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.drop_column('personalised')
        batch_op.drop_column('loss')
        batch_op.drop_column('service_member')
        batch_op.drop_column('relation')
        batch_op.drop_column('can_live_in')
        batch_op.drop_column('can_travel')

    with op.batch_alter_table('person_skills', schema=None) as batch_op:
        batch_op.drop_column('own_evidence')

    with op.batch_alter_table('suggestion_choices', schema=None) as batch_op:
        batch_op.drop_index('uq_suggestion_choices_person')
        batch_op.drop_index('ix_suggestion_choices_specialty_kind')

    op.drop_table('suggestion_choices')
    op.drop_table('profile_progress')
    with op.batch_alter_table('profile_drafts', schema=None) as batch_op:
        batch_op.drop_index('uq_profile_drafts_person_step_account')
        batch_op.drop_index(batch_op.f('ix_profile_drafts_saved_at'))

    op.drop_table('profile_drafts')
    with op.batch_alter_table('possible_duplicates', schema=None) as batch_op:
        batch_op.drop_index('uq_possible_duplicates_pair')
        batch_op.drop_index(batch_op.f('ix_possible_duplicates_state'))
        batch_op.drop_index(batch_op.f('ix_possible_duplicates_other_id'))

    op.drop_table('possible_duplicates')
    with op.batch_alter_table('merged_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_merged_files_survivor_id'))

    op.drop_table('merged_files')
    with op.batch_alter_table('family_pairs', schema=None) as batch_op:
        batch_op.drop_index('uq_family_pairs_open', sqlite_where=sa.text("state IN ('asked', 'linked')"), postgresql_where=sa.text("state IN ('asked', 'linked')"))
        batch_op.drop_index(batch_op.f('ix_family_pairs_state'))
        batch_op.drop_index(batch_op.f('ix_family_pairs_other_id'))

    op.drop_table('family_pairs')
