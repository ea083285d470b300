"""V10: contracts with kin of officers or with their companies, and purchases from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.parties.behind import close_to
from app.parties.models import Reach
from app.villages.models import VillageContract, VillageOfficer, Voucher
from app.villages.points.assets import about_contract
from app.villages.points.shared import ENTERED, KEPT, condition, spent
from app.villages.words import Category

KINSHIP = N_(
    "Rural Collective Economic Organisations Law, art. 35; Law on Administrative Discipline of Public Officials, art. 33; Organic Law of the Villagers' Committees, art. 32"
)


def _reached(village: Any, target: Any, on: Any, share: float) -> Any:
    """Tell whether an officer of a village, or of its township, reached a hash by at most two ties on a day."""
    officer, home = aliased(VillageOfficer), aliased(Organisation)
    mine = or_(officer.organisation_id == village, officer.organisation_id == home.parent_id)
    people = select(officer.party_id).join(home, home.id == village).where(mine, officer.left_on.is_(None))
    return close_to(target, on, share).where(Reach.start_id.in_(people.correlate_except(officer, home))).exists()


def _kin_contract(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts with kin of an officer, or with their company, on which nobody is noted to have kept away."""
    return about_contract(fact, party=VillageContract.party).where(
        VillageContract.party_hash.is_not(None),
        VillageContract.recusal == "",
        _reached(
            VillageContract.organisation_id, VillageContract.party_hash, VillageContract.signed_on, limits["share"]
        ),
    )


def _kin_purchase(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find purchases and works paid to kin of an officer, or to their company."""
    return spent(fact, payee=Voucher.payee).where(
        Voucher.payee_hash.is_not(None),
        Voucher.category.in_((str(Category.PURCHASE), str(Category.WORKS))),
        _reached(Voucher.organisation_id, Voucher.payee_hash, Voucher.occurred_on, limits["share"]),
    )


SHARE = Parameter("share", 0.05, N_("Share of a company that counts"))
KINSFOLK = (
    condition(
        "V10.contract",
        N_("Contract with kin of an officer"),
        KINSHIP,
        Severity.RED,
        _kin_contract,
        N_(
            "The partner is kin of an officer, or a company of his kin, by at most two steps of the register of relations; nobody is noted to have kept away."
        ),
        honest=N_("A contract with kin of an officer who kept away, as the minutes say."),
        letter="a",
        nature=Nature.LEAD,
        wakes_on=KEPT,
        parameters=(SHARE,),
    ),
    condition(
        "V10.purchase",
        N_("Purchase from kin of an officer"),
        KINSHIP,
        Severity.RED,
        _kin_purchase,
        N_(
            "The payee is kin of an officer, or a company of his kin, by at most two steps of the register of relations."
        ),
        honest=N_("Bought from a company in which the kin hold less than five per cent."),
        letter="b",
        nature=Nature.LEAD,
        wakes_on=ENTERED,
        parameters=(SHARE,),
    ),
)
