"""What lies outside the database betrays what nothing inside it does."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.kernel.audit import ChainHead, TrailRow
from app.kernel.db import NoCounty
from app.kernel.errors import Incomplete
from app.kernel.guard import next_id
from app.kernel.trail.keys import key_id
from app.kernel.trail.outside import Outside, read_outside, read_published
from app.kernel.trail.publication import published_roots
from app.kernel.trail.roots import TrailRoot, sign_roots
from app.kernel.trail.verify import Breach, Fault, verify
from app.kernel.trail.witness import watch_tails
from tests.kernel.trail import COUNTY, Acting, cut, fill, forge_from, unlock

KEY = SigningKey(b"k" * 32)
KEYS = {key_id(bytes(KEY.verify_key)): KEY.verify_key}


@pytest.fixture
def trail(session: Session, acting_as: Acting, tmp_path: Path) -> Session:
    """Forty rows, twenty-five of them signed, all of them witnessed; open to tampering."""
    act = acting_as(None)
    fill(act, 25)
    sign_roots(act, KEY)
    fill(act, 15)
    watch_tails(act.in_county(350100), tmp_path, KEY)
    unlock(session)
    return session


def faults(session: Session, folder: Path) -> list[Fault]:
    return verify(session, keys=KEYS, outside=read_outside(folder, KEYS)).faults


def test_a_trail_that_only_grew_is_intact(trail: Session, acting_as: Acting, tmp_path: Path) -> None:
    assert faults(trail, tmp_path) == []
    fill(acting_as(None), 7)
    sign_roots(acting_as(None), KEY)
    assert faults(trail, tmp_path) == []
    watch_tails(acting_as(None).in_county(350100), tmp_path, KEY)
    assert faults(trail, tmp_path) == []


def test_a_tail_cut_off_with_its_head_repaired_is_found_by_verification_alone(trail: Session, tmp_path: Path) -> None:
    cut(trail, 30, wind_head_back=True)
    assert verify(trail, keys=KEYS).intact
    assert faults(trail, tmp_path) == [Fault(COUNTY, 31, 40, Breach.TAIL_CUT)]


def test_it_is_found_after_the_witness_has_told_it_and_the_trail_has_grown_again(
    trail: Session, acting_as: Acting, tmp_path: Path
) -> None:
    cut(trail, 30, wind_head_back=True)
    act = acting_as(None)
    watch_tails(act.in_county(350100), tmp_path, KEY)
    fill(act, 20)
    watch_tails(act.in_county(350100), tmp_path, KEY)
    assert [(fault.county, fault.what) for fault in faults(trail, tmp_path)] == [(COUNTY, Breach.WITNESS)]


def test_a_history_rewritten_behind_the_last_root_is_not_the_one_that_was_witnessed(
    trail: Session, tmp_path: Path
) -> None:
    forge_from(trail, 35, official="别人")
    assert verify(trail, keys=KEYS).intact
    assert faults(trail, tmp_path) == [Fault(COUNTY, 40, 40, Breach.WITNESS)]


def _remove_roots(session: Session) -> None:
    session.execute(delete(TrailRoot).execution_options(synchronize_session=False))


def test_rows_roots_and_head_removed_together_are_missed(trail: Session, tmp_path: Path) -> None:
    _remove_roots(trail)
    trail.execute(delete(TrailRow).where(TrailRow.county == COUNTY))
    trail.execute(delete(ChainHead).where(ChainHead.county == COUNTY))
    assert verify(trail, keys=KEYS).intact
    assert faults(trail, tmp_path) == [Fault(COUNTY, 1, 40, Breach.TAIL_CUT)]


def test_a_root_that_was_removed_is_missed_though_its_rows_stand(trail: Session, tmp_path: Path) -> None:
    _remove_roots(trail)
    assert verify(trail, keys=KEYS).intact
    assert faults(trail, tmp_path) == [Fault(COUNTY, 25, 25, Breach.ROOT_CHAIN)]


@pytest.mark.parametrize("form", ["portal", "lines"])
def test_a_root_that_somebody_kept_from_the_portal_is_compared(trail: Session, tmp_path: Path, form: str) -> None:
    given = published_roots(trail, COUNTY)
    file = tmp_path / "roots.json"
    lines = "\n".join(json.dumps(root) for root in given["roots"])
    file.write_text(json.dumps(given) if form == "portal" else lines)
    _remove_roots(trail)
    forge_from(trail, 3, official="别人")
    outside = Outside()
    outside.add_roots(read_published(file, KEYS))
    assert verify(trail, keys=KEYS, outside=outside).faults == [Fault(COUNTY, 1, 25, Breach.ROOT)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace('"size": 25', '"size": 24'), "not signed by this platform"),
        (lambda text: text[:-20], "no signed roots"),
        (lambda _text: "[]", "no signed roots"),
        (lambda text: text.replace('"signature"', '"other"'), "no signed roots"),
    ],
)
def test_a_file_that_holds_no_genuine_roots_is_refused(
    trail: Session, tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    file = tmp_path / "roots.json"
    file.write_text(change(json.dumps(published_roots(trail, COUNTY))))
    with pytest.raises(Incomplete, match=words):
        read_published(file, KEYS)


def test_one_countys_fault_does_not_stop_the_signing_of_the_others(session: Session, acting_as: Acting) -> None:
    act = acting_as(None)
    for county in (350102, 350103, 350104):
        fill(act, 4, county=county)
    unlock(session)
    session.execute(text("DELETE FROM trail WHERE county = 350103 AND place = 2"))
    figures = sign_roots(act, KEY)
    assert figures["signed"] == 2
    assert figures["fault"].startswith("350103:")
    assert {root.county for root in session.query(TrailRoot)} == {350102, 350104}
    assert sign_roots(act, KEY)["signed"] == 0


@pytest.mark.parametrize("county", [0, 12, 99_999, 1_000_000, -1])
def test_nothing_is_written_for_a_county_that_does_not_exist(session: Session, acting_as: Acting, county: int) -> None:
    act = acting_as(None)
    for attempt in (
        lambda: fill(act, 1, county=county),
        lambda: act.in_county(county),
        lambda: next_id(session, session.connection(), county),
    ):
        with pytest.raises(NoCounty):
            attempt()
    assert session.get(ChainHead, county) is None
