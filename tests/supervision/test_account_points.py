"""Roles apart and two persons: what is refused, and each point fires, stays calm, ceases, and spares the honest."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.places import Official, Post, PostHolder
from app.kernel.points import POINTS
from app.kernel.roles import INCOMPATIBLE, Duty, Role, clashing
from app.supervision.models import Alert
from app.supervision.points.accounts import ACCOUNT_POINTS
from app.supervision.scanning import sweep
from app.surfaces.accounts import operations as accounts
from app.surfaces.accounts.models import Account, Consent, Supervised
from app.surfaces.accounts.supervising import NeedsConsent, ask
from app.surfaces.people import consents
from app.surfaces.people.operations import appoint, hand_over, leave_service
from app.surfaces.people.records import OFFICIAL, POST, POST_HOLDER
from app.surfaces.records.writing import add_record, edit_record
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.web import build_accounts
from tests.world import World

register_points()
Acting = Callable[..., Act]
TODAY = date(2026, 9, 21)
DAY = timedelta(days=1)


class House:
    """The small world with accounts, and short ways to act in it."""

    def __init__(self, session: Session, world: World, acting_as: Acting) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        acting_as()
        session.add_all(RoleRow(name=role.value) for role in Role)
        session.flush()
        build_accounts(session, NOW)

    def roles(self, short: str) -> set[str]:
        """Return the roles of an account."""
        official = self.world.official(short)
        account = self.session.scalars(select(Account).where(Account.official_id == official.id)).one()
        return {role.name for role in account.user.roles}

    def post(self, duty: Duty) -> Post:
        """Return the post of the urban bureau with a duty."""
        return self.session.scalars(
            select(Post).where(Post.duty == duty, Post.organisation_id == self.world.organisation("gulou-urban").id)
        ).first()  # type: ignore[return-value]

    def ask(self, what: Supervised, short: str, role: Role | None = None, by: str = "county_admin") -> Consent:
        """Ask for consent."""
        return ask(self.acting_as(by), self.world.official(short), what, role)

    def alerts(self, code: str) -> list[str]:
        """Sweep and return the open alerts of a point."""
        self.session.flush()
        sweep(self.acting_as(None, NOW), [POINTS.points[code]])
        self.session.expire_all()
        found = select(Alert.text).where(Alert.point == code, Alert.ceased_at.is_(None))
        return list(self.session.scalars(found))


@pytest.fixture
def house(session: Session, world: World, acting_as: Acting) -> House:
    return House(session, world, acting_as)


# What is refused.


def test_the_table_of_roles_holds_both_ways() -> None:
    for role, others in INCOMPATIBLE.items():
        for other in others:
            assert clashing({role}, other) == role
            assert clashing({other}, role) == other
    assert clashing({Role.HANDLER, Role.SECTION_HEAD}, Role.ORGAN_HEAD) is None
    assert clashing({Role.LEGAL_REVIEWER}, Role.SECTION_HEAD) is None


@pytest.mark.parametrize(
    ("short", "role"),
    [
        ("county_admin", Role.INSPECTOR),
        ("handler", Role.INSPECTOR),
        ("town_clerk", Role.AUDITOR),
        ("enforcement_officer", Role.LEGAL_REVIEWER),
        ("inspector", Role.HANDLER),
        ("auditor", Role.COUNTY_ADMIN),
    ],
)
def test_roles_that_exclude_each_other_are_given_by_nobody(house: House, short: str, role: Role) -> None:
    with pytest.raises(NotAllowed, match="exclude each other"):
        accounts.grant_role(house.acting_as("city_admin"), house.world.official(short), role)
    assert role.value not in house.roles(short)


def test_a_post_counts_as_the_role_whose_work_it_is(house: House) -> None:
    act, handler = house.acting_as("city_admin"), house.world.official("handler")
    accounts.withdraw_role(act, handler, Role.HANDLER)
    with pytest.raises(NotAllowed, match="exclude each other"):
        accounts.grant_role(act, handler, Role.INSPECTOR)
    with pytest.raises(NotAllowed, match="exclude each other"):
        appoint(act, house.world.official("inspector"), house.post(Duty.HANDLER).id, TODAY)


@pytest.mark.parametrize("what", ["grant", "withdraw", "reset", "second_factor", "disable", "leave"])
def test_a_county_administrator_alone_does_nothing_to_those_who_supervise(house: House, what: str) -> None:
    act, inspector = house.acting_as("county_admin"), house.world.official("inspector")
    tries: dict[str, Callable[[], Any]] = {
        "grant": lambda: accounts.grant_role(act, house.world.official("leader"), Role.AUDITOR),
        "withdraw": lambda: accounts.withdraw_role(act, inspector, Role.INSPECTOR),
        "reset": lambda: accounts.reset_password(act, inspector, "Right-Horse-78"),
        "second_factor": lambda: accounts.reset_second_factor(act, inspector),
        "disable": lambda: accounts.disable_account(act, inspector),
        "leave": lambda: leave_service(act, inspector, TODAY),
    }
    with pytest.raises(NeedsConsent):
        tries[what]()


def test_a_new_account_brings_no_supervising_role_along(house: House) -> None:
    act = house.acting_as("county_admin")
    home = house.world.organisation("gulou-inspection")
    clerk = Official(county=350102, name="假监", organisation_id=home.id)
    house.session.add(clerk)
    house.session.flush()
    with pytest.raises(NeedsConsent):
        accounts.create_account(act, clerk, "puppet", "Right-Horse-77", {Role.INSPECTOR})


def test_what_was_asked_is_done_when_a_second_person_agrees(house: House) -> None:
    granted = house.ask(Supervised.GRANT, "leader", Role.AUDITOR)
    assert house.ask(Supervised.GRANT, "leader", Role.AUDITOR) is granted
    consents.agree(house.acting_as("inspector"), granted.id)
    assert house.roles("leader") == {"leader", "auditor"}
    reset = house.ask(Supervised.PASSWORD, "inspector")
    assert len(consents.agree(house.acting_as("second_inspector"), reset.id)) >= 10
    gone = house.ask(Supervised.LEAVE, "second_inspector")
    consents.agree(house.acting_as("city_admin"), gone.id)
    assert house.world.official("second_inspector").left_on == TODAY


@pytest.mark.parametrize("by", ["county_admin", "inspector", "handler", "other_inspector", "other_county_admin"])
def test_who_asked_whom_it_concerns_and_outsiders_do_not_agree(house: House, by: str) -> None:
    asked = house.ask(Supervised.SECOND_FACTOR, "inspector")
    with pytest.raises(Exception, match=r"second person|role that this needs|no such question"):
        consents.agree(house.acting_as(by), asked.id)
    assert asked.done_at is None


def test_an_answer_is_given_once(house: House) -> None:
    asked = house.ask(Supervised.DISABLE, "inspector")
    consents.decline(house.acting_as("auditor"), asked.id)
    with pytest.raises(Conflict, match="answered already"):
        consents.agree(house.acting_as("auditor"), asked.id)
    assert consents.open_consents(house.session, house.world.actor("auditor", NOW)) == []


def test_nobody_appoints_himself_or_dates_back_by_any_door(house: House) -> None:
    act = house.acting_as("county_admin")
    me, other, post = (
        house.world.official("county_admin"),
        house.world.official("leader"),
        house.post(Duty.ORGAN_HEAD),
    )
    for official, first, why in ((me, TODAY, "himself"), (other, TODAY - DAY, "today or later")):
        with pytest.raises((NotAllowed, Incomplete), match=why):
            appoint(act, official, post.id, first)
        sent = {"post_id": post.id, "official_id": official.id, "from_on": first, "to_on": None, "deputy": False}
        with pytest.raises((NotAllowed, Incomplete), match=why):
            add_record(act, POST_HOLDER, sent)
    with pytest.raises(NotAllowed, match="himself"):
        hand_over(act, house.world.official("organ_head"), me, [], with_posts=True)


def test_a_post_that_somebody_holds_keeps_its_duty_and_an_appointment_its_days(house: House) -> None:
    act, post = house.acting_as("county_admin"), house.post(Duty.HANDLER)
    with pytest.raises(NotAllowed, match="Somebody holds this post"):
        edit_record(act, POST, post, {"duty": "organ_head"})
    house.session.refresh(post)
    holding = house.session.scalars(select(PostHolder).where(PostHolder.post_id == post.id)).first()
    assert holding is not None
    with pytest.raises(NotAllowed, match="not rewritten"):
        edit_record(act, POST_HOLDER, holding, {"from_on": date(2019, 1, 1)})
    house.session.refresh(holding)
    with pytest.raises(Incomplete, match="last day"):
        edit_record(act, POST_HOLDER, holding, {"to_on": TODAY - DAY})
    house.session.refresh(holding)
    edit_record(act, POST_HOLDER, holding, {"to_on": TODAY})
    assert holding.to_on == TODAY


def test_an_inspector_is_not_sent_away_by_changing_a_field(house: House) -> None:
    act, inspector = house.acting_as("county_admin"), house.world.official("inspector")
    with pytest.raises(NotAllowed, match="supervises"):
        edit_record(act, OFFICIAL, inspector, {"left_on": TODAY})
    house.session.refresh(inspector)
    edit_record(act, OFFICIAL, inspector, {"phone": "13800000001"})
    assert inspector.phone == "13800000001"


# The points.


def _give(house: House, short: str, role: Role) -> None:
    """Give a role behind the operations, as somebody with the database would."""
    official = house.world.official(short)
    user = house.session.scalars(select(Account).where(Account.official_id == official.id)).one().user
    user.roles.append(house.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one())
    house.session.flush()


def _hold(house: House, short: str, duty: Duty, **values: Any) -> PostHolder:
    post = house.post(duty)
    row = PostHolder(
        county=350102,
        post_id=post.id,
        official_id=house.world.official(short).id,
        **(
            {
                "from_on": TODAY,
                "entered_by": house.world.official("county_admin").id,
                "entered_at": NOW,
                "entered_on": TODAY,
            }
            | values
        ),
    )
    house.session.add(row)
    house.session.flush()
    return row


def test_two_roles_that_exclude_each_other_are_an_alert_until_one_goes(house: House) -> None:
    assert house.alerts("PR.roles_clash") == []
    _give(house, "handler", Role.INSPECTOR)
    assert len(house.alerts("PR.roles_clash")) == 1
    accounts.withdraw_role(house.acting_as(), house.world.official("handler"), Role.INSPECTOR)
    assert len(house.alerts("PR.roles_clash")) == 0


def test_a_post_beside_a_supervising_role_is_an_alert_until_it_ends(house: House) -> None:
    held = _hold(house, "inspector", Duty.HANDLER)
    assert len(house.alerts("PR.roles_clash")) == 1
    held.from_on, held.to_on = TODAY - 9 * DAY, TODAY - DAY
    assert house.alerts("PR.roles_clash") == []


def become_inspector(house: House) -> None:
    """Let a handler become an inspector: his role is withdrawn and his post has ended before."""
    act, leaving = house.acting_as("city_admin"), house.world.official("second_handler")
    holding = house.session.scalars(select(PostHolder).where(PostHolder.official_id == leaving.id)).one()
    accounts.withdraw_role(act, leaving, Role.HANDLER)
    holding.to_on = TODAY - DAY
    house.session.flush()
    accounts.grant_role(act, leaving, Role.INSPECTOR)


def test_a_clerk_who_becomes_inspector_the_honest_way_is_no_alert(house: House) -> None:
    become_inspector(house)
    assert house.roles("second_handler") == {"inspector"}
    for point in ACCOUNT_POINTS:
        assert house.alerts(point.code) == [], point.code


ALONE = [
    ("PR.role_alone", lambda act, one: accounts.grant_role(act, one, Role.AUDITOR)),
    ("PR.account_alone", accounts.reset_second_factor),
]


@pytest.mark.parametrize(("code", "does"), ALONE, ids=[code for code, _does in ALONE])
def test_what_one_alone_did_is_an_alert_until_a_second_person_agrees(
    house: House, code: str, does: Callable[[Act, Official], None]
) -> None:
    """Nobody watches in the city's own organs yet: the city may begin alone, and is asked about it."""
    one = Official(county=350100, name="市审", organisation_id=house.world.organisation("city").id)
    house.session.add(one)
    house.session.flush()
    first = {Role.AUDITOR} if code == "PR.account_alone" else set()
    accounts.create_account(house.acting_as(), one, "city_auditor", "Right-Horse-77", first)
    assert house.alerts(code) == []
    does(house.acting_as("city_admin"), one)
    assert len(house.alerts(code)) == 1
    second = Official(county=350100, name="市监", organisation_id=house.world.organisation("city").id)
    house.session.add(second)
    house.session.flush()
    accounts.create_account(house.acting_as(), second, "city_inspector", "Right-Horse-77", {Role.INSPECTOR})
    consent = house.session.scalars(select(Consent)).one()
    act = house.acting_as("inspector")
    actor = _actor_of(house, second)
    consents.agree(Act(act.session, actor, NOW, act.channel, 350100), consent.id)
    assert house.alerts(code) == []


