"""one spelling of identity numbers, credit codes and telephones, and hashes that follow it

Revision ID: 0018
Revises: 0017

"""
import sqlalchemy as sa
from alembic import op
from nacl.exceptions import CryptoError

from app.kernel.identities import compact, identity_hash, spelled, telephone, telephone_key
from app.kernel.names import is_personal
from app.kernel.sealing import EncryptedText

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KEPT_WHOLE = (
    ('approval_case', 'applicant_identity', 'applicant_hash'), ('penalty_case', 'party_identity', 'party_hash'),
    ('official_interest', 'party_identity', 'party_hash'),
)
TELEPHONES = (('approval_case', 'applicant_phone'), ('penalty_case', 'party_phone'), ('disclosure_request', 'phone'))
HIDDEN = ('agency_practitioner', 'agency_tie')


def _open(cipher):
    """Return what a cell holds in the clear; None when this installation's key does not open it."""
    try:
        return EncryptedText().process_result_value(cipher, None)
    except (CryptoError, ValueError):
        return None


def _seal(text):
    return EncryptedText().process_bind_param(text, None)


def _change(bind, table, row, values):
    changed = {name: value for name, value in values.items() if value != getattr(row, name)}
    if changed:
        bind.execute(table.update().where(table.c.id == row.id).values(changed))


def _rows(bind, table):
    """Yield the rows of a table by a thousand, in the order of their ids."""
    last = 0
    while rows := bind.execute(table.select().where(table.c.id > last).order_by(table.c.id).limit(1000)).all():
        yield from rows
        last = rows[-1].id


def _table(name, *columns):
    return sa.table(name, sa.column('id', sa.BigInteger), *(sa.column(column) for column in columns))


def upgrade():
    bind = op.get_bind()
    for name, shown, hashed in KEPT_WHOLE:
        table = _table(name, shown, hashed)
        for row in _rows(bind, table):
            number = _open(getattr(row, shown))
            # A case of a log may hold no number; its hash then stands for the case.
            if number and number.strip():
                plain = spelled(number)
                sealed = getattr(row, shown) if plain == number else _seal(plain)
                _change(bind, table, row, {shown: sealed, hashed: identity_hash(number)})
    for name, column in TELEPHONES:
        table = _table(name, column)
        for row in _rows(bind, table):
            number = _open(getattr(row, column))
            plain = telephone(number or '')
            if plain and plain != number:
                _change(bind, table, row, {column: _seal(plain)})
    _register(bind)
    # A partner without a number was taken for a company, and a person's whole name was public.
    contracts = _table('village_contract', 'party', 'party_identity', 'party_person')
    for row in _rows(bind, contracts):
        if not row.party_identity:
            _change(bind, contracts, row, {'party_person': is_personal(row.party)})


def _register(bind):
    agency = _table('agency', 'uscc', 'phone', 'phone_key')
    known = set(bind.execute(sa.select(agency.c.uscc)).scalars())
    for row in _rows(bind, agency):
        code = compact(row.uscc)
        if code != row.uscc and code in known:
            print(f'Agency {row.id} is entered a second time under {code}: close one of the two.')
            code = row.uscc
        known.add(code)
        _change(bind, agency, row, {'uscc': code, 'phone_key': telephone_key(row.phone)[-40:]})
    people = _table('agency_practitioner', 'insurance_payer')
    for row in _rows(bind, people):
        if row.insurance_payer:
            _change(bind, people, row, {'insurance_payer': compact(row.insurance_payer)})
    for name in HIDDEN:
        lost = [row.id for row in _rows(bind, _table(name, 'identity')) if (held := _open(row.identity)) and held != compact(held)]
        if lost:
            # Of these only a hash is kept, so it cannot be computed again.
            print(f'{name}: enter the identity number of these rows again, it was typed with full-width signs or blanks: {lost}')


def downgrade():
    """Every value stays: the old program reads this spelling too."""
