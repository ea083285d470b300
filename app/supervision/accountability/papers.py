"""The papers of accountability: which there are, how they are numbered, what each states (in Chinese, frozen when issued)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.kernel.act import Act
from app.kernel.documents import Document, issue_document
from app.kernel.numbering import next_number
from app.kernel.organs import customary_word
from app.kernel.places import Official, Organisation
from app.supervision.accountability.models import Accountability, Measure

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "supervision" / "papers"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: its title, and its word in numbers."""

    title: str
    word: str


PAPERS: Mapping[Measure, Paper] = {
    Measure.CRITICISM: Paper("通报批评决定书", "督批"),
    Measure.TALK: Paper("约谈通知书", "督约"),
    Measure.DISCIPLINE: Paper("处分建议书", "督建"),
    Measure.TRANSFER: Paper("问题线索移送函", "督移"),
}


def issue(act: Act, held: Accountability, organ: Organisation) -> Document:
    """Issue the paper of a decision under the seal of the supervising organ."""
    measure = Measure(held.measure)
    paper = PAPERS[measure]
    word = customary_word(act.session, organ) + paper.word
    person = act.session.get(Official, held.official_id) if held.official_id else None
    number = next_number(act, word[:30], held.county)
    return issue_document(
        act,
        held,
        str(measure),
        organisation_id=held.organisation_id,
        number=f"{word}〔{act.on.year}〕{number}号",
        title=paper.title,
        sealed_by=organ.name,
        body={
            "organ": organ.name,
            "addressee": held.organisation.name,
            "person": person.name if person else "",
            "alert": held.alert.text,
            "record": held.number,
            "grounds": held.grounds,
            "decision": held.decision,
            "appeal_until": held.appeal_until.isoformat() if held.appeal_until else "",
        },
    )
