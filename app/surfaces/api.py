"""REST resources of record kinds, with OpenAPI, on the same reading and writing as the screens."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, request
from flask_appbuilder.api import BaseApi, expose, protect, safe
from flask_babel import gettext
from flask_jwt_extended import create_access_token
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from sqlalchemy import inspect
from wtforms.validators import ValidationError

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, NotAllowed, Refused
from app.kernel.records import Input, RecordKind
from app.kernel.words import N_
from app.surfaces.accounts import operations
from app.surfaces.accounts.login import authenticate, count_failure, open_session
from app.surfaces.accounts.models import Account
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import say_refusal
from app.surfaces.pages import anyone
from app.surfaces.records.reading import LARGEST_PAGE, Wanted, get_row, read_page
from app.surfaces.records.values import input_of, is_required
from app.surfaces.records.writing import (
    Faulty,
    add_record,
    delete_record,
    edit_record,
    edition_of,
    parse_all,
)
from app.surfaces.security import TOKEN
from app.surfaces.views import DELETE, READ, WRITE, wanted_of

TYPES = {
    Input.NUMBER: {"type": "integer"},
    Input.AMOUNT: {"type": "string", "format": "decimal"},
    Input.PICK: {"type": "integer", "format": "int64"},
    Input.YES_NO: {"type": "boolean"},
    Input.DATE: {"type": "string", "format": "date"},
    Input.MOMENT: {"type": "string", "format": "date-time"},
}


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it; dates and instants in ISO 8601."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def as_json(kind: RecordKind, row: Any) -> dict[str, Any]:
    """Return the declared fields of a row, its id, and the name of each picked row."""
    key = inspect(kind.model).primary_key[0].key
    result: dict[str, Any] = {"id": getattr(row, key)}
    for item in kind.fields:
        result[item.name] = plain(getattr(row, item.name))
        if item.picks:
            picked = getattr(row, item.picks)
            result[f"{item.name}_text"] = str(picked) if picked is not None else None
    result["edition"] = edition_of(kind, row)
    return result


class RecordApi(BaseApi):
    """Base of all generated resources; ``kind`` is the record kind served."""

    kind: RecordKind
    version = "v1"
    allow_browser_login = True
    base_permissions = ("can_read", "can_write", "can_delete", "can_export")
    method_permission_name: Mapping[str, str] = {
        "get_list": READ,
        "get": READ,
        "post": WRITE,
        "put": WRITE,
        "delete": DELETE,
    }

    def _answered(self, work: Callable[[], Response]) -> Response:
        """Run a call; a refusal becomes its status and sentence, for each field where there are several."""
        try:
            if request.method != "GET":
                _check_cookie_caller()
            return work()
        except Faulty as fault:
            errors = {name: say_refusal(item) for name, item in fault.faults.items()}
            return self.response(fault.status, message=say_refusal(fault), errors=errors)
        except Refused as fault:
            return self.response(fault.status, message=say_refusal(fault), field=fault.field)

    @expose("/", methods=["GET"])
    @protect()
    @safe
    def get_list(self) -> Response:
        """List rows inside the caller's scope.
        ---
        get:
          description: >-
            One page of rows. Filter by any listed field (name=value, name__from, name__to), search with q,
            sort with order and desc=1, page with after and before.
          parameters:
          - {in: query, name: q, schema: {type: string}}
          - {in: query, name: order, schema: {type: string}}
          - {in: query, name: desc, schema: {type: string, enum: ["0", "1"]}}
          - {in: query, name: after, schema: {type: string}}
          - {in: query, name: before, schema: {type: string}}
          - {in: query, name: size, schema: {type: integer, minimum: 1, maximum: 100}}
          responses:
            200:
              description: The page
            400:
              description: A filter, order or page mark that does not exist
            401:
              $ref: '#/components/responses/401'
            403:
              description: The caller's role does not read this kind
        """
        return self._answered(self._list)

    def _list(self) -> Response:
        wanted = wanted_of(request.args)
        if wanted.size > LARGEST_PAGE:
            wanted = Wanted(**{**_fields(wanted), "size": LARGEST_PAGE})
        try:
            page = read_page(session(), self.kind, current_actor().scope, wanted)
        except Incomplete as fault:
            return self.response(400, message=say_refusal(fault), field=fault.field)
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
        """Return one row.
        ---
        get:
          parameters:
          - {in: path, name: pk, required: true, schema: {type: string}}
          responses:
            200:
              description: The row
            401:
              $ref: '#/components/responses/401'
            404:
              description: No such row inside the caller's scope
        """
        return self._answered(
            lambda: self.response(
                200, result=as_json(self.kind, get_row(session(), self.kind, current_actor().scope, pk))
            )
        )

    @expose("/", methods=["POST"])
    @protect()
    @safe
    def post(self) -> Response:
        """Add a row.
        ---
        post:
          requestBody:
            required: true
            content:
              application/json:
                schema: {type: object}
          responses:
            201:
              description: The row added
            401:
              $ref: '#/components/responses/401'
            403:
              description: Outside the caller's role or region
            409:
              description: The key exists already
            422:
              description: Fields that are missing or wrong, each with a sentence
        """
        return self._answered(self._post)

    def _post(self) -> Response:
        with acting(Channel.REST) as act:
            row = add_record(act, self.kind, parse_all(act, self.kind, _body()))
        return self.response(201, result=as_json(self.kind, row))

    @expose("/<pk>", methods=["PUT"])
    @protect()
    @safe
    def put(self, pk: str) -> Response:
        """Change the fields that are sent.
        ---
        put:
          parameters:
          - {in: path, name: pk, required: true, schema: {type: string}}
          requestBody:
            required: true
            content:
              application/json:
                schema: {type: object}
          responses:
            200:
              description: The row after the change
            401:
              $ref: '#/components/responses/401'
            404:
              description: No such row inside the caller's scope
            409:
              description: Somebody else changed it in between (edition)
            422:
              description: Fields that are wrong, each with a sentence
        """
        return self._answered(lambda: self._put(pk))

    def _put(self, pk: str) -> Response:
        body = _body()
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
        """Remove a row for a reason.
        ---
        delete:
          parameters:
          - {in: path, name: pk, required: true, schema: {type: string}}
          - {in: query, name: reason, required: true, schema: {type: string}}
          responses:
            200:
              description: Removed; what it held stays in the trail
            401:
              $ref: '#/components/responses/401'
            404:
              description: No such row inside the caller's scope
            422:
              description: The reason is missing
        """
        return self._answered(lambda: self._delete(pk))

    def _delete(self, pk: str) -> Response:
        row = get_row(session(), self.kind, current_actor().scope, pk)
        with acting(Channel.REST) as act:
            delete_record(act, self.kind, row, request.args.get("reason", ""))
        return self.response(200, message="OK")

    def add_apispec_components(self, api_spec: Any) -> None:
        """Describe the kind's fields in the OpenAPI document."""
        super().add_apispec_components(api_spec)
        properties = {
            f.name: {**TYPES.get(input_of(self.kind, f), {"type": "string"}), "description": gettext(f.label)}
            for f in self.kind.fields
        }
        required = [f.name for f in self.kind.editable if is_required(self.kind, f)]
        api_spec.components.schema(
            self.kind.name, {"type": "object", "properties": properties, "required": required}
        )


