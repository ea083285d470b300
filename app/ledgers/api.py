"""REST resources of ledgers: one address for each published ledger, described in the OpenAPI document as it stands now."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose, protect, safe
from sqlalchemy import select

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete, NotFound
from app.kernel.listing import LARGEST_PAGE, Wanted
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.ledgers.access import FILLERS, READERS
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.openapi import NAME, describe, describe_register
from app.ledgers.operations import draft_entry, edit_entry, submit_entry
from app.ledgers.operations.entries import version_in_force
from app.ledgers.queries import entry_for, read_entries, visible_ledgers
from app.ledgers.queries.ledgers import ledger_called
from app.ledgers.words import Kind
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import translate_refusal
from app.surfaces.machines.repeating import once
from app.surfaces.problems import problem
from app.surfaces.rest import Resource, check_match, json_body
from app.surfaces.security import granted
from app.surfaces.views import wanted_of

READ, WRITE = "read", "write"
DESCRIBED = 300
"""Ledgers that the OpenAPI document describes one by one."""
GRANTS: Mapping[Role, frozenset[tuple[str, str]]] = {
    role: frozenset({("can_read", NAME)} | ({("can_write", NAME)} if role in FILLERS else set())) for role in READERS
}


def as_json(entry: LedgerEntry) -> dict[str, Any]:
    """Return an entry as REST gives it."""
    return {
        "id": entry.id,
        "organisation": entry.organisation.code,
        "organisation_text": entry.organisation.name,
        "period": entry.period,
        "state": entry.state,
        "version": entry.version.number,
        "edition": entry.edition,
        "revision": entry.revision,
        "submitted_at": entry.submitted_at.isoformat() if entry.submitted_at else None,
        "reason": entry.reason,
        "content": entry.content,
    }


def _summary(ledger: Ledger, version: LedgerVersion | None) -> dict[str, Any]:
    return {
        "address": ledger.address,
        "name": ledger.name,
        "state": ledger.state,
        "keeper": ledger.organisation.name,
        "version": version.number if version else None,
        "cadence": version.cadence if version else None,
        "fields": version.fields if version else [],
    }


class LedgerApi(Resource):
    """All ledgers that the caller sees, and the entries of each."""

    resource_name = NAME
    class_permission_name = NAME
    base_permissions = ("can_read", "can_write")
    method_permission_name: Mapping[str, str] = {
        "get_ledgers": READ,
        "get_list": READ,
        "get": READ,
        "post": WRITE,
        "put": WRITE,
    }

    @expose("/", methods=["GET"])
    @protect()
    @safe
    def get_ledgers(self) -> Response:
        """List the ledgers that the caller sees."""
        return self.answered(self._ledgers)

    def _ledgers(self) -> Response:
        found = visible_ledgers(
            session(),
            current_actor(),
            request.args.get("q", "").replace("\x00", "")[:60],
            request.args.get("after", ""),
            LARGEST_PAGE,
        )
        last = found[-1][0] if len(found) == LARGEST_PAGE else None
        mark = f"{last.code}.{last.id}" if last else ""
        return self.response(200, result=[_summary(*pair) for pair in found], next=mark)

    @expose("/<address>/", methods=["GET"])
    @protect()
    @safe
    def get_list(self, address: str) -> Response:
        """List entries of a ledger inside the caller's scope; described with each ledger."""
        return self.answered(lambda: self._list(address))

    def _list(self, address: str) -> Response:
        actor = current_actor()
        ledger = ledger_called(session(), actor, address)
        version = ledger.current or ledger.versions[-1]
        wanted = wanted_of(request.args)
        wanted = Wanted(wanted.text, wanted.filters, after=wanted.after, before=wanted.before, size=wanted.size)
        try:
            page = read_entries(session(), actor, ledger, version.items, wanted)
        except Incomplete as fault:
            return problem(400, translate_refusal(fault), field=fault.field)
        return self.response(
            200,
            result=[as_json(entry) for entry in page.rows],
            count=page.count,
            capped=page.capped,
            next=page.next,
            previous=page.previous,
        )

    @expose("/<address>/<int:pk>", methods=["GET"])
    @protect()
    @safe
    def get(self, address: str, pk: int) -> Response:
        """Return one entry; described with each ledger."""
        return self.answered(lambda: self.response(200, result=as_json(_entry(address, pk))))

    @expose("/<address>/", methods=["POST"])
    @protect()
    @safe
    def post(self, address: str) -> Response:
        """Add an entry; described with each ledger."""
        return self.answered(lambda: once(lambda act: self._post(act, address)))

    def _post(self, act: Act, address: str) -> Response:
        ledger = ledger_called(session(), current_actor(), address)
        body = json_body()
        home = _home(body.get("organisation"))
        entry = draft_entry(act, ledger, home, _text(body, "period"), _content(body, version_in_force(ledger)))
        if body.get("submit", True):
            submit_entry(act, entry)
        act.session.flush()
        return self.response(201, result=as_json(entry))

    @expose("/<address>/<int:pk>", methods=["PUT"])
    @protect()
    @safe
    def put(self, address: str, pk: int) -> Response:
        """Change the fields that are sent of an entry that is not submitted; described with each ledger."""
        return self.answered(lambda: self._put(address, pk))

    def _put(self, address: str, pk: int) -> Response:
        entry = _entry(address, pk)
        body = json_body()
        version = version_in_force(entry.ledger)
        kept = {item.name: entry.content.get(item.name) for item in version.items if item.kind is not Kind.COMPUTED}
        revision = body.get("revision")
        with acting(Channel.REST) as act:
            check_match(lambda: self.response(200, result=as_json(entry)))
            edit_entry(
                act,
                entry,
                {**kept, **_content(body, version)},
                revision=revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
            )
            if body.get("submit", False):
                submit_entry(act, entry)
        return self.response(200, result=as_json(entry))

    def describe(self, api_spec: Any) -> None:
        """Describe each ledger that the caller sees, with its own fields, under its own address."""
        if ("can_read", NAME) not in granted():
            return
        describe_register(api_spec)
        for ledger, version in visible_ledgers(session(), current_actor(), size=DESCRIBED):
            if version is not None:
                describe(api_spec, ledger, version)


def _entry(address: str, pk: int) -> LedgerEntry:
    ledger = ledger_called(session(), current_actor(), address)
    entry = entry_for(session(), current_actor(), pk)
    if entry.ledger_id != ledger.id:
        raise NotFound(N_("There is no such entry, or it lies outside your region."))
    return entry


def _home(code: object) -> Organisation:
    actor = current_actor()
    named = Organisation.code == code if isinstance(code, str) else Organisation.id == (actor.organisation_id or 0)
    found = session().scalar(select(Organisation).where(named, actor.scope.where(Organisation.county, Organisation.id)))
    if found is None:
        raise Incomplete(N_("There is no such organisation in your region."), field="organisation")
    return found


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Incomplete(N_("A text is expected here."), field=name)
    return value


def _content(body: Mapping[str, Any], version: LedgerVersion) -> dict[str, Any]:
    content = body.get("content", {})
    if not isinstance(content, dict):
        raise Incomplete(N_("The request must be a JSON object."), field="content")
    computed = {item.name for item in version.items if item.kind is Kind.COMPUTED}
    return {name: value for name, value in content.items() if name not in computed}
