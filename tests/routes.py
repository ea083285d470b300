"""What every route of the program can be asked for: sample values for its arguments, odd values, and who asks."""

import re
from collections.abc import Iterator
from inspect import getmodule, getsource
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.approvals.pages.forms import FORMS as CASE_FORMS
from app.disclosure.words import DOORS
from app.domains import DOMAINS
from app.intermediaries.flows import MARKS, REGISTER
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.penalties.cases.pages.forms import FORMS as PENALTY_FORMS
from app.supervision.pages.alert_acts import FORMS as ALERT_ACTS
from app.surfaces.pages import admission_of
from app.trading.pages.buyer import FORMS as TRADE_FORMS
from app.trading.pages.centre import ACTS as TRADE_ACTS
from app.trading.pages.selling import LISTING_FORMS
from app.villages.words import WorksStage

KINDS = {kind.name: kind for domain in DOMAINS for kind in domain.records}
POINTS = [point.code for domain in DOMAINS for point in domain.points]
NOBODY = 350103000000999
"""A key that no row has."""

Sample = tuple[str, str, tuple[Any, ...]]
SAMPLES: tuple[Sample, ...] = (
    # where an address begins, argument, what may stand there; "#kind" is the id of a planted row of that kind
    ("/static/", "filename", ("css/sunshine.css",)),
    ("/api/", "version", ("v1",)),
    ("/swagger/", "version", ("v1",)),
    ("/api/v1/alert/", "pk", ("#alert",)),
    ("/api/v1/ledger/", "address", ("#ledger_address",)),
    ("/api/v1/ledger/", "pk", ("#ledger_entry",)),
    ("/login/with/", "name", ("county",)),
    ("/connections/", "pk", (NOBODY,)),
    ("/portal/mine/", "pk", ("#approval",)),
    ("/cases/", "pk", ("#approval",)),
    ("/cases/", "power_id", ("#power",)),
    ("/cases/", "code", tuple(CASE_FORMS)),
    ("/cases/", "attachment_id", ("#attachment",)),
    ("/cases/", "document_id", ("#document",)),
    ("/funds/orders/", "pk", ("#fund_order",)),
    ("/funds/orders/", "code", ("approve", "refuse", "pay")),
    ("/funds/direction/", "pk", ("#party",)),
    ("/platform/exchange/rows/", "pk", ("#exchange_row",)),
    ("/evaluation/", "code", ("approvals.in_time", "approvals.days", "alerts.raised")),
    ("/disclosure/bodies/", "pk", ("#disclosing_body",)),
    ("/disclosure/findings/", "pk", ("#privacy_finding",)),
    ("/disclosure/items/", "pk", ("#disclosure_item",)),
    ("/disclosure/items/", "file", (NOBODY,)),
    (
        "/disclosure/items/",
        "action",
        (
            "submit",
            "return",
            "approve",
            "approve-publish",
            "publish",
            "correct",
            "withdraw",
            "let-go",
            "keep-public",
            "archive",
        ),
    ),
    ("/disclosure/questions/", "pk", ("#disclosure_question",)),
    ("/disclosure/requests/", "pk", ("#disclosure_request",)),
    ("/disclosure/tasks/", "pk", ("#disclosure_task",)),
    ("/enforcement/", "pk", ("#penalty",)),
    ("/enforcement/", "code", tuple(PENALTY_FORMS)),
    ("/enforcement/", "attachment_id", (NOBODY,)),
    ("/enforcement/", "document_id", (NOBODY,)),
    ("/flows/", "pk", ("#flow",)),
    ("/intermediaries/", "pk", ("#agency",)),
    ("/intermediaries/", "code", ("propose", "appeal", "decide_appeal", *REGISTER.moves)),
    ("/intermediaries/engagements/", "pk", ("#engagement",)),
    ("/intermediaries/engagements/", "code", ("deliver", "candidates", "rate")),
    ("/intermediaries/marks/", "pk", ("#mark",)),
    ("/intermediaries/marks/", "code", tuple(MARKS.moves)),
    ("/intermediaries/marks/", "attachment_id", (NOBODY,)),
    ("/intermediaries/letters/", "pk", ("#agency_letter",)),
    ("/intermediaries/letters/", "code", ("grant", "refuse")),
    ("/intermediaries/letters/", "attachment_id", (NOBODY,)),
    ("/intermediaries/reports/", "pk", ("#citizen_report",)),
    ("/intermediaries/reports/", "code", ("answer", "mark")),
    ("/intermediaries/reports/", "attachment_id", (NOBODY,)),
    ("/language/", "code", ("en", "zh")),
    ("/ledgers/", "pk", ("#ledger",)),
    ("/ledgers/", "field", ("a",)),
    ("/ledgers/", "action", ("up", "down", "remove")),
    ("/ledgers/", "duty", ("#ledger_duty",)),
    ("/ledgers/duties/", "pk", ("#ledger_duty",)),
    ("/ledgers/entries/", "pk", ("#ledger_entry",)),
    ("/ledgers/entries/", "file", (NOBODY,)),
    (
        "/ledgers/entries/",
        "action",
        ("submit", "withdraw", "discard", "approve", "approve_publish", "return", "publish", "hide", "correct"),
    ),
    ("/parties/", "pk", ("#party",)),
    ("/patrol/rounds/", "pk", ("#patrol_round",)),
    ("/patrol/rounds/", "look", ("#patrol_look",)),
    ("/patrol/looks/", "pk", ("#patrol_look",)),
    ("/patrol/wall/", "pk", ("#hall",)),
    ("/patrol/cameras/", "pk", ("#hall_camera",)),
    ("/people/accounts/", "pk", ("#official",)),
    ("/help/", "name", ("handler", "villages")),
    ("/keys/", "pk", (NOBODY,)),
    ("/messages/deadlines/", "key", ("guessed",)),
    ("/pick/", "kind", ("official",)),
    ("/pick/", "field", ("organisation_id",)),
    ("/portal/disclosure/doors/", "door", tuple(str(door) for door in DOORS)),
    ("/portal/disclosure/items/", "pk", ("#disclosure_item",)),
    ("/portal/disclosure/items/", "file", (NOBODY,)),
    ("/portal/disclosure/organisations/", "pk", ("#organisation",)),
    ("/portal/enforcement/", "organ", ("#organisation",)),
    ("/portal/enforcement/decisions/", "case_id", ("#penalty",)),
    ("/portal/<any(", "door", ("bidders", "agencies")),
    ("/portal/<any(bidders, experts, agencies):door>/", "door", ("bidders", "experts", "agencies")),
    ("/portal/agencies/", "pk", (NOBODY,)),
    ("/portal/agencies/", "what", ("marks", "steps")),
    ("/portal/agencies/", "code", ("draft", "answer", "amend")),
    ("/portal/experts/calls/", "pk", (NOBODY,)),
    ("/portal/experts/evaluations/", "pk", (NOBODY,)),
    ("/portal/experts/evaluations/", "bid", (NOBODY,)),
    ("/portal/experts/evaluations/", "place", (0,)),
    ("/portal/intermediaries/", "pk", ("#agency",)),
    ("/portal/intermediaries/", "what", ("renewal", "change", "rating")),
    ("/portal/items/", "power_id", ("#power",)),
    ("/portal/ledgers/", "pk", ("#ledger",)),
    ("/portal/ledgers/entries/", "pk", ("#ledger_entry",)),
    ("/portal/ledgers/entries/", "file", (NOBODY,)),
    ("/portal/open/", "name", ("organisation", "power")),
    ("/portal/open/", "pk", ("#organisation",)),
    ("/portal/penalties/", "item_id", ("#violation_item",)),
    ("/portal/progress/", "action", ("withdraw", "hearing", "rate", "complain")),
    ("/portal/progress/papers/", "code", ("#paper_code",)),
    ("/portal/listings/", "pk", ("#trade_listing",)),
    ("/portal/trades/", "pk", ("#trade_project",)),
    ("/portal/trail/", "county", (350102,)),
    ("/portal/trail/", "place", (1,)),
    ("/portal/trail/", "older", (1,)),
    ("/portal/trail/", "newer", (2,)),
    ("/portal/trail/", "key", ("0123456789abcdef",)),
    ("/portal/verify/", "code", ("#paper_code",)),
    ("/portal/villages/", "code", ("350102001001",)),
    ("/portal/villages/", "period", ("2026-09",)),
    ("/portal/villages/<code>/articles/", "pk", ("#village_article",)),
    ("/portal/villages/<code>/works/", "pk", ("#village_works",)),
    ("/portal/villages/<code>/works/", "file", (NOBODY,)),
    ("/powers/", "pk", ("#power",)),
    ("/powers/orders/", "pk", ("#change_order",)),
    ("/sheets/", "kind", ("official",)),
    ("/supervision/accountability/", "pk", ("#accountability",)),
    ("/supervision/accountability/", "document_id", (NOBODY,)),
    ("/supervision/alerts/", "pk", ("#alert",)),
    ("/supervision/alerts/", "action", tuple(ALERT_ACTS)),
    ("/supervision/follow-ups/", "pk", ("#follow_up",)),
    ("/supervision/own-points/", "pk", ("#own_point",)),
    ("/supervision/own-points/", "action", ("try", "on", "off")),
    ("/supervision/trades/", "pk", ("#trade_project",)),
    ("/supervision/screened/", "pk", ("#screened_trade",)),
    ("/supervision/points/", "code", tuple(POINTS[::40])),
    ("/verify/", "code", ("#paper_code",)),
    ("/trading/accounts/", "pk", ("#trade_account",)),
    ("/trading/accounts/", "code", ("password", "factor", "end")),
    ("/trading/applications/", "pk", ("#trade_application",)),
    ("/trading/applications/", "file", (NOBODY,)),
    ("/trading/applications/", "code", ("admit", "turn-down")),
    ("/trading/expert-applications/", "pk", ("#trade_application",)),
    ("/trading/listings/", "pk", ("#trade_listing",)),
    ("/trading/listings/", "code", tuple(LISTING_FORMS)),
    ("/trading/", "pk", ("#trade_project",)),
    ("/trading/", "code", (*TRADE_FORMS, *TRADE_ACTS)),
    ("/villages/", "pk", ("#village",)),
    ("/villages/<int:pk>/cash/", "step", ("stamp", "check", "book", "publish")),
    ("/villages/<int:pk>/cash/close/", "step", ("count", "hand", "remark", "answer")),
    ("/villages/articles/", "pk", ("#village_article",)),
    ("/villages/articles/", "step", ("submit", "publish", "return", "hide")),
    ("/villages/batches/", "pk", ("#subsidy_batch",)),
    ("/villages/vouchers/", "pk", ("#village_voucher",)),
    ("/villages/vouchers/", "step", ("stamp", "check", "book", "return", "reverse")),
    ("/villages/vouchers/", "file", (NOBODY,)),
    ("/villages/works/", "pk", ("#village_works",)),
    ("/villages/works/", "stage", tuple(str(stage) for stage in WorksStage)),
    ("/villages/works/", "file", (NOBODY,)),
    ("/violations/", "pk", ("#violation_item",)),
    ("/violations/", "action", ("submit", "pass", "back", "publish", "fill", "repeal")),
    ("/violations/documents/", "pk", ("#benchmark",)),
)


