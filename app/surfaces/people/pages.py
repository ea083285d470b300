"""Screens of the county administrator: accounts, roles, handing over."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.kernel.act import Act
from app.kernel.errors import Incomplete, Refused
from app.kernel.flows.models import StepVisit
from app.kernel.places import Official, Post, PostHolder
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts import operations as accounts
from app.surfaces.accounts.models import Account, Supervised
from app.surfaces.accounts.passwords import first_password
from app.surfaces.accounts.providers.identities import connections
from app.surfaces.accounts.supervising import ask, needs_consent
from app.surfaces.acts import acting, current_actor, session, today
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.people import consents, operations
from app.surfaces.platform import platform
from app.surfaces.records.showing import timeline

PAGES = Blueprint("people", __name__, url_prefix="/people")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)

SUPERVISED = frozenset(what.value for what in Supervised)
PAGE = 50
"""People on one page."""

Answer = str | Response | tuple[str, int]


@PAGES.get("/accounts/")
@allowed(*ADMINS)
def accounts_list() -> str:
    """Find a person of the region, with posts, roles and account; 50 a page."""
    scope, text = current_actor().scope, request.args.get("q", "").strip()[:40]
    statement = (
        select(Official, Account)
        .outerjoin(Account, Account.official_id == Official.id)
        .where(scope.where(Official.county, Official.organisation_id))
        .order_by(Official.organisation_id, Official.id)
        .options(joinedload(Official.organisation))
        .limit(PAGE)
    )
    if text:
        statement = statement.where(Official.name.contains(text, autoescape=True))
    last = session().get(Official, request.args.get("after", 0, type=int))
    if last is not None and scope.holds(last.county, last.organisation_id):
        here = (last.organisation_id, last.id)
        statement = statement.where(tuple_(Official.organisation_id, Official.id) > here)
    found = session().execute(statement).all()
    posts = _posts_of([official.id for official, _account in found])
    rows = [
        {
            "official": official,
            "account": account,
            "roles": "、".join(_roles(account)),
            "posts": "、".join(posts.get(official.id, ())),
        }
        for official, account in found
    ]
    following = url_for(".accounts_list", q=text or None, after=found[-1][0].id) if len(found) == PAGE else None
    return render_template("people/accounts.html", rows=rows, search=text, next_url=following)


def _posts_of(ids: list[int]) -> dict[int, list[str]]:
    """Return the names of the posts that officials hold today."""
    day = today()
    held = (
        select(PostHolder.official_id, Post.name)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            PostHolder.official_id.in_(ids),
            PostHolder.from_on <= day,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= day),
        )
        .order_by(Post.name)
    )
    posts: dict[int, list[str]] = {}
    for pk, name in session().execute(held):
        posts.setdefault(pk, []).append(name)
    return posts


def _roles(account: Account | None) -> list[str]:
    held = {role.name for role in account.user.roles} if account else set()
    return [translate(role) for role in Role if role.value in held]


@PAGES.route("/accounts/<int:pk>", methods=["GET", "POST"])
@allowed(*ADMINS)
def account(pk: int) -> Answer:
    """Show one person's account; give and withdraw roles, unlock, reset, hand over, end the service."""
    errors: dict[str, str] = {}
    password = ""
    if request.method == "POST":
        try:
            with acting() as act:
                official = operations.official_in_scope(act, pk)
                told, password = _carry_out(act, official)
            flash(translate(told), "success")
            if not password:
                return redirect(url_for(".account", pk=pk))  # type: ignore[return-value]
        except Refused as fault:
            errors["form"] = translate_refusal(fault)
    with acting() as act:
        official = operations.official_in_scope(act, pk)
    held = session().scalar(select(Account).where(Account.official_id == pk))
    body = render_template(
        "people/account.html",
        official=official,
        account=held,
        connected=connections(session(), held.user_id) if held else [],
        roles=_roles_of(held),
        colleagues=_colleagues(official),
        posts=_posts(official),
        open_work=_open_work(official),
        password=password,
        errors=errors,
        trail=timeline("official", official.id),
        values=request.form,
    )
    return (body, 422) if errors else body


