"""A clerk's screens of the cash book: fast entry, grid, sheet, photos, steps; nobody reaches another village."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.guard import open_act
from app.villages.models import VillageAccount, VillageOfficer, Voucher
from tests.conftest import NOW
from tests.forms import form_values
from tests.web import RunningProgram, at_work
from tests.world import World

Client = Callable[[str], FlaskClient]
TYPED = {
    "category": "office", "amount": "1,250.50", "occurred_on": "2026-09-18", "payee": "供电公司", "purpose": "路灯电费",
    "method": "transfer", "receipt": "invoice", "payee_kind": "organisation",
}  # fmt: skip


@pytest.fixture
def village(program: RunningProgram) -> int:
    """A village with two accounts and a member of the supervision committee."""
    with at_work(program.app) as session:
        world = World(session)
        home, other = world.organisation("zhongshan"), world.organisation("qingcheng")
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            for place in (home, other):
                for medium in ("bank", "cash"):
                    session.add(
                        VillageAccount(county=350102, organisation_id=place.id, name=medium, medium=medium, owner="collective",
                                       opening=Decimal(0), balance=Decimal(0), opened_on=date(2026, 1, 1))
                    )  # fmt: skip
            session.add(
                VillageOfficer(county=350102, organisation_id=home.id, name="陈监督", post="supervision_head",
                               identity="3501****", person_hash="s", from_on=date(2026, 1, 1), noted_at=NOW)
            )  # fmt: skip
            session.commit()
        return int(home.id)


def count(program: RunningProgram, table: Any = Voucher) -> int:
    with at_work(program.app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def newest(program: RunningProgram) -> Voucher:
    with at_work(program.app) as session:
        return session.scalars(select(Voucher).order_by(Voucher.id.desc())).first()  # type: ignore[return-value]


def send(client: FlaskClient, place: str, **values: Any) -> Any:
    text = client.get(place).get_data(as_text=True)
    held = form_values(text, "edition" if "/edit/" in place else "csrf_token")
    return client.post(place, data=held | values, content_type="multipart/form-data")


def photo(colour: str = "red") -> tuple[io.BytesIO, str]:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, "JPEG")
    target.seek(0)
    return target, "票据.jpg"


def test_a_clerk_enters_a_voucher_once_however_often_it_is_sent(
    program: RunningProgram, client_of: Client, village: int
) -> None:
    client = client_of("village_clerk")
    assert client.get("/villages/").location.endswith(f"/villages/{village}/cash")
    place = f"/villages/{village}/cash/new"
    for _ in range(2):
        assert send(client, place, **TYPED, once_key="tap").status_code == 302
    assert count(program) == 1
    assert newest(program).amount == Decimal("1250.50")
    page = client.get(place).get_data(as_text=True)
    assert "data-capitals-of" in page and "供电公司" in page
    assert "路灯电费" in client.get(f"/villages/{village}/cash?month=2026-09").get_data(as_text=True)


def test_a_refusal_keeps_what_was_typed(client_of: Client, village: int) -> None:
    answer = send(client_of("village_clerk"), f"/villages/{village}/cash/new", **TYPED | {"amount": "一百"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "路灯电费" in text and "1250.50" in text


def test_a_grid_takes_all_rows_or_none(program: RunningProgram, client_of: Client, village: int) -> None:
    client = client_of("village_clerk")
    place = f"/villages/{village}/cash/rows"
    rows = {
        f"row-{n}-{name}": TYPED[name]
        for n in range(2)
        for name in ("category", "amount", "payee", "purpose", "method", "receipt")
    }
    days = {"row-0-occurred_on": "2026-08-03", "row-1-occurred_on": "2026-02-30"}
    assert send(client, place, **rows, **days).status_code == 422
    assert count(program) == 0
    assert (
        send(client, place, **rows, **days | {"row-1-occurred_on": "2026-08-04"}, once_key="g").status_code
        == 302
    )
    assert count(program) == 2
    copied = client.get(f"{place}?copy=1").get_data(as_text=True)
    assert copied.count("路灯电费") == 2 and "2026-09-03" in copied
    assert send(client, place).status_code == 422


def test_a_pasted_sheet_is_checked_row_by_row_then_taken_over_once(
    program: RunningProgram, client_of: Client, village: int
) -> None:
    client = client_of("village_clerk")
    place = f"/villages/{village}/cash/import"
    assert client.get(f"/villages/{village}/cash/template.xlsx").status_code == 200
    head = "日期\t科目\t金额\t收款人\t摘要\n"
    bad = send(client, place, pasted=head + "2026-9-3\t办公和水电费\t一百\t供电公司\t电费\n").get_data(
        as_text=True
    )
    assert "1250.50" in bad
    good = head + "2026-9-3\t办公和水电费\t100\t供电公司\t电费\n2026-9-3\t办公和水电费\t100\t供电公司\t电费\n"
    for expected in (2, 2):
        text = send(client, place, pasted=good).get_data(as_text=True)
        target = [form for form in text.split('action="') if "/cash/import/" in form[:90]]
        if target:
            address = target[0].split('"')[0]
            client.post(address, data={"csrf_token": form_values(text)["csrf_token"], "name": "x"})
        assert count(program) == expected


def test_a_photo_sent_twice_is_kept_once(program: RunningProgram, client_of: Client, village: int) -> None:
    client = client_of("village_clerk")
    send(client, f"/villages/{village}/cash/new", **TYPED)
    place = f"/villages/vouchers/{newest(program).id}"
    token = form_values(client.get(place).get_data(as_text=True))["csrf_token"]
    for _ in range(2):
        answer = client.post(
            f"{place}/photos",
            data={"csrf_token": token, "photo": photo()},
            headers={"Accept": "application/json"},
        )
        assert answer.get_json()["photos"] == 1
    answer = client.post(
        f"{place}/photos",
        data={"csrf_token": token, "photo": (io.BytesIO(b"x"), "a.jpg")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422 and answer.get_json()["error"]
    with at_work(program.app) as session:
        kept = session.scalars(select(Attachment)).one()
        file = kept.id
    shown = client.get(f"{place}/photos/{file}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    shown.close()
    assert client_of("other_inspector").get(f"{place}/photos/{file}").status_code == 404


def test_a_voucher_goes_from_the_village_to_the_township(
    program: RunningProgram, client_of: Client, village: int
) -> None:
    clerk, town = client_of("village_clerk"), client_of("town_clerk")
    send(clerk, f"/villages/{village}/cash/new", **TYPED | {"occurred_on": "2026-08-18"})
    place = f"/villages/vouchers/{newest(program).id}"
    with at_work(program.app) as session:
        member = session.scalars(select(VillageOfficer.id)).one()
    book = f"/villages/{village}/cash"

    def step(client: FlaskClient, where: str, **values: Any) -> None:
        token = form_values(client.get(place).get_data(as_text=True))["csrf_token"]
        assert client.post(where, data={"csrf_token": token, "month": "2026-08"} | values).status_code == 302

    step(town, f"{place}/return", reason="照片不清")
    assert newest(program).returned_reason == "照片不清"
    assert (
        send(clerk, f"{place}/edit", **TYPED | {"occurred_on": "2026-08-18", "amount": "90"}).status_code
        == 302
    )
    step(clerk, f"{book}/stamp", supervisor=str(member))
    assert newest(program).state == "supervised"
    step(town, f"{book}/check")
    step(town, f"{book}/book")
    step(clerk, f"{book}/publish")
    assert newest(program).state == "published"
    page = town.get(f"{book}?month=2026-08").get_data(as_text=True)
    assert "已公布" in page or "Published" in page
    step(clerk, f"{place}/reverse", reason="重复")
    assert newest(program).amount == Decimal(-90)


@pytest.mark.parametrize("who", ["village_clerk", "other_inspector", "handler"])
def test_the_book_of_another_village_does_not_open(
    program: RunningProgram, client_of: Client, village: int, who: str
) -> None:
    with at_work(program.app) as session:
        other = World(session).organisation("qingcheng").id
    client = client_of(who)
    for place in ("cash", "cash/new", "cash/rows", "cash/import"):
        assert client.get(f"/villages/{other}/{place}").status_code in (403, 404)
    assert client_of("inspector").get(f"/villages/{other}/cash").status_code == 200


def test_an_officers_number_is_hidden_wherever_it_is_kept(
    program: RunningProgram, client_of: Client, village: int
) -> None:
    from app.kernel.audit import TrailRow

    client = client_of("town_clerk")
    values = {
        "organisation_id": str(village),
        "name": "林国平",
        "post": "head",
        "identity": "11010519491231002X",
        "from_on": "2026-01-01",
    }
    assert send(client, "/records/village_officer/add", **values).status_code == 302
    with at_work(program.app) as session:
        made = session.scalars(select(VillageOfficer).where(VillageOfficer.name == "林国平")).one()
        assert (made.identity, len(made.person_hash)) == ("110***********002X", 64)
        assert not any("19491231" in facts for facts in session.scalars(select(TrailRow.facts)))
        pk = made.id
    place = f"/records/village_officer/edit/{pk}"
    assert send(client, place, name="林国伟").status_code == 302
    assert send(client, place, identity="123").status_code == 422
    mine = {
        "title": "修路灯",
        "body": "representatives",
        "held_on": "2026-09-01",
        "members": "30",
        "attended": "25",
        "yes": "20",
    }
    assert send(client_of("village_clerk"), "/records/village_decision/add", **mine).status_code == 302
    assert (
        send(client_of("village_clerk"), "/records/village_decision/add", **mine | {"yes": "26"}).status_code
        == 422
    )


def test_a_number_that_no_column_holds_is_refused_in_words(client_of: Client, village: int) -> None:
    client = client_of("village_clerk")
    mine = {
        "title": "修路灯",
        "body": "representatives",
        "held_on": "2026-09-01",
        "members": "9" * 12,
        "attended": "25",
        "yes": "20",
    }
    assert send(client, "/records/village_decision/add", **mine).status_code == 422
    shop = {"name": "店面", "asset_class": "shop", "area": "99999999999", "state": "idle"}
    assert send(client, "/records/village_asset/add", **shop).status_code == 422