TEMPLATES = {
    "/people/rollout/import": "/people/rollout/template.xlsx",
    "/ledgers/definitions/import": "/ledgers/definitions/template.xlsx",
}
"""Doors that take no pasted rows, with the address of a sheet that they take."""


class UnknownError(AssertionError):
    """A route for which nobody has said yet what it can be asked for."""


def kind_of(rule: Rule) -> str:
    """Return the record kind whose generated route this is; empty for a hand-made one."""
    found = re.match(r"/(?:records|api/v1)/(\w+)/", rule.rule)
    return found[1] if found and found[1] in KINDS else ""


def roles_of(kind: RecordKind, rule: Rule, method: str) -> frozenset[Role]:
    """Return the roles that may do with a kind what a generated route does."""
    does = "can_read"
    if method == "DELETE" or "/delete/" in rule.rule:
        does = "can_delete"
    elif method != "GET" or re.search(r"/(?:add|edit)\b", rule.rule):
        does = "can_write"
    return frozenset(role for role, access in kind.access.items() if does in access.permissions)


def shape_of(rule: Rule) -> str:
    """Return an address without the kind in it: what all generated routes of one sort share."""
    return rule.rule.replace(f"/{kind_of(rule)}/", "/<kind>/", 1) if kind_of(rule) else rule.rule


