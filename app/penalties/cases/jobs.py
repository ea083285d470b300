"""What the clock does in penalty cases: the surcharge begins, instruments are printed."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.domain import Job, Lane
from app.kernel.words import N_
from app.penalties.cases.flows import PAYABLE
from app.penalties.cases.measures import measure_early_ends
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.operations import begin_surcharge
from app.penalties.cases.papers import TEMPLATES
from app.surfaces.folders import folder_of
from app.surfaces.paper import Press, print_waiting

BATCH = 500
"""Cases at a time; the rest follows in the next run."""


def begin_surcharges(act: Act) -> Mapping[str, int]:
    """Note every fine whose last day passed unpaid (art. 72); deferred ones wait for their new day."""
    late = (
        select(PenaltyCase)
        .where(
            PenaltyCase.state.in_(sorted(str(state) for state in PAYABLE)),
            PenaltyCase.pay_until < act.on,
            PenaltyCase.surcharge_from.is_(None),
            PenaltyCase.paid < PenaltyCase.fine,
            PenaltyCase.under_remedy.is_(False),
        )
        .order_by(PenaltyCase.pay_until)
        .limit(BATCH)
    )
    cases = act.session.scalars(late).all()
    for case in cases:
        begin_surcharge(act.in_county(case.county), case)
    return {"begun": len(cases)}


def print_papers(act: Act) -> Mapping[str, Any]:
    """Print instruments that have no PDF yet."""
    press = Press(TEMPLATES, current_app.config["SUNSHINE_ADDRESS"])
    return print_waiting(act, press, folder_of("papers"), PenaltyCase.kind)


JOBS = (
    Job("penalty.surcharge", N_("Begin surcharges on fines in arrears"), begin_surcharges, daily_at="00:30"),
    Job("penalty.measure", N_("Compare how often officers end cases early"), measure_early_ends, daily_at="03:40"),
    Job("penalty.print", N_("Print penalty instruments"), print_papers, every=20, lane=Lane.PAPER),
)