def _roles_of(account: Account | None) -> list[dict[str, Any]]:
    """Return the roles that may be given here, and those that are held, each with what may be done about it."""
    actor = current_actor()
    held = {role.name for role in account.user.roles} if account else set()
    own = account is not None and account.official_id == actor.official_id
    grantable = frozenset() if own else accounts.may_grant(actor)
    return [
        {"role": role, "held": role.value in held, "open": role in grantable}
        for role in Role
        if role in grantable or role.value in held
    ]


def _carry_out(act: Act, official: Official) -> tuple[str, str]:
    """Carry out one action on an account; returns what to say, and a first password to show, if there is one.

    What no administrator decides alone is asked for instead.
    """
    form = request.form
    action = form.get("action", "")
    role = _named_role(form.get("role", "")) if action in ("grant", "withdraw") else None
    if action in SUPERVISED and needs_consent(act, official, role):
        ask(act, official, Supervised(action), role)
        return N_("Asked. An inspector, an auditor or the city administrator must agree; then it is done."), ""
    password = ""
    if action == "create":
        password = first_password()
        accounts.create_account(act, official, form.get("username", ""), password, set())
    elif action == "reset":
        password = first_password()
        accounts.reset_password(act, official, password)
    elif role is not None:
        (accounts.grant_role if action == "grant" else accounts.withdraw_role)(act, official, role)
    elif action == "unlock":
        accounts.unlock_account(act, official)
    elif action == "second_factor":
        accounts.reset_second_factor(act, official)
    elif action == "disable":
        accounts.disable_account(act, official)
    elif action == "enable":
        accounts.enable_account(act, official)
    elif action == "hand_over":
        successor = operations.official_in_scope(act, form.get("successor", 0, type=int))
        passed_on = [handover for domain in platform().domains for handover in domain.handovers]
        operations.hand_over(act, official, successor, passed_on, with_posts=form.get("posts") == "1")
    elif action == "leave":
        operations.leave_service(act, official, act.on)
    else:
        raise Incomplete(N_("There is no such action."))
    return N_("Done."), password


def _named_role(name: str) -> Role:
    """Return the role of a form; Incomplete for a name that is none."""
    found = next((role for role in Role if role.value == name), None)
    if found is None:
        raise Incomplete(N_("There is no such role. Choose one of the list."))
    return found


@PAGES.route("/consents/", methods=["GET", "POST"])
@allowed(Role.INSPECTOR, Role.AUDITOR, *ADMINS)
def waiting() -> Answer:
    """Show what waits for a second person; agree or decline."""
    errors: dict[str, str] = {}
    password = ""
    if request.method == "POST":
        pk = request.form.get("consent", 0, type=int)
        try:
            with acting() as act:
                if request.form.get("answer") == "agree":
                    password = consents.agree(act, pk)
                else:
                    consents.decline(act, pk)
            flash(translate(N_("Done.")), "success")
        except Refused as fault:
            errors["form"] = translate_refusal(fault)
    actor = current_actor()
    body = render_template(
        "people/consents.html",
        rows=consents.open_consents(session(), actor),
        errors=errors,
        password=password,
        me_id=actor.official_id,
        answers=bool(consents.AGREEING & actor.roles),
    )
    return (body, 422) if errors else body


def _colleagues(official: Official) -> list[Official]:
    statement = select(Official).where(
        Official.organisation_id == official.organisation_id, Official.id != official.id, Official.left_on.is_(None)
    )
    return list(session().scalars(statement.order_by(Official.name).limit(200)))


def _posts(official: Official) -> list[tuple[str, PostHolder]]:
    statement = (
        select(Post.name, PostHolder)
        .join(PostHolder, PostHolder.post_id == Post.id)
        .where(PostHolder.official_id == official.id)
        .order_by(PostHolder.from_on.desc())
    )
    return [(row[0], row[1]) for row in session().execute(statement)]


def _open_work(official: Official) -> int:
    statement = select(StepVisit.id).where(StepVisit.official_id == official.id, StepVisit.closed_at.is_(None))
    return len(session().scalars(statement).all())