def samples(rule: Rule, argument: str, ids: dict[str, Any]) -> list[Any]:
    """Return what may stand for an argument of a route; UnknownError where nothing is said about it."""
    if argument == "token":
        return [ids.get(rule.rule.split("/<token>")[0], "0" * 32)]
    kind = kind_of(rule)
    if kind and argument == "pk":
        if kind not in ids:
            raise UnknownError(
                f"{rule.rule}: no row of {kind!r} stands in the tests' world; plant one in tests/planted"
            )
        return [ids[kind]]
    told = [(len(start), held) for start, name, held in SAMPLES if name == argument and rule.rule.startswith(start)]
    if not told:
        raise UnknownError(f"{rule.rule}: say in SAMPLES of tests/routes.py what may stand for <{argument}>")
    held = max(told, key=lambda one: one[0])[1]
    missing = [one for one in held if isinstance(one, str) and one.startswith("#") and one[1:] not in ids]
    if missing:
        raise UnknownError(f"{rule.rule}: no row {missing[0]} stands in the tests' world; plant one in tests/planted")
    return [ids[one[1:]] if isinstance(one, str) and one.startswith("#") else one for one in held]


def addresses(rule: Rule, ids: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the arguments with which a route is asked: each sample of each argument once, at least."""
    held = {argument: samples(rule, argument, ids) for argument in sorted(rule.arguments)}
    most = max((len(values) for values in held.values()), default=1)
    return [{name: values[turn % len(values)] for name, values in held.items()} for turn in range(most)]


def path_of(path: str, arguments: dict[str, Any]) -> str:
    """Return the address of a route, ``rule.rule``, with these arguments, written as they are."""
    for name, value in arguments.items():
        path = re.sub(rf"<(?:[^<>]*:)?{name}>", lambda _found, text=str(value): text, path)  # type: ignore[misc]
    return path


def paths(site: Flask, ids: dict[str, Any], method: str) -> Iterator[tuple[Rule, str]]:
    """Yield every route of the inner net that takes a method, each with every address that it can be asked for."""
    for rule in site.url_map.iter_rules():
        admission = admission_of(site, rule.endpoint)
        if method not in (rule.methods or ()) or admission is None or admission.public:
            continue
        for arguments in addresses(rule, ids):
            yield rule, path_of(rule.rule, arguments)


def first_rows(session: Session, county: int) -> dict[str, Any]:
    """Return the key of one row of every record kind that has one, in the county where rows belong to one."""
    found = {}
    for name, kind in KINDS.items():
        key = inspect(kind.model).primary_key[0]
        asked = select(key).order_by(key).limit(1)
        row = session.scalar(asked.where(kind.model.county == county)) if hasattr(kind.model, "county") else None
        row = row or session.scalar(asked)
        if row is not None:
            found[name] = row
    return found


READ_NAME = re.compile(
    r"(?:args|form|values|files)(?:\.get|\.getlist)?[(\[]\s*\"([\w-]+)\"|\bfield\(\"([\w-]+)\"|name=\"([\w-]+)\""
)


def names_read(site: Flask, rule: Rule) -> list[str]:
    """Return the names of fields and parameters that the module of a view reads, and those of the kind's own fields."""
    view = site.view_functions[rule.endpoint]
    module = getmodule(getattr(view, "__func__", view))
    text = getsource(module) if module and module.__name__.startswith("app.") else ""
    found = {name for names in READ_NAME.findall(text) for name in names if name}
    kind = kind_of(rule)
    if kind:
        found |= {one.name for one in KINDS[kind].fields} | {"q", "order", "after", "before", "size", "edition"}
    return sorted(found - {"csrf_token"})