def _actor_of(house: House, official: Official) -> Any:
    from dataclasses import replace

    from app.kernel.places import scope_of

    roles = frozenset({Role.INSPECTOR})
    return replace(
        house.world.actor("inspector", NOW),
        official_id=official.id,
        county=official.county,
        roles=roles,
        scope=scope_of(house.session, roles, official.organisation),
    )


def two_persons(house: House) -> None:
    """Give a supervising role and reset an inspector's second factor, each with a second person's consent."""
    consents.agree(house.acting_as("inspector"), house.ask(Supervised.GRANT, "leader", Role.AUDITOR).id)
    consents.agree(house.acting_as("auditor"), house.ask(Supervised.SECOND_FACTOR, "inspector").id)


@pytest.mark.parametrize("code", ["PR.role_alone", "PR.account_alone"])
def test_two_persons_and_the_level_above_are_no_alert(house: House, code: str) -> None:
    two_persons(house)
    accounts.withdraw_role(house.acting_as("city_admin"), house.world.official("leader"), Role.AUDITOR)
    accounts.reset_password(house.acting_as("city_admin"), house.world.official("inspector"), "Right-Horse-78")
    accounts.reset_second_factor(house.acting_as("county_admin"), house.world.official("handler"))
    house.ask(Supervised.DISABLE, "inspector")
    assert house.alerts(code) == []


