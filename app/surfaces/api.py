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

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, Refused
from app.kernel.listing import LARGEST_PAGE, Wanted
from app.kernel.records import RecordKind
from app.surfaces.accounts.attempts import begin_attempt, count_code
from app.surfaces.accounts.entry import needs_second_factor, what_is_due
from app.surfaces.accounts.login import authenticate, code_is_right, open_session
from app.surfaces.accounts.models import Account
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import translate_refusal
from app.surfaces.limits import limited
from app.surfaces.openapi import describe_kind, describe_log_in
from app.surfaces.pages import anyone
from app.surfaces.records.reading import get_row, read_page
from app.surfaces.records.writing import add_record, delete_record, edit_record, edition_of, parse_all
from app.surfaces.rest import Resource, json_body
from app.surfaces.security import TOKEN
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
        "post": WRITE,
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
            return self.response(400, message=translate_refusal(fault), field=fault.field)
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
        return self.answered(
            lambda: self.response(
                200, result=as_json(self.kind, get_row(session(), self.kind, current_actor().scope, pk))
            )
        )

    @expose("/", methods=["POST"])
    @protect()
    @safe
    def post(self) -> Response:
        """Add a row."""
        return self.answered(self._post)

    def _post(self) -> Response:
        with acting(Channel.REST) as act:
            row = add_record(act, self.kind, parse_all(act, self.kind, json_body()))
        return self.response(201, result=as_json(self.kind, row))

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
            values = parse_all(act, self.kind, body, partial=True)
            edit_record(act, self.kind, row, values, edition if isinstance(edition, str) else None)
        return self.response(200, result=as_json(self.kind, row))

    @expose("/<pk>", methods=["DELETE"])
    @protect()
    @safe
    def delete(self, pk: str) -> Response:
        """Remove a row for a reason."""
        return self.answered(lambda: self._delete(pk))

    def _delete(self, pk: str) -> Response:
        row = get_row(session(), self.kind, current_actor().scope, pk)
        with acting(Channel.REST) as act:
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
        name, (RecordApi,), {"kind": kind, "resource_name": kind.name, "class_permission_name": f"record.{kind.name}"}
    )


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
                return self.response(401, message=gettext("Name, password or code is not right."))
            with acting(Channel.REST) as act:
                token = open_session(act, user)
        except Refused as fault:
            return self.response(fault.status, message=translate_refusal(fault))
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
