"""Published penalties as the public search finds them: violation, company, number; a person by surname only."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.kernel.act import Act
from app.kernel.search import Text, TextSource, forget_text, index_text
from app.kernel.words import N_
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.public import public_party

KIND = PenaltyCase.kind


def _text(case: PenaltyCase) -> Text:
    assert case.published_at is not None
    others = "、".join(case.other_penalties or ())
    body = f"{case.number} {public_party(case)} {case.organisation.name} {others}".strip()
    title = case.item.name if case.item is not None else case.number
    return Text(
        KIND,
        case.id,
        case.county,
        case.organisation.region_code,
        "penalty",
        title,
        body,
        case.published_at,
        case.organisation_id,
    )


def published(session: Session) -> Iterator[Text]:
    """Yield every penalty that is public."""
    public = (
        select(PenaltyCase)
        .where(PenaltyCase.published_at.is_not(None), PenaltyCase.unpublished_at.is_(None))
        .options(joinedload(PenaltyCase.item), joinedload(PenaltyCase.organisation))
        .order_by(PenaltyCase.id)
    )
    for case in session.scalars(public.execution_options(yield_per=500)):
        yield _text(case)


def let_be_found(act: Act, case: PenaltyCase) -> None:
    """Let a published penalty be found."""
    index_text(act, _text(case))


def let_go(act: Act, case: PenaltyCase) -> None:
    """Let a penalty that was withdrawn from publication be found no more."""
    forget_text(act, KIND, case.id)


SOURCE = TextSource(
    KIND, N_("Published penalties"), published, "portal.decision", lambda found: {"case_id": found.subject_id}
)