POSTS = [
    ("PR.post_self", {"entered_by": None}, {}),
    ("PR.post_backdated", {"from_on": TODAY - DAY}, {"from_on": TODAY}),
]


@pytest.mark.parametrize(("code", "wrong", "right"), POSTS, ids=[code for code, *_ in POSTS])
def test_an_appointment_that_must_not_be_is_an_alert_until_it_is_removed(
    house: House, code: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    _hold(house, "leader", Duty.SECTION_HEAD, **right)
    assert house.alerts(code) == []
    if code == "PR.post_self":
        wrong = {"entered_by": house.world.official("leader").id}
    row = _hold(house, "leader", Duty.ORGAN_HEAD, **wrong)
    assert len(house.alerts(code)) == 1
    house.session.delete(row)
    assert house.alerts(code) == []


@pytest.mark.parametrize("code", ["PR.post_self", "PR.post_backdated"])
def test_appointments_of_today_and_of_tomorrow_are_no_alert(house: House, code: str) -> None:
    appoint_honestly(house)
    assert house.alerts(code) == []


def appoint_honestly(house: House) -> None:
    """Appoint somebody from today on, as a deputy from tomorrow on, and by an import years ago."""
    act, leader = house.acting_as("county_admin"), house.world.official("leader")
    appoint(act, leader, house.post(Duty.SECTION_HEAD).id, TODAY)
    sent = {
        "post_id": house.post(Duty.ORGAN_HEAD).id,
        "official_id": leader.id,
        "from_on": TODAY + DAY,
        "to_on": None,
        "deputy": True,
    }
    add_record(act, POST_HOLDER, sent)
    appoint(house.acting_as(), leader, house.post(Duty.WINDOW).id, date(2020, 1, 1))
