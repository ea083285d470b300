"""The demo's exchange: the county sends its catalogue and cases to the city, which took all rows but one and sent its own."""

from types import SimpleNamespace
from typing import Any

from nacl.signing import SigningKey

from app.exchange.batches import Batch, make_batch, read_object
from app.exchange.envelopes import crossing_fields, envelope
from app.exchange.keys import fingerprint
from app.exchange.kinds import all_kinds
from app.exchange.models import ExchangeBatch
from app.exchange.operations import add_peer, agree_on, begin_node, make_batches, take_answer, take_batch
from app.exchange.operations.sending import kept_lines
from app.exchange.queries import unanswered
from app.exchange.receipts import RefusedRow, make_receipt
from app.exchange.words import Direction, PeerLevel
from app.kernel.act import CITY, Act
from app.kernel.audit import TrailRow, canonical, instant
from app.powers.records import POWER

KINDS = ("power", "approval")
CATALOGUE = ("大型群众性活动安全许可", "燃气经营许可证核发", "占用城市绿地审批")
"""Items of the city's own catalogue."""
WHY = "市级目录中没有该办件对应的事项，请先报送事项。"


def write_exchange(act: Act, county: int, own: SigningKey) -> None:
    """Let the county take part, send what its trail has told so far, and take the city's signed receipts.

    The city is played by a key of the demo that is forgotten afterwards: what it signed can be checked like anything
    else, and nobody can sign in its name any more.
    """
    city = SigningKey.generate()
    begin_node(act, county, own)
    told = fingerprint(city.verify_key)
    peer = add_peer(act, CITY, "福州市", city.verify_key, told, PeerLevel.ABOVE)
    channel = agree_on(act, peer, Direction.OUT, KINDS, all_kinds())
    make_batches(act, channel, own, all_kinds(), act.session.flush)
    sent = unanswered(act.session, channel)
    for kept in sent:
        refused = _refused(kept) if kept is sent[-1] else ()
        receipt = make_receipt(_batch(kept), refused, city, instant(act.at))
        take_answer(act, channel, canonical(receipt).encode(), own.verify_key)
    down = agree_on(act, peer, Direction.IN, (POWER.name,), all_kinds())
    batch = make_batch(down.between(county), _catalogue(act), city, until=len(CATALOGUE), at=instant(act.at))
    take_batch(act, down, batch, own, all_kinds())


def _catalogue(act: Act) -> list[dict[str, Any]]:
    """Return the city's catalogue as its rows cross."""
    rows = []
    for place, name in enumerate(CATALOGUE, start=1):
        told = TrailRow(county=CITY, place=place, subject_id=CITY * 1_000_000_000 + place, at=act.at)
        own = {"code": f"FZ-XK-{place:06}", "name": name, "power_type": "01", "state": "in_force"}
        held = SimpleNamespace(**dict.fromkeys(field.name for field in crossing_fields(POWER)) | own)
        rows.append(envelope(CITY, POWER, told, held))
    return rows


def _batch(kept: ExchangeBatch) -> Batch:
    return Batch(read_object(kept.head.encode()), tuple(kept_lines(kept)))


def _refused(kept: ExchangeBatch) -> tuple[RefusedRow, ...]:
    """Return the last row of a batch as one that the city did not take."""
    line = kept_lines(kept)[-1]
    return (RefusedRow(kept.count, str(read_object(line)["id"]), WHY),)
