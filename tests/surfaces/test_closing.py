"""An organisation with open work is closed only when it is said where the work goes; afterwards nothing begins there."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.closing import close_organisation, open_work, work_tables
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.models import StepVisit
from app.kernel.places import Organisation
from app.kernel.records import RecordKind
from app.surfaces.people.records import ORGANISATION
from app.surfaces.records.writing import edit_record
from app.villages.models import VillageQuestion, Voucher
from tests.conftest import NOW
from tests.surfaces.test_organisations import change, organ
from tests.web import at_work
from tests.world import World

KIND: RecordKind = ORGANISATION


def question(act: Act, home: Organisation) -> VillageQuestion:
    """Ask a village something."""
    made = VillageQuestion(
        county=home.county,
        organisation_id=home.id,
        region_code=home.region_code,
        what="question",
        text="几时修路？",
        query_code=f"Q{home.id % 1000}{act.at:%M%S}",
        made_at=act.at,
        due_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    return made


def closed(act: Act, home: Organisation, **more: object) -> None:
    edit_record(act, KIND, home, {"closed_on": act.on, **more})


def test_open_work_goes_where_it_is_said_to_go(session: Session, world: World, acting_as: Callable[..., Act]) -> None:
    home, onward = world.organisation("zhongshan"), world.organisation("qingcheng")
    act = acting_as("county_admin")
    asked = question(act, home)
    assert open_work(session, home.id) == {VillageQuestion: 1}
    for wrong in ({}, {"successor_id": home.id}, {"successor_id": world.organisation("taijiang-urban").id}):
        with pytest.raises(Incomplete) as told, session.begin_nested():
            closed(act, home, **wrong)
        assert told.value.field == "successor_id"
        session.expire_all()
        assert home.closed_on is None
    closed(act, home, successor_id=onward.id)
    session.refresh(asked)
    assert asked.organisation_id == onward.id and open_work(session, home.id) == {}
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "organisation.closed")).one()
    assert '"pieces":1' in row.facts
    with pytest.raises(OutOfOrder, match=onward.name):
        question(act, home)


def test_steps_and_their_clocks_go_along(session: Session, world: World, acting_as: Callable[..., Act]) -> None:
    home, onward = world.organisation("gulou-health"), world.organisation("gulou-urban")
    act = acting_as("county_admin")
    step = StepVisit(
        county=350102,
        subject_kind="approval",
        subject_id=1,
        step_code="review",
        name="审核",
        organisation_id=home.id,
        duty="handler",
        opened_at=act.at,
    )
    session.add(step)
    session.flush()
    closed(act, home, successor_id=onward.id)
    session.refresh(step)
    assert step.organisation_id == onward.id


def test_who_has_no_work_needs_no_successor_and_who_has_something_below_stays(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("county_admin")
    with pytest.raises(Incomplete, match="社区"), session.begin_nested():
        closed(act, world.organisation("gudong"))
    session.expire_all()
    home = world.organisation("zhongshan")
    with pytest.raises(Incomplete, match="day itself"), session.begin_nested():
        edit_record(act, KIND, home, {"closed_on": date(2027, 1, 1)})
    session.expire_all()
    closed(act, home)
    assert home.closed_on == act.on
    with pytest.raises(OutOfOrder, match="nothing new begins"):
        question(act, home)


def test_books_are_finished_by_whoever_kept_them(
    session: Session, world: World, acting_as: Callable[..., Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Voucher in work_tables() and not Voucher.passes_on
    act, home = acting_as("county_admin"), world.organisation("zhongshan")
    monkeypatch.setattr("app.kernel.closing.open_work", lambda _session, _home: {Voucher: 2})
    home.closed_on, home.successor_id = act.on, world.organisation("qingcheng").id
    with pytest.raises(Incomplete, match="2 entries of its books"):
        close_organisation(act, home)


def test_a_guide_of_a_closed_organ_offers_no_form(
    site: Flask, client_of: Callable[[str], FlaskClient], item: int
) -> None:
    street, organ_of_item = site.test_client(), organ(site, "gulou-urban")
    assert f"/items/{item}/apply" in street.get(f"/portal/items/{item}").get_data(as_text=True)
    successor = str(organ(site, "gulou-health").id)
    closing = {"closed_on": f"{NOW:%Y-%m-%d}", "successor_id": successor}
    assert change(client_of("county_admin"), organ_of_item, **closing)[0] == 302
    guide = street.get(f"/portal/items/{item}").get_data(as_text=True)
    assert "不再受理新的事项" in guide and f"/items/{item}/apply" not in guide


def test_the_public_page_says_so(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    home, onward = organ(site, "zhongshan"), organ(site, "qingcheng")
    status, _ = change(client_of("county_admin"), home, closed_on=f"{NOW:%Y-%m-%d}", successor_id=str(onward.id))
    assert status == 302
    page = site.test_client().get(f"/portal/villages/{home.region_code}").get_data(as_text=True)
    assert "不再受理新的事项" in page and onward.name in page
    with at_work(site) as session:
        assert session.get_one(Organisation, home.id).successor_id == onward.id
