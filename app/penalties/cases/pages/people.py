"""People in forms: who of the handling organ is not on a case, and what each says in a discussion."""

from typing import Any

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.places import Official, Post, PostHolder
from app.kernel.words import N_
from app.penalties.cases.models import PenaltyCase
from app.surfaces.actions import Form, field


def people(act: Act, case: PenaltyCase) -> list[tuple[int, str]]:
    """Return the officials of the handling organ who hold a post today and are not on the case."""
    rows = act.session.execute(
        select(Official.id, Official.name)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            Post.organisation_id == case.organisation_id,
            PostHolder.from_on <= act.on,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on),
        )
        .distinct()
        .order_by(Official.name, Official.id)
    )
    on_it = {one.official_id for one in case.officers}
    return [(row[0], row[1]) for row in rows if row[0] not in on_it]


def voices_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    """Ask for the minutes of a discussion, and for what each of the heads said."""
    asked = [field("minutes", N_("Minutes"))]
    for pk, name in people(act, case)[:12]:
        asked.append(field(f"voice-{pk}", name, "text", must=False, hint=N_("What he said; empty when absent")))
    return asked


def voices(act: Act, case: PenaltyCase, form: Form) -> dict[int, str]:
    """Return what each of them said."""
    return {pk: form.get(f"voice-{pk}", "") for pk, _ in people(act, case)}
