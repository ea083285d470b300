"""The city sees a county's rows: lists by kind and sender, one row with its origin, what was refused, and CSV."""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.exchange.envelopes import crossing_fields
from app.exchange.foreign import Wording, listed_fields
from app.exchange.models import ForeignRow
from app.exchange.operations import begin_channel_again
from app.exchange.operations.peers import channel_of
from app.kernel.audit import record
from app.powers.models import Power
from app.powers.records import POWER
from app.surfaces.language import translate
from tests.exchange.installations import CITY, COUNTY, Pair
from tests.exchange.test_by_file import signed_apart
from tests.web import login

ROWS = "/platform/exchange/rows"


def crossed(pair: Pair, folder: Path) -> None:
    """Carry what the county has to its city, and the receipts back."""
    pair.city.run("import", *pair.county.carry(CITY, folder))
    pair.county.run("import", *pair.city.carry(COUNTY, folder / "back"))


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def row_path(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({ROWS}/\d+)"', page)))


@pytest.fixture
def city(pair: Pair, tmp_path: Path) -> FlaskClient:
    """The city's administrator before three items of the county's catalogue."""
    pair.county.powers("设置户外广告", "临时占道", "夜间施工")
    crossed(pair, tmp_path)
    return login(pair.city.app, "city_admin")


def test_the_city_lists_a_countys_rows_with_the_columns_of_their_own_kind(pair: Pair, city: FlaskClient) -> None:
    desk = text_of(city, "/platform/exchange/")
    assert f'href="{ROWS}?kind=power&amp;source={COUNTY}"' in desk
    page = text_of(city, f"{ROWS}?kind=power&source={COUNTY}")
    for name in ("设置户外广告", "临时占道", "夜间施工"):
        assert name in page
    with pair.city.app.test_request_context():
        heads = [translate(field.label) for field in listed_fields(POWER)]
    assert len(heads) > 3 and [one for one in (*heads, "对方") if f">{one}<" not in page] == []
    assert len(row_path(page)) == 3


def test_words_and_senders_narrow_the_list_and_pages_follow_each_other(pair: Pair, city: FlaskClient) -> None:
    found = text_of(city, f"{ROWS}?kind=power&q=户外")
    assert "设置户外广告" in found and "夜间施工" not in found
    assert row_path(text_of(city, f"{ROWS}?source={COUNTY + 1}")) == []
    first = text_of(city, f"{ROWS}?kind=power&size=2")
    following = re.search(rf'href="({ROWS}\?[^"]*after=[^"]+)"', first)
    assert following is not None
    second = text_of(city, following[1].replace("&amp;", "&"))
    assert len(row_path(first)) == 2 and len({*row_path(first), *row_path(second)}) == 3
    assert "damaged" in text_of(city, f"{ROWS}?after=x", 400) or "链接已损坏" in text_of(city, f"{ROWS}?after=x", 400)
    assert text_of(city, f"{ROWS}?kind=account", 404)


def test_one_row_tells_node_batch_receipt_and_what_it_holds(pair: Pair, city: FlaskClient) -> None:
    (path, *_others) = row_path(text_of(city, f"{ROWS}?q=户外"))
    page = text_of(city, path)
    (kept,) = pair.city.batches()
    with pair.city.looked_into() as session:
        row = session.scalars(select(ForeignRow).where(ForeignRow.title.contains("户外"))).one()
        told = {field.name: Wording(POWER, {}).said(field, row) for field in crossing_fields(POWER)}
    assert kept[1] in page and f"{COUNTY} 对方" in page and str(row.subject) in page
    assert "已收 3 行" in page and '"taken":3' in page.replace("&#34;", '"')
    assert told["name"] == "设置户外广告" and told["power_type"] == "行政许可" and told["takes_applications"] in "是否"
    for text in filter(None, told.values()):
        assert text in page


def test_a_row_that_is_no_more_keeps_its_name(pair: Pair, city: FlaskClient, tmp_path: Path) -> None:
    with pair.county.acting() as act:
        gone = act.session.scalars(select(Power).where(Power.name == "临时占道")).one()
        record(act, "power.removed", gone)
        act.session.flush()
        act.session.delete(gone)
    crossed(pair, tmp_path / "later")
    page = text_of(city, f"{ROWS}?q=占道")
    assert "临时占道" in page and "已不存在" in page
    assert "已不存在" in text_of(city, row_path(page)[0])
    assert row_path(text_of(city, f"{ROWS}?q=户外")) != []


def test_what_was_refused_of_a_row_stands_on_its_page_with_the_reason(
    pair: Pair, city: FlaskClient, tmp_path: Path
) -> None:
    with pair.county.looked_into() as session:
        pk = session.scalars(select(Power.id).where(Power.name == "夜间施工")).one()
    pair.city.run("agree", COUNTY, "--receive", "approval")
    pair.county.rename(pk, "夜间建筑施工")
    crossed(pair, tmp_path / "later")
    pair.city.run("agree", COUNTY, "--receive", "power")
    page = text_of(city, row_path(text_of(city, f"{ROWS}?q=夜间"))[0])
    assert "sunshine.power.v1" in page and "待更正" in page and "夜间建筑施工" not in page


def test_the_csv_holds_every_row_with_its_origin_and_stands_in_the_trail(pair: Pair, city: FlaskClient) -> None:
    text = text_of(city, f"{ROWS}.csv?kind=power")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(head) == 5 + len(crossing_fields(POWER)) and len(rows) == 3
    assert {row[0] for row in rows} == {str(COUNTY)} and {row[3] for row in rows} == {"1"}
    assert [row[5] for row in rows] == ["设置户外广告", "临时占道", "夜间施工"]
    assert pair.city.told("export.made") == 1
    (_head,) = csv.reader(io.StringIO(text_of(city, f"{ROWS}.csv?kind=power&source={COUNTY + 1}")))


@pytest.mark.parametrize("who", ["handler", "window", "town_clerk", "section_head"])
def test_who_does_not_supervise_is_refused(pair: Pair, city: FlaskClient, who: str) -> None:
    (path, *_others) = row_path(text_of(city, ROWS))
    client = login(pair.city.app, who)
    for one in (ROWS, path, f"{ROWS}.csv"):
        assert client.get(one).status_code == 403, one
        assert "设置户外广告" not in client.get(one).get_data(as_text=True)


@pytest.mark.parametrize("who", ["county_admin", "inspector", "leader"])
def test_a_county_sees_nothing_of_what_came_to_its_city(pair: Pair, city: FlaskClient, who: str) -> None:
    (path, *_others) = row_path(text_of(city, ROWS))
    client = login(pair.city.app, who)
    page = text_of(client, ROWS)
    assert row_path(page) == [] and "对方" not in page and "尚未约定" in page
    for one in (path, f"{ROWS}.csv", f"{ROWS}?kind=power"):
        assert "设置户外广告" not in text_of(client, one, 404)


def test_before_anything_was_agreed_on_the_page_says_so(strangers: Pair) -> None:
    client = login(strangers.city.app, "city_admin")
    assert "尚未约定" in text_of(client, ROWS)
    text_of(client, f"{ROWS}.csv", 404)


def test_a_value_that_is_not_what_its_column_holds_is_shown_as_it_came(pair: Pair) -> None:
    data = dict.fromkeys((field.name for field in crossing_fields(POWER)), "odd")
    row = ForeignRow(row_kind="power", source=COUNTY, trail=COUNTY, subject=1, data=data)
    wording = Wording(POWER, {})
    assert {wording.said(field, row) for field in listed_fields(POWER)} == {"odd"}


def test_a_row_after_a_fork_names_the_batch_that_brought_it(pair: Pair, city: FlaskClient, tmp_path: Path) -> None:
    (path, *_others) = row_path(text_of(city, f"{ROWS}?q=户外"))
    digest = pair.city.batches()[0][1]
    other = tmp_path / "other.gz"
    other.write_bytes(signed_apart(pair.county, 1))
    pair.city.run("import", other, code=1)
    with pair.city.acting() as act:
        begin_channel_again(act, channel_of(act, pair.city.stand()["id"]), "已电话核对")
    assert digest in text_of(city, path)
