"""A still is fetched from real cameras, and bad ones harm nobody (CWE-918, CWE-400)."""

import asyncio
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import pytest

from app.kernel.networks import Networks
from app.patrol.cameras.outcomes import WHY, Source
from app.patrol.cameras.taking import Taken, take_pictures
from app.patrol.words import StillOutcome
from tests.patrol.cameras.sources import (
    PASSWORD,
    USER,
    asking_basic,
    asking_digest,
    camera,
    dripping,
    endless,
    giving,
    jpeg,
    room,
    silent,
)

HERE = Networks.read("127.0.0.0/8")
STILL = jpeg(room())


def taken(address: str, networks: Networks = HERE, seconds: float = 5, user: str = "", password: str = "") -> Taken:
    """Ask one camera."""
    return take_pictures([Source(address, user, password)], networks, seconds)[0]


def test_a_still_is_taken_and_encoded_again() -> None:
    with camera(giving(STILL)) as (address, asked):
        found = taken(address)
    assert found.outcome is StillOutcome.FRESH
    assert found.picture is not None and found.picture.data[:2] == b"\xff\xd8" and found.picture.data != STILL
    assert len(found.picture.digest) == 64 and not found.picture.dark
    assert asked == [address.split("/")[2]]


def test_the_same_still_has_the_same_digest_and_another_has_not() -> None:
    with camera(giving(STILL)) as (address, _), camera(giving(jpeg(room(person=True)))) as (other, _):
        first, again, later = take_pictures([Source(address), Source(address), Source(other)], HERE)
    assert first.picture and again.picture and later.picture
    assert first.picture.digest == again.picture.digest != later.picture.digest


@pytest.mark.parametrize("asking", [asking_basic, asking_digest])
def test_a_camera_is_given_the_account_as_it_asks_for_it(asking) -> None:
    with camera(asking(STILL)) as (address, asked):
        assert taken(address, user=USER, password=PASSWORD).outcome is StillOutcome.FRESH
        assert len(asked) == 2
        assert taken(address, user=USER, password="wrong").outcome is StillOutcome.REFUSED
        assert taken(address).outcome is StillOutcome.REFUSED


def test_a_redirect_is_never_followed() -> None:
    with camera(giving(STILL)) as (inner, asked), camera(giving(b"", status=302, Location=inner)) as (address, _):
        assert taken(address).outcome is StillOutcome.REDIRECTED
        assert asked == []


def test_an_address_outside_the_networks_is_never_called() -> None:
    with camera(giving(STILL)) as (address, asked):
        for networks in ("", "10.20.0.0/16", "127.0.0.2/32"):
            assert taken(address, Networks.read(networks)).outcome is StillOutcome.FORBIDDEN
        mapped = address.replace("127.0.0.1", "[::ffff:127.0.0.1]")
        assert taken(mapped, Networks.read("10.20.0.0/16")).outcome is StillOutcome.FORBIDDEN
        named = address.replace("127.0.0.1", "localhost")
        assert taken(named, Networks.read("10.20.0.0/16")).outcome is StillOutcome.FORBIDDEN
        assert asked == []


@pytest.mark.parametrize("address", ["169.254.169.254", "[fe80::1]", "224.0.0.1", "[::]"])
def test_an_address_that_is_never_a_camera_is_refused_even_where_all_networks_are_named(address: str) -> None:
    everywhere = Networks.read("0.0.0.0/0, ::/0")
    assert taken(f"http://{address}/still.jpg", everywhere).outcome is StillOutcome.FORBIDDEN


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (giving(b"<!doctype html><title>Log in</title>", "text/html"), StillOutcome.NO_PICTURE),
        (giving(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), StillOutcome.NO_PICTURE),
        (giving(b""), StillOutcome.NO_PICTURE),
        (giving(STILL[: len(STILL) // 2]), StillOutcome.NO_PICTURE),
        (giving(STILL, status=500), StillOutcome.NO_PICTURE),
        (giving(STILL, Content_Encoding="gzip"), StillOutcome.NO_PICTURE),
        (giving(STILL, status=403), StillOutcome.REFUSED),
        (giving(b"", Content_Length=str(2 * 1024**3)), StillOutcome.LARGE),
        (endless, StillOutcome.LARGE),
    ],
    ids=["html", "svg", "empty", "cut", "fault", "packed", "not allowed", "announced", "endless"],
)
def test_what_is_no_picture_is_told_as_what_it_is(answer, outcome: StillOutcome) -> None:
    with camera(answer) as (address, _):
        found = taken(address)
    assert found == Taken(outcome)
    assert WHY[outcome]


def test_two_gigabytes_take_no_more_memory_than_the_limit() -> None:
    with camera(endless) as (address, _):
        tracemalloc.start()
        try:
            assert taken(address).outcome is StillOutcome.LARGE
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 40 * 1024 * 1024


def test_thirty_cameras_that_hang_hold_nobody_up() -> None:
    """Some never say a word, some drip a header for ever; the good ones behind them are asked while all of those hang."""
    hanging, beside = [], []

    def hang(request: BaseHTTPRequestHandler) -> None:
        hanging.append(request)
        try:
            dripping(request)
        finally:
            hanging.remove(request)

    def give(request: BaseHTTPRequestHandler) -> None:
        beside.append(len(hanging))
        giving(STILL)(request)

    with ExitStack() as stack:
        mute = stack.enter_context(silent())
        slow, _ = stack.enter_context(camera(hang))
        good, _ = stack.enter_context(camera(give))
        sources = [Source(slow)] * 15 + [Source(mute)] * 15 + [Source(good)] * 3
        found = take_pictures(sources, HERE, 3)
    assert [one.outcome for one in found] == [StillOutcome.SLOW] * 30 + [StillOutcome.FRESH] * 3
    assert len(beside) == 3 and all(beside), "a good camera was asked only after the bad ones were given up"


def test_whoever_has_an_event_loop_already_may_ask_too() -> None:
    async def inside(address: str) -> StillOutcome:
        return taken(address).outcome

    with camera(giving(STILL)) as (address, _), ThreadPoolExecutor(1) as beside:
        assert beside.submit(lambda: asyncio.run(inside(address))).result() is StillOutcome.FRESH


def test_an_address_where_nothing_answers_is_unreachable() -> None:
    with camera(giving(STILL)) as (address, _):
        pass
    assert taken(address).outcome is StillOutcome.UNREACHABLE
    assert taken("http://no-such-camera.invalid/still.jpg").outcome is StillOutcome.UNREACHABLE


@pytest.mark.parametrize(
    "address",
    [
        "ftp://10.0.0.1/a.jpg",
        "file:///etc/passwd",
        "http:///a.jpg",
        "http://u:p@10.0.0.1/",
        "http://10.0.0.1:99999/",
        "x",
    ],
)
def test_an_address_that_is_none_of_a_cameras_is_no_source(address: str) -> None:
    with pytest.raises(ValueError):
        Source(address).place()


def test_a_network_that_is_mistyped_is_refused() -> None:
    assert not Networks.read(" , ")
    with pytest.raises(ValueError):
        Networks.read("10.20.0.0/16, ten")
