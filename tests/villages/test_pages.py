"""A clerk's screens of the cash book: fast entry, grid, sheet, photos, steps; nobody reaches another village."""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import func, select

from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.villages.models import (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAccount,
    VillageOfficer,
    VillageWorks,
    Voucher,
)
from tests.conftest import NOW
from tests.forms import form_values
from tests.web import NO_ROLE, RunningProgram, at_work, form_token, refusal
from tests.world import OFFICIALS, World

Client = Callable[[str], FlaskClient]
CODE = "350102001001"
TYPED = {
    "category": "office",
    "amount": "1,250.50",
    "occurred_on": "2026-09-18",
    "payee": "供电公司",
    "purpose": "路灯电费",
    "method": "transfer",
    "receipt": "invoice",
    "payee_kind": "organisation",
}


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
                        VillageAccount(
                            county=350102,
                            organisation_id=place.id,
                            name=medium,
                            medium=medium,
                            owner="collective",
                            opening=Decimal(0),
                            balance=Decimal(0),
                            opened_on=date(2026, 1, 1),
                        )
                    )
            session.add(
                VillageOfficer(
                    county=350102,
                    organisation_id=home.id,
                    name="陈监督",
                    post="supervision_head",
                    identity="3501****",
                    person_hash="s",
                    from_on=date(2026, 1, 1),
                    noted_at=NOW,
                )
            )
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


def test_a_list_shows_amounts_by_thousands(client_of: Client, village: int) -> None:
    client = client_of("village_clerk")
    send(client, f"/villages/{village}/cash/new", **TYPED)
    page = client.get("/records/village_voucher/list/").get_data(as_text=True)
    assert re.search(r'<td data-label="金额（元）" class="num keep">\s*1,250\.50', page)


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
    assert send(client, place, **rows, **days | {"row-1-occurred_on": "2026-08-04"}, once_key="g").status_code == 302
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
    bad = send(client, place, pasted=head + "2026-9-3\t办公和水电费\t一百\t供电公司\t电费\n").get_data(as_text=True)
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
            f"{place}/photos", data={"csrf_token": token, "photo": photo()}, headers={"Accept": "application/json"}
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
    assert send(clerk, f"{place}/edit", **TYPED | {"occurred_on": "2026-08-18", "amount": "90"}).status_code == 302
    step(clerk, f"{book}/stamp", supervisor=str(member))
    assert newest(program).state == "supervised"
    step(town, f"{book}/check")
    assert newest(program).state == "supervised"  # no photo, so nobody compared it with one
    step(town, f"{place}/check")
    assert newest(program).state == "supervised"
    token = form_values(clerk.get(place).get_data(as_text=True))["csrf_token"]
    clerk.post(f"{place}/photos", data={"csrf_token": token, "photo": photo()})
    assert "路灯电费" in town.get(f"{book}?month=2026-08").get_data(as_text=True)
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
        assert refusal(client.get(f"/villages/{other}/{place}")) in (NO_ROLE, (404, "您的范围内没有这个村。"))
    assert "庆城社区" in client_of("inspector").get(f"/villages/{other}/cash").get_data(as_text=True)


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
    assert send(client_of("village_clerk"), "/records/village_decision/add", **mine | {"yes": "26"}).status_code == 422


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


