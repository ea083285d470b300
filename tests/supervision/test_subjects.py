"""Every point leads to what it is about: a name, a page that opens, and somebody who can explain."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.disclosure.operations import ask, request_disclosure
from app.disclosure.points import DISCLOSURE_POINTS
from app.domains import DOMAINS
from app.kernel.act import Act, Actor, Channel
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.kernel.points import POINTS, Point, part
from app.kernel.subjects import SUBJECTS
from app.ledgers.models import LedgerDuty
from app.ledgers.points import LEDGER_POINTS
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from tests.approvals.test_points import SCENARIOS as APPROVALS
from tests.conftest import NOW
from tests.disclosure.samples import Street
from tests.disclosure.samples import at as on_day
from tests.exchange.scenarios import SCENARIOS as EXCHANGE
from tests.exchange.scenarios import Exchanges
from tests.funds.building import Book
from tests.funds.every import SCENARIOS as PAYEES
from tests.intermediaries.building import AgencyBuilder
from tests.intermediaries.test_points import SCENARIOS as INTERMEDIARIES
from tests.ledgers.samples import make_ledger
from tests.parties.building import company
from tests.patrol.building import Halls
from tests.patrol.scenarios import SCENARIOS as PATROL
from tests.penalties.building import PenaltyBuilder
from tests.penalties.test_points import SCENARIOS as PENALTIES
from tests.supervision.building import Builder
from tests.supervision.test_conflicts import SCENARIOS as CONFLICTS
from tests.supervision.test_process_points import SCENARIOS as PROCESS
from tests.trading.course import Trades
from tests.trading.market import Market
from tests.trading.panels import Panels
from tests.trading.scenarios import SCENARIOS as TRADING
from tests.trading.test_network import SCENARIOS as MARKETS
from tests.trading.test_pairings import SCENARIOS as PANELS
from tests.villages.building import VillageBuilder
from tests.villages.test_points_cash import SCENARIOS as CASH
from tests.villages.test_points_registers import SCENARIOS as REGISTERS
from tests.villages.test_subsidies import SCENARIOS as SUBSIDIES
from tests.web import form_token
from tests.world import World


def ledger(_session: Session, world: World, make: Callable[..., Act]) -> Book:
    """Open a ledger into which bodies pay."""
    return Book(make(), world)


def pay_in_parts(book: Book) -> None:
    firm = company(book.act)
    for days_ago in (9, 5):
        book.pay(book.body, firm, 290_000, days_ago)
    book.look()


def get_back(book: Book) -> None:
    firm, other = company(book.act), company(book.act)
    book.pay(book.body, firm, 200_000, 40)
    book.pay(firm, other, 195_000, 30)
    book.pay(other, book.body, 190_000, 20, "退款")
    book.look()


FUNDS = {"F04.split": SimpleNamespace(fires=pay_in_parts), "F05.round_trip": SimpleNamespace(fires=get_back), **PAYEES}
TOLD: tuple[tuple[dict[str, Any], Any], ...] = (
    (APPROVALS, Builder),
    (PENALTIES, PenaltyBuilder),
    (INTERMEDIARIES, AgencyBuilder),
    (CASH, VillageBuilder),
    (REGISTERS, VillageBuilder),
    (SUBSIDIES, VillageBuilder),
    (TRADING, Trades),
    (PATROL, Halls),
    (EXCHANGE, Exchanges),
    (PROCESS, Builder),
    (CONFLICTS, PenaltyBuilder),
    (FUNDS, ledger),
    (MARKETS, Market),
    (PANELS, Panels),
)
EXPLAINERS = {
    "gulou-urban": "organ_head",
    "gulou-health": "section_head",
    "zhongshan": "village_clerk",
    "gudong": "town_clerk",
    "gulou": "county_admin",
    "city": "city_admin",
    "gulou-inspection": "second_inspector",
}
"""Who explains for an organisation of the small world; a section head of the bureau moves to the office of health."""


def kind_of(point: Point) -> str:
    """Return the word of what a point is about."""
    found = point.find(NOW, {**point.defaults, "days_ago": NOW, "minutes_ago": NOW})
    return str(getattr(part(found, "subject_kind"), "value", ""))


def test_every_point_is_about_a_subject_that_its_domain_names(site: Flask) -> None:
    declared = {kind.word for domain in DOMAINS for kind in domain.subjects}
    groups = {code for domain in DOMAINS for code in domain.groups}
    for domain in DOMAINS:
        for point in domain.points:
            kind = SUBJECTS.get(kind_of(point))
            assert kind is not None and kind.word in declared and kind.accused, point.code
            assert point.group in groups, point.code


def test_every_subject_that_alerts_name_has_a_page(site: Flask) -> None:
    for kind in SUBJECTS:
        if kind.accused and kind.page:
            assert kind.page in site.view_functions, kind.word


@contextmanager
def acting(session: Session, world: World) -> Iterator[Callable[..., Act]]:
    with open_act(Act(session, Actor.platform(), NOW, Channel.COMMAND, 350102)):

        def make(official: str | None = None, at: Any = NOW, channel: Channel = Channel.SCREEN) -> Act:
            actor = world.actor(official, at) if official else Actor.platform()
            made = Act(session, actor, at, channel, actor.county or 350102)
            session.info["act"] = made
            return made

        yield make


def raised_by(session: Session, act: Act, code: str) -> list[Alert]:
    sweep(act, [POINTS[code]])
    fresh = select(Alert).where(Alert.point == code).execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def tell_everything(session: Session, make: Callable[..., Act], world: World) -> dict[str, Alert]:
    """Let every scenario of every domain happen and be taken back; then keep one alert of each kind of subject."""
    builders = {made: made(session, world, make) for made in dict.fromkeys(builder for _, builder in TOLD)}
    options: dict[str, list[tuple[str, Any, Any]]] = {}
    for scenarios, builder in TOLD:
        for code, scenario in scenarios.items():
            held, nested = set(session.identity_map.keys()), session.begin_nested()
            scenario.fires(builders[builder])
            alerts = raised_by(session, make(), code)
            assert alerts and " · " in alerts[0].text, code
            options.setdefault(alerts[0].subject_kind, []).append((code, scenario, builders[builder]))
            nested.rollback()
            for key in set(session.identity_map.keys()) - held:
                # Its row is gone and its number is given again; the session forgets only what it made itself.
                session.expunge(session.identity_map[key])
    kept = owed(session, make, world)
    for kind, told in options.items():
        for code, scenario, build in told:
            # Two scenarios may want the same year or profile of a village.
            with suppress(IntegrityError), session.begin_nested():
                scenario.fires(build)
                found = raised_by(session, make(), code)
                kept[kind] = next(one for one in found if one.subject_kind == kind)
            if kind in kept:
                break
    assert set(kept) >= set(options)
    return kept


def owed(session: Session, make: Callable[..., Act], world: World) -> dict[str, Alert]:
    """Let organisations owe what they must publish, answer and fill in, a township among them."""
    street = Street(session, world, make)
    street.opened(on_day(3, 1))
    street.opened(on_day(9, 1))
    item = street.published("CW-05", on_day(9, 1), "略")
    ask(make(None, on_day(9, 2)), item, "question", "何时公布")
    request_disclosure(
        make(None, on_day(3, 2)),
        street.body_of("zhongshan"),
        applicant="陈小明",
        identity="350102199003078815",
        phone="13800138000",
        wanted="账目",
    )
    ledger = make_ledger(make("county_admin"), world.organisation("gulou"), bodies=["town"])
    town = world.organisation("gudong")
    session.add(
        LedgerDuty(
            county=350102,
            ledger_id=ledger.id,
            organisation_id=town.id,
            period="2026-08",
            due_on=date(2026, 9, 5),
            due_at=on_day(9, 6),
            remind_on=date(2026, 9, 1),
        )
    )
    session.flush()
    sweep(make(None, on_day(12, 20)), [*DISCLOSURE_POINTS, *LEDGER_POINTS])
    own = select(Alert).where(Alert.organisation_id.in_([street.village.id, town.id]))
    return {alert.subject_kind: alert for alert in session.scalars(own.where(Alert.point.regexp_match("^[DL]")))}


@pytest.fixture
def told(site: Flask) -> dict[str, tuple[int, str, str]]:
    """One alert of each kind of subject: its id, the organisation's code, its text."""
    with site.app_context():
        session = db.session()
        world = World(session)
        with acting(session, world) as make:
            health = world.organisation("gulou-health")
            head = world.official("section_head")
            head.organisation_id = health.id
            kept = tell_everything(session, make, world)
            homes = {home.id: home.code for home in session.scalars(select(Organisation))}
            found = {kind: (one.id, homes[one.organisation_id], one.text) for kind, one in kept.items()}
        session.commit()
        db.session.remove()
    return found


