"""Letters of agencies: taken on the public portal, answered by the supervising body; what is granted is entered at once.

Where an agency objects to a mark or appeals against a step, it comes with the code of the notice that it was given.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.intermediaries import notices
from app.intermediaries.checks import check_agency, check_qualification, settle_agencies
from app.intermediaries.flows import SUPERMARKET, WORKERS
from app.intermediaries.guards import holds, worded
from app.intermediaries.models import Agency, AgencyLetter, Qualification
from app.intermediaries.words import AgencyState, Category, LetterKind
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.identities import credit_code, telephone_number
from app.kernel.places import Organisation
from app.kernel.typed import Faulty, read_day, read_text
from app.kernel.words import N_

ANSWER = Limit(20, basis=SUPERMARKET)
"""Working days in which the supervising body answers."""
AGENCY_FIELDS = {"name": 120, "legal_representative": 60, "phone": 40, "address": 200}
"""Particulars that an agency may ask to have changed, and their longest texts."""
PAPER_FIELDS = {"number": 60, "level": 40, "issuer": 120}
DAYS = ("founded_on", "valid_from", "valid_to")
OPTIONAL = frozenset({"phone", "address", "level"})
WANTED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.ENTRY: (
        "name",
        "category",
        "legal_representative",
        "founded_on",
        "phone",
        "address",
        "number",
        "level",
        "issuer",
        "valid_from",
        "valid_to",
    ),
    LetterKind.RENEWAL: ("category", "number", "level", "issuer", "valid_from", "valid_to"),
    LetterKind.CHANGE: tuple(AGENCY_FIELDS),
    LetterKind.RATING: (),
}
"""Fields of each kind of letter."""


def write_letter(
    act: Act, what: LetterKind, body: Organisation, sent: Mapping[str, str], agency: Agency | None = None
) -> AgencyLetter:
    """Take a letter of an agency; Faulty names everything that is wrong with it.

    ``agency`` is the one in the register, whose credit code must have been given; none for an entry.
    Raises Conflict for an entry of an agency that is there already, or while the same letter waits.
    """
    faults: dict[str, Refused] = {}

    def read(name: str, reader: Any) -> Any:
        try:
            return reader(sent.get(name, ""))
        except Refused as fault:
            faults[name] = fault
            return ""

    code = read("uscc", lambda text: credit_code(text, "uscc"))
    contact = read("contact", lambda text: _line(text, "contact", 60))
    phone = read("own_phone", lambda text: telephone_number(text, "own_phone"))
    values = {name: read(name, lambda text, of=name: _value(of, text, what)) for name in WANTED[what]}
    values = {name: value for name, value in values.items() if value}
    said = read("text", lambda text: worded(text, "text")) if what in (LetterKind.CHANGE, LetterKind.RATING) else None
    if agency is not None and code and code != agency.uscc:
        faults["uscc"] = Incomplete(
            N_("This is not the credit code of this agency. Compare it with the licence."), field="uscc"
        )
    if what == LetterKind.CHANGE and not values and not faults:
        faults["name"] = Incomplete(N_("Fill in what is to be changed."), field="name")
    if values.get("valid_from", "") > values.get("valid_to", "9"):
        faults["valid_to"] = Incomplete(N_("The last day lies before the first."), field="valid_to")
    if values.get("founded_on", "") > act.on.isoformat():
        faults["founded_on"] = Incomplete(N_("This day lies in the future."), field="founded_on")
    if faults:
        raise Faulty(faults)
    if agency is None and act.session.scalar(select(Agency.id).where(Agency.uscc == code)) is not None:
        raise Conflict(
            N_("An agency with this credit code stands in the register already. Open its page and write from there."),
            field="uscc",
        )
    waiting = select(AgencyLetter.id).where(
        AgencyLetter.uscc == code, AgencyLetter.what == str(what), AgencyLetter.answered_at.is_(None)
    )
    if act.session.scalars(waiting).first() is not None:
        raise Conflict(
            N_("A letter of this kind is waiting for its answer already. Follow it with the code that you were given."),
            field="uscc",
        )
    made = AgencyLetter(
        county=body.county,
        what=str(what),
        uscc=code,
        name=agency.name if agency is not None else str(values["name"]),
        agency_id=agency.id if agency is not None else None,
        organisation_id=body.id,
        values=values,
        text=said,
        contact=contact,
        phone=phone,
        query_code=new_code(12),
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.ANSWER, ANSWER)
    record(act, "agency.wrote", made, what=str(what), agency=code)
    notices.tell_heads(act, body.id, notices.WROTE, made, agency=made.name)
    return made


def _line(text: str, field: str, longest: int) -> str:
    line = read_text(text, field).strip()
    if not line:
        raise Incomplete(N_("This field must be filled in."), field=field)
    if len(line) > longest:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."), field=field, most=longest, count=len(line)
        )
    return line


def _value(name: str, text: str, what: LetterKind) -> str:
    """Return one particular as it is kept; empty for one that need not be given."""
    if not text.strip() and (name in OPTIONAL or what == LetterKind.CHANGE):
        return ""
    if name == "category":
        return str(Category(text))
    if name in DAYS:
        return read_day(text, name).isoformat()
    return _line(text, name, (AGENCY_FIELDS | PAPER_FIELDS)[name])


def answer_letter(act: Act, letter: AgencyLetter, answer: str, *, granted: bool) -> None:
    """Answer a letter; what is granted is entered in the register with it.

    An agency that may enter stands there as one that has applied: its papers are checked, and another person lists it.
    """
    if not holds(act, (letter.organisation_id,), WORKERS):
        raise NotAllowed(N_("Only the body that supervises this agency does this."))
    if letter.answered_at is not None:
        raise OutOfOrder(N_("This letter has been answered already."))
    letter.answer, letter.granted = worded(answer, "answer"), granted
    letter.answered_at, letter.answered_by = act.at, act.actor.official_id
    if granted:
        _enter(act, letter)
    stop_clock(act, letter, ClockKind.ANSWER)
    record(act, "agency.letter_answered", letter, what=letter.what, granted=granted, agency=letter.uscc)
    notices.tell_writer(act, letter)


def _enter(act: Act, letter: AgencyLetter) -> None:
    if letter.what == LetterKind.RATING:
        return
    agency = letter.agency
    changes = {name: value for name, value in letter.values.items() if name in AGENCY_FIELDS}
    if agency is None:
        agency = Agency(
            county=letter.county,
            uscc=letter.uscc,
            organisation_id=letter.organisation_id,
            state=str(AgencyState.APPLIED),
            state_since=act.at,
            category=letter.values["category"],
            founded_on=read_day(letter.values["founded_on"]),
            **changes,
        )
        act.session.add(agency)
    before = {name: getattr(agency, name) for name in changes}
    if letter.what == LetterKind.CHANGE:
        for name, value in changes.items():
            setattr(agency, name, value)
    check_agency(act, agency, changes)
    act.session.flush()
    letter.agency = agency
    if letter.what in (LetterKind.ENTRY, LetterKind.RENEWAL):
        _enter_paper(act, letter, agency)
    record(act, "agency.entered", agency, what=letter.what, before=before, after=letter.values)
    settle_agencies(act)


def _enter_paper(act: Act, letter: AgencyLetter, agency: Agency) -> None:
    """Enter a qualification, or the new term of one that the agency holds."""
    held = letter.values
    paper = act.session.scalar(select(Qualification).where(Qualification.number == held["number"]))
    if paper is not None and paper.agency_id != agency.id:
        raise Conflict(
            N_("A qualification with this number belongs to another agency. Ask for the certificate."), field="answer"
        )
    if paper is None:
        paper = Qualification(county=agency.county, agency_id=agency.id, number=held["number"])
        act.session.add(paper)
    paper.category, paper.issuer, paper.level = held["category"], held["issuer"], held.get("level", "")
    paper.valid_from, paper.valid_to = read_day(held["valid_from"]), read_day(held["valid_to"])
    check_qualification(act, paper, {})
    act.session.flush()
