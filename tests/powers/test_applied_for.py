"""One rule says what one can apply for: the window, the list, the guide, the form, open data and the operation keep to it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.approvals.models import Case
from app.approvals.operations.submission import open_version
from app.kernel.act import Channel, platform_act
from app.kernel.errors import OutOfOrder
from app.kernel.guard import open_act
from app.powers.models import APPLIED_FOR, Power, PowerType, PowerVersion
from app.powers.queries import find_public_powers, public_organs
from tests.catalogue import chinese
from tests.conftest import NOW
from tests.web import at_work, form_token, login
from tests.world import World

BY_OFFICE = (PowerType.PENALTY, PowerType.COERCION, PowerType.LEVY, PowerType.INSPECTION)
"""What an office does of its own accord; nobody applies for it."""


@pytest.fixture
def catalogue(site: Flask) -> dict[str, int]:
    """One power in force of each of the eleven types, and a licence for which one applies only at the window."""
    made: dict[str, int] = {}
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
        organ = World(session).organisation("gulou-urban")
        for kind in (*PowerType, "counter"):
            power = Power(
                county=350102,
                code=f"GL-{kind}",
                name=f"类别{kind}事项",
                organisation_id=organ.id,
                state="in_force",
                power_type=PowerType.LICENCE if kind == "counter" else kind,
            )
            session.add(power)
            session.flush()
            version = PowerVersion(
                county=350102,
                power_id=power.id,
                number=1,
                name=power.name,
                published_at=act.at,
                online=kind != "counter",
                legal_basis=[{"law": "城市道路管理条例", "article": "第三十一条"}],
                valid_from=act.on,
            )
            session.add(version)
            session.flush()
            power.current_version_id = version.id
            made[str(kind)] = power.id
        session.commit()
    return made


def text_of(site: Flask, path: str) -> str:
    answer = site.test_client().get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_types_that_an_office_uses_of_its_own_accord_are_the_other_four() -> None:
    assert set(PowerType) - set(APPLIED_FOR) == set(BY_OFFICE)


def test_window_and_portal_list_what_one_can_apply_for_and_nothing_else(site: Flask, catalogue: dict[str, int]) -> None:
    wanted = {pk for kind, pk in catalogue.items() if kind not in set(BY_OFFICE)}
    assert len(wanted) == 8
    window = login(site, "window").get("/cases/new").get_data(as_text=True)
    assert {int(pk) for pk in re.findall(r'href="/cases/new/(\d+)"', window)} == wanted
    listed = text_of(site, "/portal/items/")
    assert {int(pk) for pk in re.findall(r'<h2><a href="/portal/items/(\d+)"', listed)} == wanted
    assert "鼓楼区城市管理局 (8)" in listed
    every = text_of(site, "/portal/items/?every=1")
    assert {int(pk) for pk in re.findall(r'<h2><a href="/portal/items/(\d+)"', every)} == set(catalogue.values())
    assert "鼓楼区城市管理局 (12)" in every


def test_guide_and_form_offer_to_apply_only_where_the_operation_takes_it(
    site: Flask, catalogue: dict[str, int]
) -> None:
    client = site.test_client()
    for kind, pk in catalogue.items():
        guide = text_of(site, f"/portal/items/{pk}")
        online = kind not in set(BY_OFFICE) and kind != "counter"
        assert (f"/portal/items/{pk}/apply" in guide) is online, kind
        assert (chinese()["What to hand in"].string in guide) is (kind not in set(BY_OFFICE)), kind
        answer = client.get(f"/portal/items/{pk}/apply")
        assert answer.status_code == (200 if online else 409), kind
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        for kind, pk in catalogue.items():
            power = session.get_one(Power, pk)
            if kind in set(BY_OFFICE):
                with pytest.raises(OutOfOrder, match="of its own accord"):
                    open_version(act, power)
            else:
                assert open_version(act, power).power_id == pk


def test_a_forged_application_for_a_penalty_is_refused_at_both_doors(site: Flask, catalogue: dict[str, int]) -> None:
    penalty, licence = catalogue["02"], catalogue["01"]
    filled = {"kind": "person", "name": "林小燕", "identity": "350102198501010006", "phone": "13800001234"}
    citizen = site.test_client()
    token = form_token(citizen.get(f"/portal/items/{licence}/apply"))
    forged = citizen.post(f"/portal/items/{penalty}/apply", data=filled | {"csrf_token": token, "key": "k"})
    window = login(site, "window")
    token = form_token(window.get(f"/cases/new/{licence}"))
    entered = window.post(f"/cases/new/{penalty}", data=filled | {"csrf_token": token, "key": "k"})
    assert (forged.status_code, entered.status_code) == (409, 409)
    with at_work(site) as session:
        assert session.scalars(select(Case)).all() == []


def test_open_data_and_rest_say_whether_one_can_apply(site: Flask, catalogue: dict[str, int]) -> None:
    rows = login(site, "window").get("/api/v1/power/").get_json()["result"]
    said = {row["code"]: row["takes_applications"] for row in rows}
    assert said == {f"GL-{kind}": kind not in set(BY_OFFICE) for kind in catalogue}


def test_an_item_of_a_closed_office_takes_no_applications(site: Flask, catalogue: dict[str, int]) -> None:
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
        assert len(find_public_powers(session, open_only=True)) == 8
        World(session).organisation("gulou-urban").closed_on = act.on
        session.flush()
        session.expire_all()
        assert find_public_powers(session, open_only=True) == []
        assert public_organs(session, open_only=True) == []
        assert len(find_public_powers(session)) == 12
        with pytest.raises(OutOfOrder, match="was closed"):
            open_version(act, session.get_one(Power, catalogue["01"]))
