"""The clock fetches what cameras show while their hall is open, and tells an old, dark or turned picture from one of now."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.networks import Networks
from app.patrol.cameras.taking import take_pictures
from app.patrol.models import Camera
from app.patrol.operations.fetching import STREAMS, cameras_due, fetch_stills, set_view
from app.patrol.wall import last_picture, picture_path
from app.patrol.words import StillOutcome
from tests.conftest import NOW
from tests.patrol.building import Halls
from tests.patrol.cameras.sources import Answer, camera, dripping, giving, jpeg, room

HERE = Networks.read("127.0.0.0/8")


class Source:
    """A real camera whose picture a test changes."""

    def __init__(self) -> None:
        self.shows = jpeg(room())

    def __call__(self, request: object) -> None:
        """Answer as a camera does."""
        giving(self.shows)(request)  # type: ignore[arg-type]


@pytest.fixture
def fetch(acting_as: Callable[..., Act], tmp_path: Path) -> Callable[..., dict[str, int]]:
    """Let the clock fetch once, so many minutes after ten."""

    def run(minutes: int = 0, networks: Networks = HERE) -> dict[str, int]:
        act = acting_as(None, NOW + timedelta(minutes=minutes))
        return dict(fetch_stills(act, tmp_path, networks, lambda: None, lambda found, at: take_pictures(found, at, 2)))

    return run


def at_counter(halls: Halls, stack: ExitStack, answer: Answer, **values: object) -> Camera:
    """Enter a camera that is really there."""
    address, _ = stack.enter_context(camera(answer))
    return halls.camera(still_address=address, **values)


def test_a_fresh_picture_hangs_on_the_wall_and_the_same_one_again_does_not_count(
    halls: Halls, fetch: Callable[..., dict[str, int]], tmp_path: Path
) -> None:
    source = Source()
    with ExitStack() as stack:
        held = at_counter(halls, stack, source)
        assert fetch() == {"fresh": 1}
        first = picture_path(tmp_path, held.id).read_bytes()
        shown = last_picture(tmp_path, held, NOW + timedelta(minutes=1))
        assert shown is not None and shown.stream.read() == first
        assert fetch(1) == {"same": 1} and held.faults == 1
        assert fetch(2) == {"same": 1} and held.faults == 2
        assert last_picture(tmp_path, held, NOW + timedelta(minutes=3)) is None, (
            "an old picture is not what is seen now"
        )
        source.shows = jpeg(room(person=True))
        assert fetch(3) == {"fresh": 1} and held.faults == 0
        assert picture_path(tmp_path, held.id).read_bytes() != first


def test_a_dark_picture_never_takes_the_place_of_what_was_seen(
    halls: Halls, fetch: Callable[..., dict[str, int]], tmp_path: Path
) -> None:
    source = Source()
    with ExitStack() as stack:
        held = at_counter(halls, stack, source)
        fetch()
        seen = picture_path(tmp_path, held.id).read_bytes()
        source.shows = jpeg(room(light=5))
        assert fetch(1) == {"dark": 1}
        assert picture_path(tmp_path, held.id).read_bytes() == seen
        assert picture_path(tmp_path, held.id, fresh=False).exists()


def test_a_camera_that_was_turned_is_noticed_once_somebody_said_what_it_should_show(
    halls: Halls, fetch: Callable[..., dict[str, int]], acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    source = Source()
    with ExitStack() as stack:
        held = at_counter(halls, stack, source)
        with pytest.raises(NotFound):
            set_view(acting_as("county_admin"), tmp_path, held)
        fetch()
        set_view(acting_as("county_admin"), tmp_path, held)
        source.shows = jpeg(room(person=True, light=170))
        assert fetch(1) == {"fresh": 1}, "people and light are no turn"
        source.shows = jpeg(room(shift=90))
        assert fetch(2) == {"moved": 1}
        set_view(acting_as("county_admin"), tmp_path, held)
        source.shows = jpeg(room(shift=90, person=True))
        assert fetch(3) == {"fresh": 1}, "it was turned on purpose, and that was said"


def test_a_camera_that_hangs_is_noted_and_the_others_are_fetched(
    halls: Halls, fetch: Callable[..., dict[str, int]]
) -> None:
    with ExitStack() as stack:
        at_counter(halls, stack, Source())
        at_counter(halls, stack, dripping, code="GL-C02", counter_codes="")
        at_counter(halls, stack, giving(b"<p>Log in</p>", "text/html"), code="GL-C03", counter_codes="")
        assert fetch() == {"fresh": 1, "no_picture": 1, "slow": 1}


def test_nothing_is_asked_of_a_closed_hall_a_camera_under_repair_or_without_networks(
    halls: Halls, fetch: Callable[..., dict[str, int]]
) -> None:
    with ExitStack() as stack:
        address, asked = stack.enter_context(camera(Source()))
        halls.camera(still_address=address)
        halls.camera(still_address=address, code="GL-C02", counter_codes="", off=True)
        assert fetch(0, Networks()) == {}
        assert fetch(12 * 60) == {}
        assert asked == []
        assert fetch() == {"fresh": 1}
        assert len(asked) == 1


def test_the_transaction_ends_before_the_net_is_asked(
    halls: Halls, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    halls.camera()
    order: list[str] = []

    def take(found: object, _networks: object) -> list[object]:
        order.append("asked")
        return take_pictures([], HERE)  # type: ignore[return-value]

    with pytest.raises(ValueError, match="zip"):
        fetch_stills(acting_as(None), tmp_path, HERE, lambda: order.append("released"), take)  # type: ignore[arg-type]
    assert order == ["released", "asked"]


def test_streams_take_their_turns(halls: Halls, acting_as: Callable[..., Act]) -> None:
    for number in range(STREAMS + 3):
        address = f"rtsp://127.0.0.1:9/{number}"
        halls.camera(code=f"GL-S{number:02d}", counter_codes="", still_address=address)
    halls.camera()
    first = cameras_due(acting_as(None))
    assert sum(one.source.address.startswith("rtsp") for one in first) == STREAMS
    assert len(first) == STREAMS + 1
    for one in first:
        held = halls.session.get(Camera, one.camera_id)
        assert held is not None
        held.tried_at, held.outcome = NOW, str(StillOutcome.UNREACHABLE)
    second = cameras_due(acting_as(None, NOW + timedelta(minutes=1)))
    waited = {f"rtsp://127.0.0.1:9/{number}" for number in range(STREAMS, STREAMS + 3)}
    assert waited <= {one.source.address for one in second}
