"""REST resources of record kinds, with OpenAPI, on the same reading and writing as the screens."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose, protect, safe
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from flask_jwt_extended import create_access_token
from sqlalchemy import inspect

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete, Refused
from app.kernel.listing import LARGEST_PAGE, Wanted
from app.kernel.records import RecordKind
from app.surfaces.accounts.attempts import begin_attempt, count_code
from app.surfaces.accounts.entry import needs_second_factor, what_is_due
from app.surfaces.accounts.login import authenticate, code_is_right, open_session
from app.surfaces.accounts.models import Account
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.describing import describe_kind
from app.surfaces.language import translate_refusal
from app.surfaces.limits import limited
from app.surfaces.machines.bulk import FaultyRows, carry_rows_out, plan_rows, read_rows, report_of, takes_many
from app.surfaces.machines.changes import can_be_followed, read_changes
from app.surfaces.machines.repeating import once
from app.surfaces.openapi import describe_log_in
from app.surfaces.pages import anyone
from app.surfaces.problems import problem, problem_of
from app.surfaces.records.reading import get_row, read_page
from app.surfaces.records.writing import add_record, delete_record, edit_record, edition_of, parse_all
from app.surfaces.rest import Resource, check_match, json_body
from app.surfaces.security import TOKEN
from app.surfaces.sheets.importing import Choice
from app.surfaces.views import DELETE, READ, WRITE, wanted_of


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it; dates and instants in ISO 8601."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def as_json(kind: RecordKind, row: Any) -> dict[str, Any]:
    """Return a row as its resource gives it, with the edition that a change must name."""
    return {**fields_of(kind, row), "edition": edition_of(kind, row)}


def fields_of(kind: RecordKind, row: Any) -> dict[str, Any]:
    """Return the declared fields of a row, its id, and the name of each picked row."""
    key = inspect(kind.model).primary_key[0].key
    result: dict[str, Any] = {"id": plain(getattr(row, key))}
    for item in kind.fields:
        result[item.name] = plain(getattr(row, item.name))
        if item.picks:
            picked = getattr(row, item.picks)
            result[f"{item.name}_text"] = str(picked) if picked is not None else None
    return result


class RecordApi(Resource):
    """Base of all generated resources; ``kind`` is the record kind served."""

    kind: RecordKind
    base_permissions = ("can_read", "can_write", "can_delete", "can_export")
    method_permission_name: Mapping[str, str] = {
        "get_list": READ,
        "get": READ,
        "get_changes": READ,
        "post": WRITE,
        "post_bulk": WRITE,
        "put": WRITE,
        "delete": DELETE,
    }

    @expose("/", methods=["GET"])
    @protect()
    @safe
    def get_list(self) -> Response:
        """List rows inside the caller's scope."""
        return self.answered(self._list)

    def _list(self) -> Response:
        wanted = wanted_of(request.args)
        if wanted.size > LARGEST_PAGE:
            wanted = Wanted(**{**_fields(wanted), "size": LARGEST_PAGE})
        try:
            page = read_page(session(), self.kind, current_actor().scope, wanted)
        except Incomplete as fault:
            return problem(400, translate_refusal(fault), field=fault.field)
        return self.response(
            200,
            result=[as_json(self.kind, row) for row in page.rows],
            count=page.count,
            capped=page.capped,
            next=page.next,
            previous=page.previous,
        )

    @expose("/<pk>", methods=["GET"])
    @protect()
    @safe
    def get(self, pk: str) -> Response:
        """Return one row."""
        return self.answered(lambda: self._get(pk))

    def _get(self, pk: str) -> Response:
        return self._told(get_row(session(), self.kind, current_actor().scope, pk))

    def _told(self, row: Any, status: int = 200) -> Response:
        answer: Response = self.response(status, result=as_json(self.kind, row))
        return answer

    @expose("/changes", methods=["GET"])
    @protect()
    @safe
    def get_changes(self) -> Response:
        """List what changed since a mark."""
        return self.answered(self._changes)

    def _changes(self) -> Response:
        size = wanted_of(request.args).size
        since = request.args.get("since", "")
        found = read_changes(session(), self.kind, current_actor().scope, since, max(1, min(size, LARGEST_PAGE)))
        told = [
            {
                "place": f"{one.told.county}/{one.told.place}",
                "at": one.told.at.isoformat(),
                "verb": one.told.verb,
                "id": one.told.subject_id,
                "row": as_json(self.kind, one.row) if one.row is not None else None,
            }
            for one in found.changes
        ]
        return self.response(200, result=told, since=found.mark, more=found.more)

    @expose("/", methods=["POST"])
    @protect()
    @safe
    def post(self) -> Response:
        """Add a row."""
        return self.answered(lambda: once(self._post))

    def _post(self, act: Act) -> Response:
        return self._told(add_record(act, self.kind, parse_all(act, self.kind, json_body())), 201)

    @expose("/bulk", methods=["POST"])
    @protect()
    @safe
    def post_bulk(self) -> Response:
        """Add and change many rows."""
        return self.answered(lambda: once(self._bulk))

    def _bulk(self, act: Act) -> Response:
        rows, choice = read_rows(json_body())
        plan = plan_rows(act, self.kind, rows)
        if plan.faulty and choice is Choice.ALL_OR_NOTHING:
            raise FaultyRows(len(plan.faulty), report_of(plan))
        return self.response(200, **carry_rows_out(act, plan, choice))

    @expose("/<pk>", methods=["PUT"])
    @protect()
    @safe
    def put(self, pk: str) -> Response:
        """Change the fields that are sent."""
        return self.answered(lambda: self._put(pk))

    def _put(self, pk: str) -> Response:
        body = json_body()
        edition = body.pop("edition", None)
        row = get_row(session(), self.kind, current_actor().scope, pk)
        with acting(Channel.REST) as act:
            self._check_match(act, row)
            values = parse_all(act, self.kind, body, partial=True)
            edit_record(act, self.kind, row, values, edition if isinstance(edition, str) else None)
        return self.response(200, result=as_json(self.kind, row))

    @expose("/<pk>", methods=["DELETE"])
    @protect()
    @safe
    def delete(self, pk: str) -> Response:
        """Remove a row for a reason."""
        return self.answered(lambda: self._delete(pk))

    def _check_match(self, act: Act, row: Any) -> None:
        """Refuse a change of a row that is not as its caller read it; nobody else changes it until this act ends."""
        if "If-Match" in request.headers:
            act.session.refresh(row, with_for_update={"of": self.kind.model})
            check_match(lambda: self._told(row))

    def _delete(self, pk: str) -> Response:
        row = get_row(session(), self.kind, current_actor().scope, pk)
        with acting(Channel.REST) as act:
            self._check_match(act, row)
            delete_record(act, self.kind, row, request.args.get("reason", ""))
        return self.response(200, message="OK")

    def describe(self, api_spec: Any) -> None:
        """Describe the kind: its fields, its filters, what some role may do with it."""
        describe_kind(api_spec, self.kind)


