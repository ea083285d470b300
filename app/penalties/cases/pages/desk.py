"""The desk: what waits for me, by deadline; all cases of my scope; registering a clue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import local_day
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.models import CaseState, ClueSource
from app.penalties.cases.pages import PAGES, READERS, WORKERS
from app.penalties.cases.queries import PAGE, desk, find_cases, items_of, tiles
from app.penalties.cases.records import PartyKind
from app.penalties.models import ViolationItem
from app.surfaces.actions import a_day, an_id, field, the_day, words
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import faults_of, show_day, show_due, translate
from app.surfaces.pages import allowed
from app.surfaces.walking import MOST, Walk

REGISTRARS = (Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.ENFORCEMENT_OFFICER)
CHIPS = ((N_("All my cases"), "", "all"), (N_("Overdue"), "red", "red"), (N_("Due soon"), "yellow", "yellow"))


@PAGES.get("/")
@allowed(*WORKERS)
def my_desk() -> str:
    """Show my cases, the nearest deadline first."""
    light, text = request.args.get("light", ""), request.args.get("q", "")[:60]
    rows = desk(session(), current_actor(), now(), light=light, text=text, after=_mark(request.args.get("after", "")))
    counts = tiles(session(), current_actor(), now())
    following = None
    if len(rows) == PAGE:
        at, pk = rows[-1].place
        following = url_for(".my_desk", light=light or None, q=text or None, after=f"{at.isoformat()}_{pk}")
    return render_template(
        "penalties/cases/desk.html",
        rows=[
            {
                "url": WALK.link(row.case.id),
                "number": row.case.number,
                "item": row.case.item.name if row.case.item else row.case.facts_text[:60],
                "party": row.case.party_name,
                "state": translate(CaseState(row.case.state)),
                "light": row.light.value,
                "light_words": translate(
                    row.light if row.due_at or row.case.state == CaseState.SUSPENDED else N_("No deadline")
                ),
                "due": show_due(row.due_at),
            }
            for row in rows
        ],
        chips=[
            (translate(title), url_for(".my_desk", light=word or None), light == word, counts[name])
            for title, word, name in CHIPS
        ],
        search=text,
        next_url=following,
        may_register=bool(current_actor().roles & set(REGISTRARS)),
    )


def _mark(text: str) -> tuple[datetime, int] | None:
    instant, _, serial = text.rpartition("_")
    try:
        at = datetime.fromisoformat(instant)
        return (at, int(serial)) if at.tzinfo else None
    except ValueError:
        return None


def _order(asked: Mapping[str, str]) -> list[int]:
    light, text, after = asked.get("light", ""), asked.get("q", "")[:60], _mark(asked.get("after", ""))
    rows = desk(session(), current_actor(), now(), light=light, text=text, after=after, limit=MOST)
    return [row.case.id for row in rows]


WALK = Walk(N_("My penalty cases"), "enforcement.my_desk", "enforcement.case", _order)


@PAGES.get("/all")
@allowed(*READERS)
def find() -> str:
    """Search over all penalty cases of my scope, newest first."""
    text, state = request.args.get("q", "")[:60], request.args.get("state", "")
    before = request.args.get("before", type=int)
    found = find_cases(session(), current_actor(), text=text, state=state, before=before)
    return render_template(
        "penalties/cases/find.html",
        rows=[
            {
                "url": url_for(".case", pk=case.id),
                "number": case.number,
                "item": case.item.name if case.item else "",
                "party": case.party_name,
                "organ": case.organisation.name,
                "state": translate(CaseState(case.state)),
                "fine": f"{case.fine:,.0f}" if case.fine is not None else "",
                "on": show_day(local_day(case.registered_at)),
            }
            for case in found
        ],
        states=[(word.value, translate(word)) for word in CaseState],
        state=state,
        search=text,
        next_url=url_for(".find", q=text or None, state=state or None, before=found[-1].id)
        if len(found) == PAGE
        else None,
    )


def _homes() -> list[int]:
    duties = {Duty.ENFORCEMENT, Duty.HANDLER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD, Duty.WINDOW, Duty.LEGAL_REVIEWER}
    return sorted({home for home, duty in current_actor().duties if duty in duties})


def _clue_fields(values: Any, errors: dict[str, str]) -> list[dict[str, Any]]:
    organs = [(pk, found.name) for pk in _homes() if (found := session().get(Organisation, pk)) is not None]
    today = local_day(now()).isoformat()
    rows = [
        field("source", N_("Source of the clue"), "choice", choices=words(list(ClueSource)), value="inspection"),
        field("party_kind", N_("Kind of party"), "choice", choices=words(list(PartyKind)), value="organisation"),
        field("party_name", N_("Party"), "text", example="福州市某某建设有限公司", longest=120),
        field(
            "party_identity",
            N_("Identity number or credit code"),
            "text",
            must=False,
            secret=True,
            hint=N_("When it is known; kept encrypted"),
        ),
        field(
            "party_phone",
            N_("Telephone of the party"),
            "text",
            must=False,
            secret=True,
            hint=N_("Then it is told of each step by text message"),
            longest=20,
        ),
        field(
            "item",
            N_("Suspected violation"),
            "choice",
            must=False,
            choices=items_of(session(), [pk for pk, _ in organs]),
        ),
        field("place", N_("Place"), "text", longest=200),
        field("facts_text", N_("What was found")),
        field("acted_on", N_("Day of the act"), "date", value=today, hint=N_("Of a continuing one, its last day")),
        field(
            "informer",
            N_("Who reported it"),
            "text",
            must=False,
            secret=True,
            hint=N_("Name and telephone; kept encrypted"),
        ),
    ]
    if len(organs) > 1:
        rows.insert(0, field("organ", N_("Organ"), "choice", choices=organs))
    for row in rows:
        row["value"] = values.get(row["name"], row["value"])
        row["error"] = errors.get(row["name"], "")
    return rows


@PAGES.route("/new", methods=["GET", "POST"])
@allowed(*REGISTRARS)
def register() -> str | Response | tuple[str, int]:
    """Write a clue down; a refusal keeps everything that was typed."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting() as act:
                case = _register(act)
            flash(translate(N_("The clue is registered.")), "success")
            return redirect(url_for(".case", pk=case.id))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault)
    page = render_template("penalties/cases/register.html", fields=_clue_fields(request.form, errors), errors=errors)
    return (page, 422) if errors else page


def _register(act: Any) -> Any:
    form, homes = request.form, _homes()
    home = an_id(form, "organ") if len(homes) > 1 else homes[0] if homes else 0
    organ = act.session.get(Organisation, home) if home in homes else None
    if organ is None:
        raise NotFound(N_("There is no such organisation in your scope."), field="organ")
    item = None
    if form.get("item", "").strip():
        item = act.session.get(ViolationItem, an_id(form, "item"))
        if item is None or item.organisation_id != organ.id:
            raise NotFound(N_("There is no such penalty item in force."), field="item")
    source = form.get("source", "")
    if source not in set(ClueSource):
        raise Incomplete(N_("Choose one from the list."), field="source")
    party = verbs.Party(
        form.get("party_kind", ""),
        form.get("party_name", ""),
        form.get("party_identity", ""),
        form.get("party_phone", ""),
    )
    return verbs.register(
        act,
        organ,
        ClueSource(source),
        party,
        place=form.get("place", ""),
        facts_text=form.get("facts_text", ""),
        acted_on=the_day(form, "acted_on"),
        found_on=a_day(form, "found_on", must=False),
        item=item,
        informer=form.get("informer", ""),
    )
