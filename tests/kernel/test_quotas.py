"""Quotas of files: each counts for himself, nobody uses up what belongs to others."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel import quotas
from app.kernel.act import Act, Actor, Channel
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.audit import Subject
from app.kernel.quotas import QUOTAS, TooMuch
from app.kernel.tallies import Tally, add_to_tally, forget_tallies, tally
from tests.conftest import NOW
from tests.kernel.test_attachments import CASE, PDF_BYTES, Acting

OTHER = Subject("case", 8, 350102)


def store(act: Act, folder: Path, subject: Subject = CASE, **few: int) -> Attachment:
    """Hand in a file while every quota named may hold only so many files."""
    tight = {name: replace(QUOTAS[name], files_a_day=most) for name, most in few.items()}
    return store_attachment(act, folder, subject, "a.pdf", io.BytesIO(PDF_BYTES), quotas={**QUOTAS, **tight})


def citizen(act: Act, device: str, address: str = "10.0.0.1", **more: Any) -> Act:
    """Return the act of a citizen with a browser and an address."""
    made = replace(act, actor=Actor.public(), channel=Channel.PORTAL, device=device, address=address, **more)
    act.session.info["act"] = made
    return made


@pytest.mark.parametrize(
    ("first", "second", "quota"),
    [
        (("a", "10.0.0.1", CASE), ("b", "10.0.0.2", OTHER), "device"),
        (("a", "10.0.0.1", CASE), ("b", "10.0.0.1", OTHER), "device"),
        (("a", "10.0.0.1", CASE), ("b", "10.0.0.2", OTHER), "address"),
        (("a", "10.0.0.1", CASE), ("b", "10.0.0.2", OTHER), "case"),
    ],
)
def test_whoever_uses_up_his_quota_takes_nothing_from_others(
    acting_as: Acting, tmp_path: Path, first: tuple[str, str, Subject], second: tuple[str, str, Subject], quota: str
) -> None:
    greedy, other = citizen(acting_as(None), *first[:2]), citizen(acting_as(None), *second[:2])
    for _ in range(2):
        store(greedy, tmp_path, first[2], **{quota: 2})
    with pytest.raises(TooMuch, match=r"window|mobile data"):
        store(greedy, tmp_path, first[2], **{quota: 2})
    store(other, tmp_path, second[2], **{quota: 2})


@pytest.mark.parametrize("quota", ["device", "address", "case"])
def test_each_of_visitor_address_and_case_has_an_end(acting_as: Acting, tmp_path: Path, quota: str) -> None:
    """What changes from file to file is all but the one that is counted."""
    for number in range(3):
        act = citizen(
            acting_as(None),
            "same" if quota == "device" else f"device {number}",
            "same" if quota == "address" else f"10.0.0.{number}",
        )
        subject = CASE if quota == "case" else Subject("case", 10 + number, 350102)
        if number == 2:
            with pytest.raises(TooMuch) as refusal:
                store(act, tmp_path, subject, **{quota: 2})
            assert refusal.value.status == 429
        else:
            store(act, tmp_path, subject, **{quota: 2})
    assert len(list(tmp_path.iterdir())) == 2


def test_citizens_do_not_use_up_what_the_organ_may_hand_in(acting_as: Acting, tmp_path: Path) -> None:
    for number in range(3):
        store(citizen(acting_as("window"), f"d{number}"), tmp_path, organisation=2)
    store(acting_as("window"), tmp_path, organisation=1)
    with pytest.raises(TooMuch, match="organisation"):
        store(acting_as("handler"), tmp_path, organisation=1)


def test_an_organisation_has_a_daily_quota(acting_as: Acting, tmp_path: Path) -> None:
    for _ in range(2):
        store(acting_as("window"), tmp_path, organisation=2)
    with pytest.raises(TooMuch, match="tomorrow"):
        store(acting_as("handler"), tmp_path, organisation=2)  # the same organisation
    store(acting_as("other_handler"), tmp_path, organisation=2)
    store(acting_as("window", at=NOW + timedelta(days=1)), tmp_path, organisation=2)


def test_bytes_count_as_files_do(acting_as: Acting, tmp_path: Path) -> None:
    tight = {**QUOTAS, "organisation": replace(QUOTAS["organisation"], bytes_a_day=len(PDF_BYTES))}
    given = {"folder": tmp_path, "subject": CASE, "name": "a.pdf", "quotas": tight}
    store_attachment(acting_as("window"), stream=io.BytesIO(PDF_BYTES), **given)  # type: ignore[arg-type]
    with pytest.raises(TooMuch):
        store_attachment(acting_as("window"), stream=io.BytesIO(PDF_BYTES), **given)  # type: ignore[arg-type]


def test_the_eleventh_large_file_within_a_minute_waits(
    acting_as: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "BIG", 20)
    for _ in range(10):
        store(acting_as("window"), tmp_path)
    with pytest.raises(TooMuch, match="minute"):
        store(acting_as("window"), tmp_path)
    store(acting_as("handler"), tmp_path)
    store(acting_as("window", at=NOW + timedelta(seconds=61)), tmp_path)


def test_a_refused_act_counts_nothing(session: Session, acting_as: Acting, tmp_path: Path) -> None:
    with session.begin_nested() as attempt:
        store(acting_as("window"), tmp_path)
        attempt.rollback()
    for _ in range(2):
        store(acting_as("window"), tmp_path, organisation=2)
    with pytest.raises(TooMuch):
        store(acting_as("window"), tmp_path, organisation=2)


def test_a_count_ends_and_begins_again_at_zero(session: Session) -> None:
    connection, hour = session.connection(), timedelta(hours=1)
    for at, expected in ((NOW, 1), (NOW + hour / 2, 2), (NOW + hour, 1), (NOW + hour * 1.5, 2)):
        assert add_to_tally(connection, "codes", "10.0.0.1", at, at + hour) == expected
    assert tally(connection, "codes", "10.0.0.1", NOW + hour * 1.5) == 2
    assert tally(connection, "codes", "10.0.0.2", NOW + hour * 1.5) == 0
    assert tally(connection, "codes", "10.0.0.1", NOW + hour * 2) == 0


def test_ended_counts_are_forgotten_and_name_nobody(session: Session, acting_as: Acting) -> None:
    act = acting_as(None)
    add_to_tally(session.connection(), "codes", "10.0.0.1", NOW - timedelta(hours=2), NOW)
    add_to_tally(session.connection(), "codes", "10.0.0.2", NOW, NOW + timedelta(hours=1))
    assert all("10.0" not in key for key in session.scalars(select(Tally.key)))
    assert forget_tallies(act) == {"forgotten": 1}
    assert session.scalar(select(func.count()).select_from(Tally)) == 1
