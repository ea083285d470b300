"""course of listings: who applied, bids of the auction

Revision ID: 0077
Revises: 0076

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0077'
down_revision = '0076'
branch_labels = None
depends_on = None

def _new():
    return (
        sa.Column('start', sa.Numeric(precision=15, scale=2), nullable=True),
        sa.Column('bidders', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=12), server_default='entered', nullable=False),
        sa.Column('centre_id', sa.BigInteger(), nullable=True),
        sa.Column('earlier_id', sa.BigInteger(), nullable=True),
        sa.Column('text', sa.Text(), server_default='', nullable=False),
        sa.Column('decision', sa.String(length=120), server_default='', nullable=False),
        sa.Column('step', sa.Numeric(precision=15, scale=2), nullable=True),
        sa.Column('bond', sa.Numeric(precision=15, scale=2), nullable=True),
        sa.Column('sealed_reserve', sa.Text(), nullable=True),
        sa.Column('reserve_digest', sa.String(length=64), server_default='', nullable=False),
        sa.Column('reserve_word', sa.String(length=32), server_default='', nullable=False),
        sa.Column('applies_to', sa.DateTime(timezone=True), nullable=True),
        sa.Column('auction_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('free_minutes', sa.Integer(), server_default='0', nullable=False),
        sa.Column('round_minutes', sa.Integer(), server_default='0', nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('price', sa.Numeric(precision=15, scale=2), nullable=True),
        sa.Column('bids', sa.Integer(), server_default='0', nullable=False),
        sa.Column('plate', sa.Integer(), nullable=True),
        sa.Column('buyer', sa.String(length=200), server_default='', nullable=False),
        sa.Column('planned_by', sa.BigInteger(), nullable=True),
        sa.Column('published_by', sa.BigInteger(), nullable=True),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('broken', sa.JSON(), server_default='[]', nullable=False),
        sa.Column('broken_reason', sa.Text(), server_default='', nullable=False),
        sa.Column('ended_reason', sa.Text(), server_default='', nullable=False),
    )


INDEXED = ('state', 'centre_id', 'earlier_id', 'applies_to', 'ends_at')
POINTS_TO = (('centre_id', 'organisation'), ('earlier_id', 'trade_listing'), ('planned_by', 'official'), ('published_by', 'official'))


def upgrade():
    with op.batch_alter_table('trade_listing', schema=None) as batch_op:
        for column in _new():
            batch_op.add_column(column)
        batch_op.alter_column('reserve', existing_type=sa.Numeric(precision=15, scale=2), nullable=True)
        for name in INDEXED:
            batch_op.create_index(f'ix_trade_listing_{name}', [name], unique=False)
        for name, table in POINTS_TO:
            batch_op.create_foreign_key(f'fk_trade_listing_{name}', table, [name], ['id'])
    op.create_table('trade_applicant',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('bidder_id', sa.BigInteger(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('bond', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('bond_reference', sa.String(length=60), nullable=True),
    sa.Column('bond_paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plate', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['bidder_id'], ['trade_bidder.id'], ),
    sa.ForeignKeyConstraint(['listing_id'], ['trade_listing.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_applicant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_applicant_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_applicant_bidder_id'), ['bidder_id'], unique=False)
        batch_op.create_index('ix_trade_applicant_bidder', ['listing_id', 'bidder_id'], unique=True)
        batch_op.create_index('ix_trade_applicant_plate', ['listing_id', 'plate'], unique=True)
        batch_op.create_index('ix_trade_applicant_bond', ['county', 'bond_reference'], unique=True)
    op.create_table('trade_auction_bid',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('applicant_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('plate', sa.Integer(), nullable=False),
    sa.Column('price', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['applicant_id'], ['trade_applicant.id'], ),
    sa.ForeignKeyConstraint(['listing_id'], ['trade_listing.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_auction_bid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_auction_bid_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_auction_bid_applicant_id'), ['applicant_id'], unique=False)
        batch_op.create_index('ix_trade_auction_bid_number', ['listing_id', 'number'], unique=True)
        batch_op.create_index('ix_trade_auction_bid_price', ['listing_id', 'price'], unique=True)
    _lock()


def _lock():
    sentence = 'bids of an auction are append-only'
    if op.get_bind().dialect.name == 'sqlite':
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        keys = ('rowid = NEW.rowid', 'id = NEW.id', 'listing_id = NEW.listing_id AND number = NEW.number',
                'listing_id = NEW.listing_id AND price = NEW.price')
        there = ' OR '.join(f'EXISTS (SELECT 1 FROM trade_auction_bid WHERE {one})' for one in keys)
        op.execute(f'CREATE TRIGGER trade_auction_bid_no_update BEFORE UPDATE ON trade_auction_bid {refuse}')
        op.execute(f'CREATE TRIGGER trade_auction_bid_no_delete BEFORE DELETE ON trade_auction_bid {refuse}')
        op.execute(f'CREATE TRIGGER trade_auction_bid_no_replace BEFORE INSERT ON trade_auction_bid WHEN {there} {refuse}')
    else:
        op.execute('CREATE OR REPLACE FUNCTION trade_auction_bid_refuse() RETURNS trigger LANGUAGE plpgsql AS '
                   f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$")
        op.execute('CREATE TRIGGER trade_auction_bid_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trade_auction_bid '
                   'FOR EACH STATEMENT EXECUTE FUNCTION trade_auction_bid_refuse()')


def downgrade():
    op.drop_table('trade_auction_bid')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION trade_auction_bid_refuse()')
    op.drop_table('trade_applicant')
    with op.batch_alter_table('trade_listing', schema=None) as batch_op:
        for name, _table in POINTS_TO:
            batch_op.drop_constraint(f'fk_trade_listing_{name}', type_='foreignkey')
        for name in INDEXED:
            batch_op.drop_index(f'ix_trade_listing_{name}')
        batch_op.alter_column('reserve', existing_type=sa.Numeric(precision=15, scale=2), nullable=False)
        for column in reversed(_new()):
            batch_op.drop_column(column.name)
