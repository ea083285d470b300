"""One village of the demo: who leads it, what it decided, and its months one after another."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stdnum.cn import ric

from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.kernel.sealing import keyed_hash, masked
from app.villages import operations as verbs
from app.villages.entry import Entry
from app.villages.models import VillageAccount, VillageDecision, VillageOfficer, VillageProfile
from app.villages.operations.cash import Signatures
from app.villages.queries.closing import end_balances
from app.villages.records import settle_officers
from app.villages.words import Category, OfficerPost, PayeeKind

REGULAR: tuple[tuple[Category, int, str, str], ...] = (
    (Category.RENT, 12000, "沿街店面租金", "榕城商贸有限公司"),
    (Category.OFFICE, 860, "路灯电费", "国网福州供电公司"),
    (Category.OFFICE, 240, "自来水费", "福州自来水有限公司"),
    (Category.SALARY, 5600, "村干部报酬", "村干部"),
    (Category.WELFARE, 1500, "老人活动中心用品", "东街百货商行"),
    (Category.PURCHASE, 950, "保洁用品", "东街百货商行"),
)


def number_of(chance: random.Random) -> str:
    """Return an invented identity number with a right check digit."""
    plain = f"350102{chance.randint(1955, 1999)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{chance.randint(0, 999):03d}"
    return str(plain + ric.calc_check_digit(plain + "0"))


class VillageStory:
    """One village of the demo: its registers, and its months one after another."""

    def __init__(
        self, act: Act, home: Organisation, chance: random.Random, invented: Iterator[str], first: date
    ) -> None:
        self.session, self.home, self.chance, self.first = act.session, home, chance, first
        county = home.county
        for medium, name in (("bank", "基本存款账户"), ("cash", "库存现金")):
            opening = Decimal(chance.randint(20, 90) * 1000 if medium == "bank" else 600)
            act.session.add(
                VillageAccount(
                    county=county,
                    organisation_id=home.id,
                    name=name,
                    medium=medium,
                    owner="collective",
                    opening=opening,
                    balance=opening,
                    opened_on=first,
                    bank="福州农商银行" if medium == "bank" else "",
                    tail=f"{chance.randint(0, 9999):04d}" if medium == "bank" else "",
                )
            )
        self.officers: dict[OfficerPost, VillageOfficer] = {}
        for post in (
            OfficerPost.SECRETARY,
            OfficerPost.HEAD,
            OfficerPost.ACCOUNTANT,
            OfficerPost.SUPERVISION_HEAD,
            OfficerPost.SUPERVISOR,
        ):
            number = number_of(chance)
            officer = VillageOfficer(
                county=county,
                organisation_id=home.id,
                name=next(invented),
                post=post,
                identity=masked(number),
                person_hash=keyed_hash(number),
                from_on=first - timedelta(days=500),
                noted_at=act.at,
                from_day=(first - timedelta(days=500)).toordinal(),
            )
            act.session.add(officer)
            self.officers[post] = officer
        settle_officers(act)
        people = chance.randint(900, 4200)
        act.session.add(
            VillageProfile(
                county=county,
                organisation_id=home.id,
                population=people,
                households=people // 4,
                members=people - 80,
                arable=Decimal(chance.randint(200, 1500)),
                last_election_on=date(first.year - 1, 12, 10),
                next_election_on=date(first.year + 4, 12, 10),
            )
        )
        held = first - timedelta(days=9)
        self.decision = VillageDecision(
            county=county,
            organisation_id=home.id,
            title="修缮老人活动中心",
            body="representatives",
            held_on=held,
            held_day=held.toordinal(),
            notice_on=held - timedelta(days=12),
            notice_days=12,
            members=38,
            attended=33,
            yes=31,
            proposed_on=held - timedelta(days=20),
            consulted_on=held - timedelta(days=17),
            party_on=held - timedelta(days=14),
            decided_public_on=held + timedelta(days=1),
            noted_at=act.at,
            text="同意从集体收益中列支，用于修缮老人活动中心屋面和门窗。",
        )
        act.session.add(self.decision)
        act.session.flush()

    @property
    def signatures(self) -> Signatures:
        """Who signs a paper as it should be: accountant, head, and the decision behind it."""
        handler, approver = self.officers[OfficerPost.ACCOUNTANT], self.officers[OfficerPost.HEAD]
        return Signatures(handler.id, approver.id, self.decision.id)

    def entry(self, category: Category, amount: int | str, purpose: str, payee: str, on: date, **more: Any) -> Entry:
        """Return a payment to a company that is always known by the same hash."""
        given: dict[str, Any] = {
            "payee_kind": PayeeKind.ORGANISATION,
            "payee_hash": keyed_hash(f"demo {payee}"),
            "invoice_number": f"2535{self.chance.randint(10**11, 10**12)}",
            "invoice_on": on,
        }
        return Entry(on, category, Decimal(amount), purpose, payee=payee, **(given | more))

    def month(self, start: date, last: date, planted: Any, *, whole: bool, closed: bool = False) -> None:
        """Tell a month: entered, stamped, checked, booked, and published early in the next.

        One that is ``closed`` is first counted and handed to the township.
        """
        entries = [
            self.entry(
                category,
                int(amount * self.chance.uniform(0.9, 1.1)),
                purpose,
                payee,
                min(start + timedelta(days=self.chance.randint(1, 26)), last),
            )
            for category, amount, purpose, payee in REGULAR
        ]
        at = datetime(last.year, last.month, last.day, 1, tzinfo=UTC)
        signed = self.signatures
        with open_act(platform_act(self.session, Channel.COMMAND, at, self.home.county)) as act:
            made = [verbs.enter_voucher(act, self.home, entry, signed=signed) for entry in entries]
            for entry, others in planted(self, start, last):
                odd = verbs.enter_voucher(act, self.home, entry, signed=others or signed)
                odd.photos = 1
                if whole:
                    made.append(odd)
            for one in made:
                one.photos = 1
                if whole or self.chance.random() < 0.5:
                    verbs.stamp_voucher(act, one, self.officers[OfficerPost.SUPERVISION_HEAD])
            self.session.flush()
        if closed:
            with open_act(platform_act(self.session, Channel.COMMAND, at + timedelta(days=2), self.home.county)) as act:
                self._close(act, f"{start:%Y-%m}")
        if whole:
            after = at + timedelta(days=4)
            with open_act(platform_act(self.session, Channel.COMMAND, after, self.home.county)) as act:
                for one in made:
                    verbs.check_voucher(act, one)
                    verbs.book_voucher(act, one)
                verbs.publish_month(act, self.home, f"{start:%Y-%m}")
                self.session.flush()
        self.session.commit()

    def _close(self, act: Act, period: str) -> None:
        """Count what is there and hand the month over; a cash box that the book has below zero is empty."""
        counted = {
            account.id: (max(amount, Decimal(0)), "" if amount >= 0 else "当日先取现后付款，取款单待补记")
            for account, amount in end_balances(act.session, self.home.id, period).items()
        }
        verbs.count_balances(act, self.home, period, counted)
        verbs.hand_month(act, self.home, period)
