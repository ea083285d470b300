"""Points about accounts: who watches is not chosen, removed or impersonated by whom he watches."""

from datetime import datetime
from functools import partial
from typing import Any

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import assoc_user_role
from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.db import UtcDateTime
from app.kernel.places import Official, Post, PostHolder
from app.kernel.points import Findings, Limits, Nature, Point, Severity, findings
from app.kernel.roles import DUTY_ROLES, INCOMPATIBLE, Role
from app.kernel.words import N_
from app.surfaces.accounts.models import Account, Consent, Supervised

HELD, OTHER, OTHER_LINK = aliased(RoleRow), aliased(RoleRow), aliased(assoc_user_role)
ROLES = (Supervised.GRANT.value, Supervised.WITHDRAW.value)


def _excluded(role: Role, on: Any) -> ColumnElement[bool]:
    """Hold where a user with a role has another that it excludes, or a post with the work of one."""
    others = INCOMPATIBLE[role]
    duties = [duty.value for duty, of_duty in DUTY_ROLES.items() if of_duty in others]
    roles = (
        select(OTHER.id)
        .join(OTHER_LINK, OTHER_LINK.c.role_id == OTHER.id)
        .where(OTHER_LINK.c.user_id == Account.user_id, OTHER.name.in_(sorted(each.value for each in others)))
    )
    posts = (
        select(PostHolder.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            PostHolder.official_id == Account.official_id,
            Post.duty.in_(duties),
            PostHolder.from_on <= on,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= on),
        )
    )
    return and_(HELD.name == role.value, or_(roles.correlate(Account).exists(), posts.correlate(Account).exists()))


def _roles_clash(now: datetime, limits: Limits) -> Findings:
    """Find people who watch or review and at the same time act."""
    on = local_day(now)
    return (
        findings(
            kind=Official.kind,
            subject=Official.id,
            county=Official.county,
            organisation=Official.organisation_id,
            official=Official.id,
            moment=literal(now, UtcDateTime),
            episode=HELD.name,
            fact=N_("Watches or reviews, and acts at the same time"),
            role=HELD.name,
        )
        .select_from(Account)
        .join(Official, Official.id == Account.official_id)
        .join(assoc_user_role, assoc_user_role.c.user_id == Account.user_id)
        .join(HELD, HELD.id == assoc_user_role.c.role_id)
        .where(or_(*(_excluded(role, on) for role in sorted(INCOMPATIBLE))))
    )


def _alone(fact: str, what: ColumnElement[bool], now: datetime, limits: Limits) -> Findings:
    """Find acts on accounts of those who supervise that one administrator of their own level did alone."""
    return (
        findings(
            kind=Official.kind,
            subject=Official.id,
            county=Consent.county,
            organisation=Official.organisation_id,
            official=Consent.asked_by,
            moment=Consent.done_at,
            episode=Consent.id,
            fact=fact,
            what=Consent.what,
            role=Consent.role,
        )
        .select_from(Consent)
        .join(Official, Official.id == Consent.official_id)
        .where(what, Consent.done_at.is_not(None), Consent.agreed_by.is_(None), Consent.above.is_(False))
    )


def _holdings(fact: str, condition: ColumnElement[bool]) -> Findings:
    return (
        findings(
            kind=Official.kind,
            subject=Official.id,
            county=PostHolder.county,
            organisation=Post.organisation_id,
            official=PostHolder.entered_by,
            moment=PostHolder.entered_at,
            episode=PostHolder.id,
            fact=fact,
            post=Post.name,
            from_on=PostHolder.from_on,
        )
        .select_from(PostHolder)
        .join(Post, Post.id == PostHolder.post_id)
        .join(Official, Official.id == PostHolder.official_id)
        .where(PostHolder.entered_by.is_not(None), condition)
    )


def _post_self(now: datetime, limits: Limits) -> Findings:
    """Find people who appointed themselves."""
    return _holdings(N_("Appointed himself to a post"), PostHolder.entered_by == PostHolder.official_id)


def _post_backdated(now: datetime, limits: Limits) -> Findings:
    """Find appointments that begin before the day on which they were written."""
    return _holdings(N_("An appointment was dated back"), PostHolder.from_on < PostHolder.entered_on)


AUDIT = N_("GB/T 22239-2019, 8.1.5 (administration and audit are separate)")
DONE = frozenset(
    {
        "role.granted",
        "role.withdrawn",
        "password.reset",
        "second_factor.reset",
        "account.disabled",
        "account.enabled",
        "account.agreed",
    }
)
WRITTEN = frozenset({"official.appointed", "official.left"})
"""The nightly sweep finds what was written past the operations."""

ACCOUNT_POINTS = (
    Point(
        code="PR.roles_clash",
        title=N_("Watches and acts at the same time"),
        basis=N_("Administrative Penalty Law, art. 58; GB/T 22239-2019, 8.1.5"),
        severity=Severity.RED,
        wakes_on=frozenset({"role.granted", "role.withdrawn", "official.appointed", "official.left"}),
        find=_roles_clash,
        explanation=N_(
            "An inspector, auditor or legal reviewer has a role or a post with the work that he checks. The "
            "screens refuse this, so ask how it came about, and withdraw one of the two."
        ),
        honest=N_(
            "A handler becomes an inspector: his role is withdrawn and his post ends before the new role is given."
        ),
    ),
    Point(
        code="PR.role_alone",
        title=N_("A supervising role was changed by one alone"),
        basis=AUDIT,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        wakes_on=DONE,
        find=partial(_alone, N_("One person alone gave or withdrew a supervising role"), Consent.what.in_(ROLES)),
        explanation=N_(
            "Whoever is watched must not choose who watches. Somebody gave or withdrew a supervising role on "
            "his own level without a second person. Ask both, then agree on the page “Second person”, or "
            "have it undone."
        ),
        honest=N_("An administrator asks for a supervising role, and an inspector or auditor of the place agrees."),
    ),
    Point(
        code="PR.account_alone",
        title=N_("An account that supervises was reset by one alone"),
        basis=AUDIT,
        severity=Severity.RED,
        nature=Nature.LEAD,
        wakes_on=DONE,
        find=partial(
            _alone,
            N_("One person alone reset or switched the account of somebody who supervises"),
            Consent.what.not_in(ROLES),
        ),
        explanation=N_(
            "Whoever resets the password and the second factor of an inspector can log in as the inspector. "
            "Ask the inspector at once whether he wanted it, and look at the log-ins that followed; then agree "
            "on the page “Second person”, or have the account reset by the level above."
        ),
        honest=N_("An inspector has lost his phone: the administrator asks, and a colleague agrees after a call."),
    ),
    Point(
        code="PR.post_self",
        title=N_("Appointed himself"),
        basis=N_("Civil Servants Law, art. 76 (recusal in one's own matter)"),
        severity=Severity.RED,
        wakes_on=WRITTEN,
        find=_post_self,
        verified=False,
        explanation=N_(
            "Somebody wrote his own appointment to a post, and with it the duty to decide. The screens refuse "
            "this, so ask how it came about, and look at what he has decided since."
        ),
        honest=N_("An administrator appoints a colleague from today on."),
    ),
    Point(
        code="PR.post_backdated",
        title=N_("Appointment dated back"),
        basis=N_("A duty holds from the day on which it is written"),
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        wakes_on=WRITTEN,
        find=_post_backdated,
        explanation=N_(
            "An appointment was written with a first day in the past, so that acts of those days look as if "
            "the duty had been there. Compare it with the document of appointment."
        ),
        honest=N_("An appointment is written on its first day or before; those of years ago come with the import."),
    ),
)