def _fields(wanted: Wanted) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Incomplete(N_("The request must be a JSON object."))
    return body


def _check_cookie_caller() -> None:
    """Refuse a change that comes with the session cookie but without its CSRF token (A51)."""
    if "Authorization" in request.headers or not current_user.is_authenticated:
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken", ""))
    except ValidationError:
        raise NotAllowed(N_("The request lacks its CSRF token. Reload the page and try again.")) from None


def api_of(kind: RecordKind) -> type[RecordApi]:
    """Return the generated resource class of a kind, under a name of its own."""
    name = "".join(part.capitalize() for part in kind.name.split("_")) + "Api"
    return type(
        name,
        (RecordApi,),
        {"kind": kind, "resource_name": kind.name, "class_permission_name": f"record.{kind.name}"},
    )


class TokenApi(BaseApi):
    """Log-in for programs: name, password and code against a token that lives for an hour."""

    resource_name = "security"
    version = "v1"

    @expose("/login", methods=["POST"])
    @safe
    @anyone
    def login(self) -> Response:
        """Log in.
        ---
        post:
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    username: {type: string}
                    password: {type: string}
                    code: {type: string, description: Code of the second factor where the role needs it}
          responses:
            200:
              description: The token
            401:
              description: Name, password or code is not right
            429:
              description: Too many wrong attempts
        """
        try:
            body = _body()
            with acting(Channel.REST) as act:
                username = str(body.get("username", ""))
                user = authenticate(act, username, str(body.get("password", "")))
            if user is None:
                return self.response(401, message=gettext("Name, password or code is not right."))
            account = session().get(Account, user.id)
            with acting(Channel.REST) as act:
                right = account is not None and (
                    not operations.needs_second_factor(user)
                    or (
                        account.totp_confirmed
                        and operations.check_code(act, account, str(body.get("code", "")))
                    )
                )
                if not right:
                    count_failure(act, username, user)
                token = open_session(act, user) if right else ""
        except Refused as fault:
            return self.response(fault.status, message=say_refusal(fault))
        if not token:
            return self.response(401, message=gettext("Name, password or code is not right."))
        access = create_access_token(identity=str(user.id), additional_claims={TOKEN: token})
        return self.response(200, access_token=access)
