"""Items as the public search finds them: by name, papers, conditions and office."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.kernel.search import Text, TextSource, forget_texts, index_texts
from app.kernel.words import N_
from app.powers.models import PUBLIC_STATES, Power, PowerVersion

KIND = "power"


def _text(power: Power, version: PowerVersion, organ: Organisation) -> Text:
    papers = [str(paper.get("name", "")) for paper in version.materials or ()]
    conditions = [str(one.get("text", one.get("name", ""))) for one in version.conditions or ()]
    body = "\n".join((organ.name, version.result, "；".join(papers), "；".join(conditions)))
    assert version.published_at is not None
    return Text(
        KIND,
        power.id,
        power.county,
        organ.region_code,
        power.power_type,
        version.name,
        body,
        version.published_at,
        organ.id,
    )


def _of(session: Session, ids: Iterable[int] | None) -> Iterator[Text]:
    wanted = (
        select(Power, PowerVersion, Organisation)
        .join(PowerVersion, PowerVersion.id == Power.current_version_id)
        .join(Organisation, Organisation.id == Power.organisation_id)
        .where(Power.state.in_(PUBLIC_STATES), PowerVersion.published_at.is_not(None))
        .order_by(Power.id)
    )
    if ids is not None:
        wanted = wanted.where(Power.id.in_(sorted(ids)))
    for power, version, organ in session.execute(wanted.execution_options(yield_per=500)):
        yield _text(power, version, organ)


def published(session: Session) -> Iterator[Text]:
    """Yield every item in force."""
    yield from _of(session, None)


def settle_texts(act: Act, powers: Iterable[Power]) -> None:
    """Let powers that are in force be found as they stand now, and the others no more."""
    act.session.flush()
    ids = sorted({power.id for power in powers})
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        texts = list(_of(act.session, part))
        index_texts(act, texts)
        forget_texts(act, KIND, sorted(set(part) - {one.subject_id for one in texts}))


SOURCE = TextSource(KIND, N_("Items"), published, "portal.guide", lambda found: {"power_id": found.subject_id})