def test_alerts_lead_the_inspector_and_the_organisation_to_what_they_are_about(
    told: dict[str, tuple[int, str, str]], client_of: Callable[[str], FlaskClient]
) -> None:
    clients: dict[str, FlaskClient] = {}
    faults = []
    assert {kind_of(point) for domain in DOMAINS for point in domain.points} == set(told)
    for kind, (pk, home, text) in sorted(told.items()):
        for who in ("inspector" if home != "city" else "city_admin", EXPLAINERS[home]):
            client = clients[who] if who in clients else clients.setdefault(who, client_of(who))
            answer = client.get(f"/supervision/alerts/{pk}")
            page = answer.get_data(as_text=True)
            link = re.search(r'<a class="button" href="([^"]+)">', page)
            if answer.status_code != 200 or text.partition(" · ")[0] not in page or link is None:
                faults.append((kind, home, who, answer.status_code, "no link"))
                continue
            opened = client.get(link[1].replace("&amp;", "&"), follow_redirects=True)
            if opened.status_code != 200:
                faults.append((kind, home, who, opened.status_code, link[1]))
        if answer.status_code == 200:
            sent = {"csrf_token": form_token(answer), "text": "已核实，情况如下。"}
            status = client.post(f"/supervision/alerts/{pk}/explain", data=sent).status_code
            if status != 302:
                faults.append((kind, home, who, status, "explain"))
    assert faults == []