def test_the_township_prints_slips_with_codes_and_the_village_does_not(
    program: RunningProgram, client_of: Client, village: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(program.app) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            home = {"county": 350102, "organisation_id": village}
            scheme = SubsidyProgramme(county=350102, code="DB", name="最低生活保障", programme_kind="relief")
            session.add(scheme)
            session.flush()
            first, empty = (
                SubsidyBatch(
                    **home,
                    number=number,
                    programme_id=scheme.id,
                    period_on=NOW.date(),
                    arrived_on=NOW.date(),
                    arrived=Decimal(680),
                    noted_at=NOW,
                )
                for number in ("DB-1", "DB-2")
            )
            session.add_all((first, empty))
            session.flush()
            session.add(
                SubsidyPayment(
                    **home,
                    batch_id=first.id,
                    programme_id=scheme.id,
                    name="陈美玲",
                    identity="3501****",
                    person_hash="p",
                    household="7",
                    amount=Decimal(680),
                    confirm_code="ABCDEFGH",
                    noted_at=NOW,
                )
            )
            session.commit()
        pk, bare, scheme_id = first.id, empty.id, scheme.id
    town = client_of("town_clerk")
    shown = f"/villages/batches/{pk}/slips"
    token = form_token(town.get(shown))
    assert town.get(f"{shown}.pdf").status_code == 405  # looking prints nothing
    answer = town.post(f"{shown}.pdf", data={"csrf_token": token})
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.get_data(as_text=True)[:500]
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "ABCD-EFGH" in told and "陈美玲" in told and "680.00" in told
    assert town.post(f"/villages/batches/{bare}/slips.pdf", data={"csrf_token": token, "part": 1}).status_code == 422
    assert town.post(f"{shown}.pdf", data={"csrf_token": token, "part": 9}).status_code == 422
    assert shown in town.get(f"/records/subsidy_batch/show/{pk}").get_data(as_text=True)
    with at_work(program.app) as session:
        (row,) = session.scalars(select(TrailRow).where(TrailRow.verb == "village.slips_printed"))
        assert row.official == OFFICIALS["town_clerk"][0]
    assert OFFICIALS["town_clerk"][0] in town.get(shown).get_data(as_text=True)
    monkeypatch.setattr("app.villages.pages.slips.EACH", 1)
    with at_work(program.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        session.add(
            SubsidyPayment(
                **home,
                batch_id=pk,
                programme_id=scheme_id,
                name="林国平",
                identity="3501****",
                person_hash="q",
                household="8",
                amount=Decimal(10),
                confirm_code="BCDEFGHJ",
                noted_at=NOW,
            )
        )
        session.commit()
    assert 'name="part" value="2"' in town.get(shown).get_data(as_text=True)
    assert town.post(f"{shown}.pdf", data={"csrf_token": token, "part": 2}).mimetype == "application/pdf"
    clerk = client_of("village_clerk")
    assert clerk.get(shown).status_code == 403
    assert shown not in clerk.get(f"/records/subsidy_batch/show/{pk}").get_data(as_text=True)
    street = program.app.test_client().get("/portal/villages/subsidy?code=ABCD-EFGH")
    assert 'value="ABCD-EFGH"' in street.get_data(as_text=True)


def test_photos_of_works_stand_on_the_portal_with_time_and_place(
    program: RunningProgram, client_of: Client, village: int
) -> None:
    with at_work(program.app) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            found = VillageWorks(
                county=350102,
                organisation_id=village,
                title="村道硬化",
                amount=Decimal(1000),
                tender="open",
                builder="工程队",
                started_on=NOW.date(),
                noted_at=NOW,
            )
            session.add(found)
            session.commit()
        pk = found.id
    clerk, street = client_of("village_clerk"), program.app.test_client()
    Image.new("RGB", (40, 30), "red").save(target := io.BytesIO(), "JPEG")
    held = form_values(clerk.get(f"/villages/works/{pk}").get_data(as_text=True), "csrf_token")
    sent = {
        "csrf_token": held["csrf_token"],
        "at": "2026-09-20T02:30:00+00:00",
        "lat": "26.082131",
        "lon": "119.301424",
    }
    assert (
        clerk.post(
            f"/villages/works/{pk}/after", data={**sent, "photo": (io.BytesIO(target.getvalue()), "完工.jpg")}
        ).status_code
        == 302
    )
    page = street.get(f"/portal/villages/{CODE}/works/{pk}").get_data(as_text=True)
    assert "2026-09-20 10:30" in page and "26.08213, 119.30142" in page
    file = re.search(rf"/portal/villages/{CODE}/works/{pk}/photos/(\d+)", page)
    assert file is not None
    shown = street.get(file[0])
    assert shown.mimetype == "image/jpeg" and b"Exif" not in shown.data
    shown.close()
    assert f"/portal/villages/{CODE}/works/{pk}" in street.get(f"/portal/villages/{CODE}").get_data(as_text=True)
    for place in (f"{CODE}/works/{pk + 1}", f"350102001002/works/{pk}", f"{CODE}/works/{pk}/photos/1"):
        assert street.get(f"/portal/villages/{place}").status_code == 404, place
