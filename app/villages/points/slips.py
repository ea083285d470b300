"""V23.self: villagers' answers that came from the device on which the slips with their codes were printed."""

from datetime import datetime

from sqlalchemy import and_, func, select

from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.villages.models import SlipPrint, SubsidyBatch, SubsidyPayment
from app.villages.points.shared import condition

B, P = SubsidyBatch, SubsidyPayment
DECEIT = N_("Law on Administrative Discipline of Public Officials, art. 39(4)")


def _answered_on_the_printing_device(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find batches of which several slips were answered where they had been printed.

    One alone is no sign: an official may have lent his computer to a villager who asked him to.
    """
    same = and_(
        SlipPrint.batch_id == P.batch_id, SlipPrint.device == P.answer_device, SlipPrint.printed_at <= P.confirmed_at
    )
    answered = select(func.count(P.id.distinct())).join(SlipPrint, same).where(P.batch_id == B.id)
    last = select(func.max(P.confirmed_at)).join(SlipPrint, same).where(P.batch_id == B.id)
    count, moment = (one.correlate(B).scalar_subquery() for one in (answered, last))
    return findings(
        kind=B.kind,
        subject=B.id,
        county=B.county,
        organisation=B.organisation_id,
        moment=moment,
        fact=fact,
        count=count,
        number=B.number,
    ).where(count >= limits["n"])


SLIPS: tuple[Point, ...] = (
    condition(
        "V23.self",
        N_("Villagers' answers came from the device that printed their slips"),
        DECEIT,
        Severity.RED,
        _answered_on_the_printing_device,
        N_(
            "Several villagers' answers were sent from the very device on which the slips with their codes had been printed. Ask the villagers themselves whether the money came, and who typed their codes."
        ),
        honest=N_(
            "The township prints the slips, the villagers answer on their own phones, and the clerk lends the computer to one who has none."
        ),
        letter="e",
        nature=Nature.LEAD,
        parameters=(Parameter("n", 2, N_("Answers from which it counts")),),
    ),
)
