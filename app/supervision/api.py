"""REST resource of the alert queue: the same filters as the page, and what an alert rests on."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose, protect, safe

from app.kernel.errors import Incomplete
from app.kernel.listing import LARGEST_PAGE
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import Alert
from app.supervision.pages.alert import alert_in_scope
from app.supervision.pages.asking import FLAGS, MANY, filter_of, looking
from app.supervision.pages.queue import READERS
from app.supervision.queries.alerts import COUNTED, COUNTED_WORDS, Direction, Place, count_alerts, find_alerts
from app.supervision.queries.narrowing import Due, Sort, narrowed
from app.surfaces.acts import session
from app.surfaces.openapi import SECURED, Schema, answers, in_query, object_of, page_of
from app.surfaces.rest import Resource

NAME = "alert"
GRANTS: Mapping[Role, frozenset[tuple[str, str]]] = dict.fromkeys(READERS, frozenset({("can_read", NAME)}))
USUAL = 25
TEXT: Schema = {"type": "string"}
KEY: Schema = {"type": "integer", "format": "int64"}
DAY: Schema = {"type": "string", "format": "date"}
PARAMETERS: Mapping[str, Schema] = {
    **{name: {"type": "array", "items": TEXT} for name in MANY.values()},
    **{name: {"type": "string", "enum": ["1"]} for name in FLAGS.values()},
    **dict.fromkeys(("organisation_id", "power_id", "official_id", "assigned_to"), KEY),
    **dict.fromkeys(("group", "called", "text", "subject", "after", "before"), TEXT),
    **dict.fromkeys(("from_on", "to_on"), DAY),
    "ceased": {"type": "string", "enum": ["0", "1"]},
    "due": {"type": "string", "enum": [str(due) for due in Due]},
    "sort": {"type": "string", "enum": [str(sort) for sort in Sort]},
    "size": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
}
INSTANTS = ("occurred_at", "detected_at", "ceased_at", "closed_at")
PLAIN = (
    "id",
    "county",
    "point",
    "point_version",
    "severity",
    "nature",
    "state",
    "subject_kind",
    "subject_id",
    "organisation_id",
    "official_id",
    "assigned_to",
    "text",
)


def as_json(alert: Alert) -> dict[str, Any]:
    """Return an alert as the list gives it."""
    plain = {name: getattr(alert, name) for name in PLAIN}
    instants = {name: getattr(alert, name) for name in INSTANTS}
    return {
        **plain,
        "organisation": alert.organisation.name,
        "reply_due_on": alert.reply_due_on.isoformat() if alert.reply_due_on else None,
        **{name: value.isoformat() if value else None for name, value in instants.items()},
    }


class AlertApi(Resource):
    """Alerts inside the caller's scope."""

    resource_name = NAME
    class_permission_name = NAME
    base_permissions = ("can_read",)
    method_permission_name: Mapping[str, str] = {"get_list": "read", "get": "read"}

    @expose("/", methods=["GET"])
    @protect()
    @safe
    def get_list(self) -> Response:
        """List alerts by the filters of the queue."""
        return self.answered(self._list)

    def _list(self) -> Response:
        sent = request.args.copy()
        marks = [sent.pop(name, "") for name in ("after", "before")]
        size = _size(sent.pop("size", str(USUAL)))
        filters = filter_of(sent)
        back = bool(marks[1])
        mark = marks[1] or marks[0]
        place = Place.parse(mark, filters.order) if mark else None
        conditions = narrowed(session(), looking(), filters)
        turning = Direction.NEWER if back else Direction.OLDER
        page = find_alerts(session(), looking(), filters, place, size, turning, conditions)
        most = COUNTED_WORDS if filters.text else COUNTED
        count = count_alerts(session(), looking(), filters, most, conditions)
        answer: Response = self.response(
            200,
            result=[as_json(alert) for alert in page.alerts],
            count=min(count, most),
            capped=count > most,
            next=str(page.older or ""),
            previous=str(page.newer or ""),
        )
        return answer

    @expose("/<int:pk>", methods=["GET"])
    @protect()
    @safe
    def get(self, pk: int) -> Response:
        """Return one alert with the values compared and the parameters in force."""
        return self.answered(lambda: self._one(pk))

    def _one(self, pk: int) -> Response:
        alert = alert_in_scope(pk)
        more = {"limits": alert.limits, "evidence": alert.evidence, "verdict": alert.verdict}
        answer: Response = self.response(200, result={**as_json(alert), **more})
        return answer

    def describe(self, api_spec: Any) -> None:
        """Describe the queue with every filter, and one alert."""
        row = object_of(
            {
                **dict.fromkeys(PLAIN, TEXT),
                **{name: {**TEXT, "nullable": True} for name in (*INSTANTS, "reply_due_on")},
                "organisation": TEXT,
                **dict.fromkeys(("id", "subject_id", "organisation_id"), KEY),
                **{name: {**KEY, "nullable": True} for name in ("official_id", "assigned_to")},
                **{name: {"type": "integer"} for name in ("county", "point_version", "severity", "nature")},
            }
        )
        api_spec.components.schema(NAME, row)
        ref = {"$ref": f"#/components/schemas/{NAME}"}
        said = {"tags": [NAME], "security": SECURED}
        query = [in_query(name, schema) for name, schema in PARAMETERS.items()]
        page = answers(200, "One page of alerts", page_of(ref), 400, 401, 403)
        api_spec.path(
            path=f"/api/v1/{NAME}/",
            operations={"get": {**said, "summary": "Alerts", "parameters": query, "responses": page}},
        )
        pk = {"in": "path", "name": "pk", "required": True, "schema": KEY}
        one = answers(200, "One alert", object_of({"result": ref}, ["result"]), 401, 403, 404)
        api_spec.path(
            path=f"/api/v1/{NAME}/{{pk}}",
            operations={"get": {**said, "summary": "An alert", "parameters": [pk], "responses": one}},
        )


def _size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LARGEST_PAGE:
        raise Incomplete(N_("A page holds from 1 to %(most)d rows."), field="size", most=LARGEST_PAGE)
    return int(text)
