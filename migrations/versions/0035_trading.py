"""trading: projects, sealed bids and receipts, draws, scores, awards, contracts

Revision ID: 0035
Revises: 0034

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_bidder',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('contact', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_bidder', schema=None) as batch_op:
        batch_op.create_index('ix_trade_bidder_code', ['county', 'uscc'], unique=True)
        batch_op.create_index(batch_op.f('ix_trade_bidder_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_bidder_party_id'), ['party_id'], unique=False)

    op.create_table('trade_expert',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('number', sa.String(length=18), nullable=False),
    sa.Column('number_hash', sa.String(length=64), nullable=False),
    sa.Column('specialty', sa.String(length=60), nullable=False),
    sa.Column('employer', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_expert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_expert_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_expert_number', ['county', 'number_hash'], unique=True)
        batch_op.create_index(batch_op.f('ix_trade_expert_party_id'), ['party_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_expert_specialty'), ['specialty'], unique=False)

    op.create_table('trade_project',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('trade_kind', sa.String(length=12), nullable=False),
    sa.Column('method', sa.String(length=12), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('centre_id', sa.BigInteger(), nullable=False),
    sa.Column('approval', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipts', sa.Integer(), nullable=True),
    sa.Column('receipts_root', sa.String(length=64), nullable=True),
    sa.Column('shown_from', sa.Date(), nullable=True),
    sa.Column('shown_to', sa.Date(), nullable=True),
    sa.Column('edit_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['centre_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number')
    )
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_project_centre_id'), ['centre_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_project_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_project_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_project_state'), ['state'], unique=False)

    op.create_table('trade_draw',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('specialty', sa.String(length=60), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(length=64), nullable=False),
    sa.Column('listed', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('list_hash', sa.String(length=64), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('project_id')
    )
    with op.batch_alter_table('trade_draw', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_draw_county'), ['county'], unique=False)

    op.create_table('trade_holder',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_holder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_holder_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_holder_place', ['project_id', 'place'], unique=True)

    op.create_table('trade_lot',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('estimate', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('ceiling', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_lot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_lot_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_lot_number', ['project_id', 'number'], unique=True)

    op.create_table('trade_notice',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sale_from', sa.Date(), nullable=False),
    sa.Column('sale_to', sa.Date(), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('bond', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('drafted_by', sa.BigInteger(), nullable=True),
    sa.Column('published_by', sa.BigInteger(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('broken', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('broken_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['drafted_by'], ['official.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.ForeignKeyConstraint(['published_by'], ['official.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('project_id')
    )
    with op.batch_alter_table('trade_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_notice_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_notice_deadline'), ['deadline'], unique=False)

    op.create_table('trade_opening',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('record', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('objections', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('project_id')
    )
    with op.batch_alter_table('trade_opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_opening_county'), ['county'], unique=False)

    op.create_table('trade_pass',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('pass_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_pass', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_pass_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_pass_hash', ['project_id', 'pass_hash'], unique=True)

    op.create_table('trade_bid',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.BigInteger(), nullable=False),
    sa.Column('pass_hash', sa.String(length=64), nullable=False),
    sa.Column('envelope', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['trade_lot.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_bid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_bid_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_bid_digest', ['lot_id', 'digest'], unique=True)
        batch_op.create_index(batch_op.f('ix_trade_bid_pass_hash'), ['pass_hash'], unique=False)

    op.create_table('trade_criterion',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('most', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('by_price', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['trade_notice.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_criterion_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_criterion_notice_id'), ['notice_id'], unique=False)

    op.create_table('trade_draw_part',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('draw_id', sa.BigInteger(), nullable=False),
    sa.Column('side', sa.String(length=12), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(length=120), nullable=True),
    sa.ForeignKeyConstraint(['draw_id'], ['trade_draw.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_draw_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_draw_part_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_draw_part_side', ['draw_id', 'side'], unique=True)

    op.create_table('trade_member',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('draw_id', sa.BigInteger(), nullable=False),
    sa.Column('expert_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=12), nullable=False),
    sa.Column('seated', sa.Boolean(), nullable=False),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['draw_id'], ['trade_draw.id'], ),
    sa.ForeignKeyConstraint(['expert_id'], ['trade_expert.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_member_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_member_expert_id'), ['expert_id'], unique=False)
        batch_op.create_index('ix_trade_member_place', ['draw_id', 'place'], unique=True)

    op.create_table('trade_offer',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.BigInteger(), nullable=False),
    sa.Column('bid_id', sa.BigInteger(), nullable=False),
    sa.Column('bidder_id', sa.BigInteger(), nullable=False),
    sa.Column('price', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('manager', sa.Text(), nullable=False),
    sa.Column('rejected', sa.String(length=16), nullable=True),
    sa.Column('rejection_text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['trade_bid.id'], ),
    sa.ForeignKeyConstraint(['bidder_id'], ['trade_bidder.id'], ),
    sa.ForeignKeyConstraint(['lot_id'], ['trade_lot.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('bid_id')
    )
    with op.batch_alter_table('trade_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_offer_bidder_id'), ['bidder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_offer_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_offer_lot_id'), ['lot_id'], unique=False)

    op.create_table('trade_receipt',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('bid_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('signature', sa.String(length=128), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['trade_bid.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('bid_id')
    )
    with op.batch_alter_table('trade_receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_receipt_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_receipt_number', ['project_id', 'number'], unique=True)

    op.create_table('trade_share',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('bid_id', sa.BigInteger(), nullable=False),
    sa.Column('holder_id', sa.BigInteger(), nullable=False),
    sa.Column('share', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['trade_bid.id'], ),
    sa.ForeignKeyConstraint(['holder_id'], ['trade_holder.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_share', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_share_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_share_of', ['bid_id', 'holder_id'], unique=True)

    op.create_table('trade_candidate',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.BigInteger(), nullable=False),
    sa.Column('offer_id', sa.BigInteger(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('price_points', sa.Numeric(precision=7, scale=4), nullable=False),
    sa.Column('total', sa.Numeric(precision=7, scale=4), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['trade_lot.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['trade_offer.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('offer_id')
    )
    with op.batch_alter_table('trade_candidate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_candidate_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_candidate_rank', ['lot_id', 'rank'], unique=True)

    op.create_table('trade_score',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=False),
    sa.Column('points', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['trade_criterion.id'], ),
    sa.ForeignKeyConstraint(['member_id'], ['trade_member.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['trade_offer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_score_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_score_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_trade_score_of', ['offer_id', 'member_id', 'criterion_id'], unique=True)

    op.create_table('trade_award',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate_id', sa.BigInteger(), nullable=False),
    sa.Column('ground', sa.String(length=16), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['trade_candidate.id'], ),
    sa.ForeignKeyConstraint(['lot_id'], ['trade_lot.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('lot_id')
    )
    with op.batch_alter_table('trade_award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_award_county'), ['county'], unique=False)

    op.create_table('trade_contract',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('award_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('supplier', sa.String(length=200), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('late_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['trade_award.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('award_id'),
    sa.UniqueConstraint('number')
    )
    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_contract_county'), ['county'], unique=False)

    _lock()


def _lock():
    sentence = 'receipts are append-only'
    if op.get_bind().dialect.name == 'sqlite':
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        keys = ('rowid = NEW.rowid', 'id = NEW.id', 'project_id = NEW.project_id AND number = NEW.number', 'bid_id = NEW.bid_id')
        there = ' OR '.join(f'EXISTS (SELECT 1 FROM trade_receipt WHERE {one})' for one in keys)
        op.execute(f'CREATE TRIGGER trade_receipt_no_update BEFORE UPDATE ON trade_receipt {refuse}')
        op.execute(f'CREATE TRIGGER trade_receipt_no_delete BEFORE DELETE ON trade_receipt {refuse}')
        op.execute(f'CREATE TRIGGER trade_receipt_no_replace BEFORE INSERT ON trade_receipt WHEN {there} {refuse}')
    else:
        op.execute('CREATE OR REPLACE FUNCTION trade_receipt_refuse() RETURNS trigger LANGUAGE plpgsql AS '
                   f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$")
        op.execute('CREATE TRIGGER trade_receipt_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trade_receipt '
                   'FOR EACH STATEMENT EXECUTE FUNCTION trade_receipt_refuse()')


def downgrade():
    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_contract_county'))

    op.drop_table('trade_contract')
    with op.batch_alter_table('trade_award', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_award_county'))

    op.drop_table('trade_award')
    with op.batch_alter_table('trade_score', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_score_of')
        batch_op.drop_index(batch_op.f('ix_trade_score_member_id'))
        batch_op.drop_index(batch_op.f('ix_trade_score_county'))

    op.drop_table('trade_score')
    with op.batch_alter_table('trade_candidate', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_candidate_rank')
        batch_op.drop_index(batch_op.f('ix_trade_candidate_county'))

    op.drop_table('trade_candidate')
    with op.batch_alter_table('trade_share', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_share_of')
        batch_op.drop_index(batch_op.f('ix_trade_share_county'))

    op.drop_table('trade_share')
    with op.batch_alter_table('trade_receipt', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_receipt_number')
        batch_op.drop_index(batch_op.f('ix_trade_receipt_county'))

    op.drop_table('trade_receipt')
    with op.batch_alter_table('trade_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_offer_lot_id'))
        batch_op.drop_index(batch_op.f('ix_trade_offer_county'))
        batch_op.drop_index(batch_op.f('ix_trade_offer_bidder_id'))

    op.drop_table('trade_offer')
    with op.batch_alter_table('trade_member', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_member_place')
        batch_op.drop_index(batch_op.f('ix_trade_member_expert_id'))
        batch_op.drop_index(batch_op.f('ix_trade_member_county'))

    op.drop_table('trade_member')
    with op.batch_alter_table('trade_draw_part', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_draw_part_side')
        batch_op.drop_index(batch_op.f('ix_trade_draw_part_county'))

    op.drop_table('trade_draw_part')
    with op.batch_alter_table('trade_criterion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_criterion_notice_id'))
        batch_op.drop_index(batch_op.f('ix_trade_criterion_county'))

    op.drop_table('trade_criterion')
    with op.batch_alter_table('trade_bid', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_bid_pass_hash'))
        batch_op.drop_index('ix_trade_bid_digest')
        batch_op.drop_index(batch_op.f('ix_trade_bid_county'))

    op.drop_table('trade_bid')
    with op.batch_alter_table('trade_pass', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_pass_hash')
        batch_op.drop_index(batch_op.f('ix_trade_pass_county'))

    op.drop_table('trade_pass')
    with op.batch_alter_table('trade_opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_opening_county'))

    op.drop_table('trade_opening')
    with op.batch_alter_table('trade_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_notice_deadline'))
        batch_op.drop_index(batch_op.f('ix_trade_notice_county'))

    op.drop_table('trade_notice')
    with op.batch_alter_table('trade_lot', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_lot_number')
        batch_op.drop_index(batch_op.f('ix_trade_lot_county'))

    op.drop_table('trade_lot')
    with op.batch_alter_table('trade_holder', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_holder_place')
        batch_op.drop_index(batch_op.f('ix_trade_holder_county'))

    op.drop_table('trade_holder')
    with op.batch_alter_table('trade_draw', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_draw_county'))

    op.drop_table('trade_draw')
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_project_state'))
        batch_op.drop_index(batch_op.f('ix_trade_project_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_trade_project_county'))
        batch_op.drop_index(batch_op.f('ix_trade_project_centre_id'))

    op.drop_table('trade_project')
    with op.batch_alter_table('trade_expert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_expert_specialty'))
        batch_op.drop_index(batch_op.f('ix_trade_expert_party_id'))
        batch_op.drop_index('ix_trade_expert_number')
        batch_op.drop_index(batch_op.f('ix_trade_expert_county'))

    op.drop_table('trade_expert')
    with op.batch_alter_table('trade_bidder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_bidder_party_id'))
        batch_op.drop_index(batch_op.f('ix_trade_bidder_county'))
        batch_op.drop_index('ix_trade_bidder_code')

    op.drop_table('trade_bidder')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION trade_receipt_refuse()')
