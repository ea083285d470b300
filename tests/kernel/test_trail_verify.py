"""Whatever is done to the trail behind the program's back is found, and the first bad row is named."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from app.kernel.audit import ChainHead, TrailRow, row_hash
from app.kernel.trail.keys import key_id
from app.kernel.trail.roots import TrailRoot, public_root, sign_roots, signed_text
from app.kernel.trail.verify import Breach, Fault, verify
from app.kernel.trail.witness import last_heads, watch_tails
from tests import few
from tests.conftest import NOW
from tests.kernel.trail import COUNTY, Acting, change, cut, fill, forge_from, row_at, unlock

KEY = SigningKey(b"k" * 32)
KEYS = {key_id(bytes(KEY.verify_key)): KEY.verify_key}
EVERY_WAY = settings(deadline=None, max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])


def faults(session: Session) -> list[Fault]:
    return verify(session, keys=KEYS).faults


@pytest.fixture
def trail(session: Session, acting_as: Acting) -> Session:
    """A trail of 40 rows whose first 25 are signed, open to tampering."""
    fill(acting_as(None), 25)
    sign_roots(acting_as(None), KEY)
    fill(acting_as(None), 15)
    unlock(session)
    return session


def test_an_untouched_trail_is_intact_and_progress_counts_its_rows(session: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 30)
    fill(acting_as(None), 5, county=350103)
    sign_roots(acting_as(None), KEY)
    told: list[int] = []
    verdict = verify(session, progress=told.append, keys=KEYS)
    assert verdict.intact
    assert (verdict.rows, verdict.roots, verdict.counties) == (35, 2, [350102, 350103])
    assert sum(told) == 35
    assert verify(session, county=350103).rows == 5


@EVERY_WAY
@given(
    place=st.integers(1, 40),
    column=st.sampled_from(
        ["verb", "official", "facts", "channel", "subject_id", "at", "address", "previous", "hash", "id"]
    ),
)
def test_any_changed_value_names_its_row(trail: Session, place: int, column: str) -> None:
    values: dict[str, Any] = {"subject_id": 8, "at": NOW - timedelta(days=1), "id": 5}
    with trail.begin_nested() as savepoint:
        change(trail, place, **{column: values.get(column, "f" * 64 if column == "hash" else "x")})
        assert faults(trail) == [Fault(COUNTY, place, place, Breach.CHANGED)]
        savepoint.rollback()


@EVERY_WAY
@given(place=st.integers(1, 39))
def test_a_removed_row_is_missed(trail: Session, place: int) -> None:
    with trail.begin_nested() as savepoint:
        trail.connection().execute(delete(TrailRow).where(TrailRow.place == place))
        assert faults(trail) == [Fault(COUNTY, place, place, Breach.MISSING)]
        savepoint.rollback()


@EVERY_WAY
@given(place=st.integers(1, 39))
def test_a_row_rewritten_with_a_hash_of_its_own_is_named(trail: Session, place: int) -> None:
    with trail.begin_nested() as savepoint:
        row = row_at(trail, place) | {"official": "别人"}
        change(trail, place, official="别人", hash=row_hash(row))
        first = faults(trail)[0]
        assert first.place <= place <= first.until
        assert first.what in (Breach.REWRITTEN, Breach.ROOT)
        savepoint.rollback()


@EVERY_WAY
@given(one=st.integers(1, 40), other=st.integers(1, 40))
def test_two_rows_in_each_others_place_are_found_at_the_first(trail: Session, one: int, other: int) -> None:
    if one == other:
        return
    with trail.begin_nested() as savepoint:
        first, second = row_at(trail, one), row_at(trail, other)
        keep = ("id", "county", "place")
        change(trail, one, **{k: v for k, v in second.items() if k not in keep})
        change(trail, other, **{k: v for k, v in first.items() if k not in keep})
        assert faults(trail) == [Fault(COUNTY, min(one, other), min(one, other), Breach.CHANGED)]
        savepoint.rollback()


@EVERY_WAY
@given(place=st.integers(2, 38))
def test_an_inserted_row_is_found(trail: Session, place: int) -> None:
    """The rows behind it make room and are hashed again only at that place."""
    with trail.begin_nested() as savepoint:
        row = row_at(trail, place) | {"previous": row_at(trail, place)["hash"]}
        change(trail, place, previous=row["previous"], hash=row_hash(row))
        first = faults(trail)[0]
        assert (first.place, first.what) in ((place, Breach.LINK), (place - 1, Breach.REWRITTEN))
        savepoint.rollback()


@EVERY_WAY
@given(after=st.integers(1, 39))
def test_a_cut_tail_is_noticed_by_the_head(trail: Session, after: int) -> None:
    with trail.begin_nested() as savepoint:
        cut(trail, after, wind_head_back=False)
        assert faults(trail) == [Fault(COUNTY, after + 1, 40, Breach.TAIL_CUT)]
        savepoint.rollback()


@EVERY_WAY
@given(after=st.integers(1, 24))
def test_a_cut_tail_with_the_head_wound_back_is_noticed_by_the_signed_root(trail: Session, after: int) -> None:
    with trail.begin_nested() as savepoint:
        cut(trail, after, wind_head_back=True)
        assert faults(trail) == [Fault(COUNTY, after + 1, 25, Breach.TAIL_CUT)]
        savepoint.rollback()


def test_a_whole_county_removed_with_its_head_is_noticed(trail: Session) -> None:
    trail.connection().execute(delete(TrailRow))
    trail.connection().execute(delete(ChainHead).where(ChainHead.county == COUNTY))
    assert faults(trail) == [Fault(COUNTY, 1, 25, Breach.TAIL_CUT)]


@EVERY_WAY
@given(place=st.integers(1, 25))
def test_a_history_hashed_again_to_its_end_is_not_the_one_that_was_signed(trail: Session, place: int) -> None:
    with trail.begin_nested() as savepoint:
        forge_from(trail, place, official="别人")
        assert faults(trail) == [Fault(COUNTY, 1, 25, Breach.ROOT)]
        savepoint.rollback()


def test_rows_behind_the_head_are_found(trail: Session) -> None:
    trail.connection().execute(update(ChainHead).where(ChainHead.county == COUNTY).values(place=38))
    assert faults(trail)[0].what is Breach.REWRITTEN
    head = row_at(trail, 38)["hash"]
    trail.connection().execute(update(ChainHead).where(ChainHead.county == COUNTY).values(hash=head))
    assert faults(trail) == [Fault(COUNTY, 39, 40, Breach.BEYOND)]


def test_a_rewritten_last_row_is_noticed_by_the_head(trail: Session) -> None:
    row = row_at(trail, 40) | {"official": "别人"}
    change(trail, 40, official="别人", hash=row_hash(row))
    assert faults(trail) == [Fault(COUNTY, 40, 40, Breach.REWRITTEN)]


def test_a_first_row_that_follows_something_is_out_of_place(trail: Session) -> None:
    row = row_at(trail, 1) | {"previous": "1" * 64}
    change(trail, 1, previous=row["previous"], hash=row_hash(row))
    assert faults(trail)[0] == Fault(COUNTY, 1, 1, Breach.LINK)


def test_a_value_that_no_program_can_read_is_a_changed_row(trail: Session, engine_name: str) -> None:
    if engine_name == "postgresql":
        pytest.skip("PostgreSQL itself refuses such a value")
    trail.connection().execute(text("UPDATE trail SET at = 'never' WHERE place = 17"))
    assert faults(trail) == [Fault(COUNTY, 17, 17, Breach.CHANGED)]


@pytest.mark.parametrize("column", ["signature", "root", "size", "previous_root", "signed_at"])
def test_a_root_changed_in_any_value_is_not_genuine(trail: Session, column: str) -> None:
    values: dict[str, Any] = {"size": 24, "signed_at": NOW - timedelta(days=1)}
    trail.connection().execute(update(TrailRoot).values({column: values.get(column, "ab" * 32)}))
    trail.expire_all()
    assert faults(trail)[0].what in (Breach.SIGNATURE, Breach.ROOT_CHAIN)


def test_a_root_signed_by_another_key_is_not_genuine(trail: Session) -> None:
    stranger = SigningKey(b"s" * 32)
    root = trail.query(TrailRoot).one()
    public = public_root(root) | {"key": key_id(bytes(stranger.verify_key))}
    signature = stranger.sign(signed_text(public).encode()).signature.hex()
    trail.connection().execute(update(TrailRoot).values(key=public["key"], signature=signature))
    trail.expire_all()
    assert faults(trail) == [Fault(COUNTY, 1, 25, Breach.SIGNATURE)]


def test_a_removed_root_breaks_the_chain_of_roots(session: Session, acting_as: Acting) -> None:
    for _ in range(3):
        fill(acting_as(None), 4)
        sign_roots(acting_as(None), KEY)
    unlock(session)
    session.connection().execute(update(TrailRoot).values(previous_id=None))
    session.connection().execute(delete(TrailRoot).where(TrailRoot.size == 8))
    session.expunge_all()
    assert faults(session) == [Fault(COUNTY, 5, 12, Breach.ROOT_CHAIN)]


def test_only_the_first_fault_of_each_county_is_named(trail: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 3, county=350103)
    change(trail, 30, verb="x")
    change(trail, 12, verb="x")
    verdict = verify(trail, keys=KEYS)
    assert [fault.place for fault in verdict.faults] == [12]
    assert verdict.counties == [350102, 350103]
    assert verdict.as_json()["faults"][0]["what"] == "changed"


def test_a_tail_cut_after_the_last_root_is_noticed_by_the_witness(
    trail: Session, acting_as: Acting, tmp_path: Path
) -> None:
    act = acting_as(None).in_county(350100)
    assert watch_tails(act, tmp_path, KEY) == {"witnessed": 1, "broken": 0}
    assert watch_tails(act, tmp_path, KEY) == {"witnessed": 0, "broken": 0}
    cut(trail, 30, wind_head_back=True)
    assert faults(trail) == []  # nothing within the database betrays it
    assert watch_tails(act, tmp_path, KEY)["broken"] == 1
    told = row_at(trail, 1, county=350100)
    assert (told["verb"], told["subject_id"]) == ("trail.broken", COUNTY)
    assert '"place":40' in told["facts"]
    assert watch_tails(act, tmp_path, KEY)["broken"] == 0  # told once


def test_what_a_former_key_witnessed_is_noticed_under_a_new_one(
    trail: Session, acting_as: Acting, tmp_path: Path
) -> None:
    act = acting_as(None).in_county(350100)
    watch_tails(act, tmp_path, KEY)
    cut(trail, 30, wind_head_back=True)
    assert watch_tails(act, tmp_path, SigningKey(b"n" * 32), KEYS)["broken"] == 1


def test_a_trail_rewritten_after_the_last_root_is_noticed_by_the_witness(
    trail: Session, acting_as: Acting, tmp_path: Path
) -> None:
    act = acting_as(None).in_county(350100)
    watch_tails(act, tmp_path, KEY)
    forge_from(trail, 35, official="别人")
    assert watch_tails(act, tmp_path, KEY)["broken"] == 1


def test_a_forged_or_half_written_witness_line_is_passed_over(
    trail: Session, acting_as: Acting, tmp_path: Path
) -> None:
    act = acting_as(None).in_county(350100)
    watch_tails(act, tmp_path, KEY)
    file = tmp_path / f"{COUNTY}.jsonl"
    genuine = file.read_text()
    file.write_text(genuine + genuine.replace('"place":40', '"place":10') + genuine[:50])
    assert last_heads(tmp_path, KEYS)[COUNTY]["place"] == 40
