"""Quotas of files: what an organisation, and what one visitor, one case and one address may hand in.

Nobody shares a count with strangers: an official counts with the organisation, a citizen by the device,
by the case or draft that the files belong to, and by the network address. Whoever uses up his own count
takes nothing from anybody else; an address that many share has room for many.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.kernel.act import Act, start_of_day
from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.tallies import add_to_tally, tally
from app.kernel.words import N_

MEGABYTE = 1024 * 1024
BIG = 10 * MEGABYTE


class TooMuch(Refused):
    """Too many or too large uploads in a while."""

    status = 429


class Owner(Protocol):
    """What a file may belong to."""

    @property
    def kind(self) -> str:
        """Word of its table."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def county(self) -> int:
        """Its county."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What may come from one of a kind on one day; ``big_a_minute`` counts files from ten megabytes on."""

    files_a_day: int
    bytes_a_day: int
    sentence: str
    big_a_minute: int | None = None


QUOTAS: Mapping[str, Quota] = {
    "organisation": Quota(
        5000,
        5 * 1024 * MEGABYTE,
        N_("Your organisation has handed in as many files today as it may. Go on tomorrow, or ask the administrator."),
    ),
    "official": Quota(
        5000,
        5 * 1024 * MEGABYTE,
        N_("You have handed in as many files today as one person may. Go on tomorrow."),
        big_a_minute=10,
    ),
    "case": Quota(
        100,
        500 * MEGABYTE,
        N_(
            "As many files as one application may have in a day have come for this one. Go on tomorrow, or "
            "bring the papers to the window."
        ),
    ),
    "device": Quota(
        200,
        1024 * MEGABYTE,
        N_(
            "As many files as one visitor may send in a day have come from this device. Go on tomorrow, or "
            "bring the papers to the window."
        ),
        big_a_minute=10,
    ),
    "address": Quota(
        1000,
        2 * 1024 * MEGABYTE,
        N_(
            "As many files as one network may send in a day have come from yours. Use another connection, such as "
            "mobile data, go on tomorrow, or bring the papers to the window."
        ),
        big_a_minute=30,
    ),
}


def counted_with(act: Act, owner: Owner) -> Iterator[tuple[str, str]]:
    """Yield what a file counts with, as (quota, whose); the platform's own files count with nothing."""
    if Role.PUBLIC in act.actor.roles:
        yield "case", f"{owner.kind}:{owner.id}"
        if act.device:
            yield "device", act.device
        if act.address:
            yield "address", act.address
    elif act.actor.official_id is not None:
        yield "organisation", str(act.actor.organisation_id)
        yield "official", str(act.actor.official_id)


def check_quotas(act: Act, owner: Owner, quotas: Mapping[str, Quota] = QUOTAS) -> None:
    """Refuse with TooMuch, before anything is written, when one of the counts is used up."""
    connection = act.session.connection()
    for name, whose in counted_with(act, owner):
        quota = quotas[name]
        files = tally(connection, f"files of {name}", whose, act.at)
        size = tally(connection, f"bytes of {name}", whose, act.at)
        if files >= quota.files_a_day or size >= quota.bytes_a_day:
            raise TooMuch(quota.sentence)
        big = tally(connection, f"big files of {name}", whose, act.at)
        if quota.big_a_minute is not None and big >= quota.big_a_minute:
            raise TooMuch(N_("Too many large files within a minute. Wait a minute, then go on."))


def count_file(act: Act, owner: Owner, size: int) -> None:
    """Count a file that has come; the counts belong to the act and go with it when it is rolled back."""
    connection = act.session.connection()
    tomorrow = start_of_day(act.on + timedelta(days=1))
    for name, whose in counted_with(act, owner):
        add_to_tally(connection, f"files of {name}", whose, act.at, tomorrow)
        add_to_tally(connection, f"bytes of {name}", whose, act.at, tomorrow, size)
        if size >= BIG:
            add_to_tally(connection, f"big files of {name}", whose, act.at, act.at + timedelta(minutes=1))
