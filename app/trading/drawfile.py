"""What is published of a draw, so that anybody can repeat it: list, commitments, values, order, answers."""

from typing import Any

from app.kernel.drawing import opaque_id
from app.trading.models import Draw
from app.trading.words import CallAnswer, TradeState

OPENED = frozenset({TradeState.AWARDED, TradeState.CONTRACTED})
"""States in which names of the committee and the salt of the list are open (Bidding Law art. 37)."""


def draw_file(draw: Draw) -> dict[str, Any]:
    """Return a draw as ``tools/verify_draw.py`` reads it; names and salt after the award alone."""
    project = draw.project
    opened = project.state in OPENED
    employers = dict(entry.split(":") for entry in draw.listed if ":" in entry)
    order = []
    for member in draw.members:
        name = opaque_id(draw.salt, member.expert_id)
        told: dict[str, Any] = {
            "place": member.place,
            "entry": f"{name}:{employers.get(name, '')}",
            "answer": str(CallAnswer(member.answer)),
            "seated": member.seated,
        }
        if opened and member.seated:
            told |= {"expert": member.expert_id, "name": member.expert.name}
        order.append(told)
    return {
        "trade": project.number,
        "specialty": draw.specialty,
        "wanted": draw.wanted,
        "frozen_at": draw.frozen_at.isoformat(),
        "list": list(draw.listed),
        "list_hash": draw.list_hash,
        "parts": [{"side": one.side, "commitment": one.commitment, "value": one.value} for one in draw.parts],
        "seed": draw.seed,
        "order": order,
        "salt": draw.salt if opened else None,
    }