def _fields(wanted: Wanted) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}


def api_of(kind: RecordKind) -> type[RecordApi]:
    """Return the generated resource class of a kind, under a name of its own."""
    name = "".join(part.capitalize() for part in kind.name.split("_")) + "Api"
    return type(
        name,
        (RecordApi,),
        {
            "kind": kind,
            "resource_name": kind.name,
            "class_permission_name": f"record.{kind.name}",
            "exclude_route_methods": _without(kind),
        },
    )


def _without(kind: RecordKind) -> set[str]:
    """Return the addresses that a kind does not have."""
    told = set() if can_be_followed(kind) else {"get_changes"}
    return told if takes_many(kind) else told | {"post_bulk"}


class TokenApi(Resource):
    """Log-in for programs: name, password and code against a token that lives for an hour."""

    resource_name = "security"

    @expose("/login", methods=["POST"])
    @limited("60 per minute")
    @safe
    @anyone
    def login(self) -> Response:
        """Log in."""
        try:
            body = json_body()
            user = _proved(*(str(body.get(name, "")) for name in ("username", "password", "code")))
            if user is None:
                return problem(401, gettext("Name, password or code is not right."))
            with acting(Channel.REST) as act:
                token = open_session(act, user)
        except Refused as fault:
            return problem_of(fault)
        access = create_access_token(identity=str(user.id), additional_claims={TOKEN: token})
        return self.response(200, access_token=access)

    def describe(self, api_spec: Any) -> None:
        """Describe the log-in of programs."""
        describe_log_in(api_spec)


def _proved(username: str, password: str, code: str) -> User | None:
    """Return the user whose password and code are right and who may work; None when something is wrong."""
    attempt = begin_attempt(session(), now(), username, request.remote_addr)
    with acting(Channel.REST) as act:
        user = authenticate(act, attempt, username, password)
    account = session().get(Account, user.id) if user is not None else None
    if user is None or account is None:
        return None
    if needs_second_factor(user):
        last = count_code(now(), attempt)
        with acting(Channel.REST) as act:
            if not code_is_right(act, account, code, last=last):
                return None
    due = what_is_due(user, account)
    if due is not None:
        raise due
    return user
