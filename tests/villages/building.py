"""Builds villages with accounts, officers, decisions and vouchers, so that a point can be asked about them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.places import Organisation
from app.kernel.sealing import keyed_hash
from app.parties.known import kept
from app.parties.models import Party, Tie
from app.parties.operations import know_parties, settle_ties, watch
from app.parties.operations.tying import put_tie
from app.parties.words import TieWord
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.villages.entry import Entry
from app.villages.models import VillageAccount, VillageDecision, VillageOfficer, Voucher
from app.villages.operations import enter_voucher
from app.villages.operations.cash import Signatures
from app.villages.words import Category, Method, PayeeKind, Receipt
from tests.conftest import NOW
from tests.world import World

_serial = count(1)
TODAY = date(2026, 9, 21)
DAY = timedelta(days=1)


def number_of(serial: int) -> str:
    """Return an identity number with a right check digit."""
    plain = f"350102198501{serial // 1000 % 28 + 1:02d}{serial % 1000:03d}"
    return str(plain + ric.calc_check_digit(plain + "0"))


class VillageBuilder:
    """Writes rows of one village; every voucher is lawful unless told otherwise."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.act = acting_as()
        self.village = world.organisation("zhongshan")
        self.other = world.organisation("qingcheng")
        self.bank = self.account("bank")
        self.box = self.account("cash")
        self.head = self.officer("head")
        self.accountant = self.officer("accountant")
        self.supervisor = self.officer("supervision_head")
        self.decision = self.decided(date(2026, 3, 1))

    def add(self, row: Any) -> Any:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def account(self, medium: str, village: Organisation | None = None, **values: Any) -> VillageAccount:
        """Build an account with an opening balance of zero."""
        home = village or self.village
        given = {
            "county": 350102,
            "organisation_id": home.id,
            "name": f"{medium}{next(_serial)}",
            "medium": medium,
            "owner": "collective",
            "opening": Decimal(0),
            "balance": Decimal(0),
            "opened_on": date(2025, 1, 1),
        }
        made: VillageAccount = self.add(VillageAccount(**(given | values)))
        return made

    def officer(self, post: str, **values: Any) -> VillageOfficer:
        """Build an officer in office."""
        number = number_of(next(_serial))
        given = {
            "county": 350102,
            "organisation_id": self.village.id,
            "name": "林国平",
            "post": post,
            "identity": "3501****",
            "person_hash": keyed_hash(number),
            "from_on": date(2025, 1, 1),
            "noted_at": NOW,
        }
        made: VillageOfficer = self.add(VillageOfficer(**(given | values)))
        made.party_id = self.party(made.person_hash).id
        watch(self.act, self.party(made.person_hash))
        return made

    def party(self, key_hash: str) -> Party:
        """Return the party whose number has a hash."""
        told = kept(key_hash, "林国平", "3501****")
        return self.session.get_one(Party, know_parties(self.act, 350102, [told])[key_hash])

    def related(self, a: str, b: str, relation: str = "spouse", **values: Any) -> Tie:
        """Build a tie between two hashes."""
        home = {"organisation_id": self.village.id, "source": "申报"}
        made = put_tie(self.act, self.party(a), TieWord(relation), self.party(b), **(home | values))
        settle_ties(self.act)
        return made

    def decided(self, held_on: date, **values: Any) -> VillageDecision:
        """Build a lawful decision of the representatives."""
        given = {
            "county": 350102,
            "organisation_id": self.village.id,
            "title": f"事项{next(_serial)}",
            "body": "representatives",
            "held_on": held_on,
            "held_day": held_on.toordinal(),
            "notice_on": held_on - 12 * DAY,
            "notice_days": 12,
            "members": 30,
            "attended": 25,
            "yes": 20,
            "noted_at": NOW,
        }
        made: VillageDecision = self.add(VillageDecision(**(given | values)))
        return made

    def entry(self, amount: str = "100", category: Category = Category.OFFICE, **values: Any) -> Entry:
        """Return what a clerk types of a small payment yesterday."""
        given: dict[str, Any] = {
            "occurred_on": TODAY - DAY,
            "category": category,
            "amount": Decimal(amount),
            "purpose": f"用途{next(_serial)}",
            "method": Method.TRANSFER,
            "receipt": Receipt.INVOICE,
            "payee": "供电公司",
            "payee_kind": PayeeKind.ORGANISATION,
            "payee_hash": f"payee{next(_serial)}",
        }
        return Entry(**(given | values))

    def voucher(self, amount: str = "100", category: Category = Category.OFFICE, **values: Any) -> Voucher:
        """Enter a lawful voucher: signed, resting on a decision; ``village``, ``account`` and ``to_account`` may be given."""
        village = values.pop("village", self.village)
        account, to_account = values.pop("account", None), values.pop("to_account", None)
        signed = values.pop("signed", Signatures(self.accountant.id, self.head.id, self.decision.id))
        columns = {
            name: values.pop(name) for name in tuple(values) if name in Voucher.__table__.columns and name not in FIELDS
        }
        made = enter_voucher(
            self.act,
            village,
            self.entry(amount, category, **values),
            account=account,
            to_account=to_account,
            signed=signed,
        )
        for name, value in columns.items():
            setattr(made, name, value)
        self.session.flush()
        return made

    def photo(self, owner: Any, digest: str) -> Attachment:
        """Build a photo of a voucher or of works by its digest; there is no file behind it."""
        made: Attachment = self.add(
            Attachment(
                county=350102,
                subject_kind=owner.kind,
                subject_id=owner.id,
                organisation_id=owner.organisation_id,
                name="票据.jpg",
                media_type="image/jpeg",
                size=1,
                digest=digest,
                stored_as=f"photo{next(_serial)}",
                uploaded_at=NOW,
            )
        )
        return made

    def alerts(self, code: str = "") -> list[Alert]:
        """Return the alerts of a point, or all."""
        wanted = select(Alert).order_by(Alert.id)
        return list(self.session.scalars(wanted.where(Alert.point == code) if code else wanted))

    def sweep(self, *points: Any, at: Any = NOW) -> None:
        """Ask points about everything."""
        self.session.flush()
        sweep(self.acting_as(at=at), points=points, now=at)


FIELDS = frozenset(Entry.__dataclass_fields__)
