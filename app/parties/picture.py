"""What stands behind a party as a picture: one column for each step, at most forty boxes, drawn as SVG."""

from dataclasses import dataclass
from html import escape

from app.kernel.words import N_
from app.parties.models import Party, Tie
from app.parties.queries import Around
from app.parties.words import PartyForm, TieWord
from app.surfaces.language import translate

BOX, TALL, GAP, ROW = 190, 46, 74, 58
SIGNS = 13
"""Characters of a name that fit into a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A party at its place."""

    party: Party
    x: int
    y: int


def draw_around(found: Around) -> str:
    """Return the picture as an SVG element; every name in it is escaped."""
    levels = [level for level in found.levels if level]
    tallest = max(len(level) + (found.left_out[place] > 0) for place, level in enumerate(levels))
    height, width = tallest * ROW + 34, len(levels) * (BOX + GAP) - GAP + 4
    boxes: dict[int, Box] = {}
    for place, level in enumerate(levels):
        top = 28 + (tallest * ROW - len(level) * ROW) // 2
        for row, party in enumerate(level):
            boxes[party.id] = Box(party, 2 + place * (BOX + GAP), top + row * ROW)
    drawn = [_heading(place, found) for place in range(len(levels))]
    drawn += [_line(boxes[tie.from_id or 0], boxes[tie.to_id or 0]) for tie in found.ties]
    drawn += [_box(box, found, _word(box.party, found.ties, boxes)) for box in boxes.values()]
    for place, level in enumerate(levels):
        if found.left_out[place]:
            y = 28 + (tallest * ROW + len(level) * ROW) // 2 + 18
            drawn.append(
                _text(
                    2 + place * (BOX + GAP),
                    y,
                    translate(N_("and %(count)d more"), count=found.left_out[place]),
                    "label",
                )
            )
    title = escape(translate(N_("Who stands behind it, step by step")))
    return (
        f'<svg class="flow-picture ties" role="img" aria-label="{title}" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}">{"".join(drawn)}</svg>'
    )


def _text(x: int, y: int, words: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" class="{look}">{escape(words)}</text>'


def _heading(place: int, found: Around) -> str:
    words = translate(N_("The party")) if place == 0 else translate(N_("%(steps)d steps away"), steps=place)
    return _text(2 + place * (BOX + GAP), 16, words, "label")


def _line(first: Box, second: Box) -> str:
    if first.x > second.x:
        first, second = second, first
    here, there = first.y + TALL // 2, second.y + TALL // 2
    if first.x == second.x:
        side = first.x + BOX
        return f'<path class="arrow" d="M{side} {here} C{side + 40} {here} {side + 40} {there} {side} {there}"/>'
    begin, end = first.x + BOX, second.x
    middle = (begin + end) // 2
    return f'<path class="arrow" d="M{begin} {here} C{middle} {here} {middle} {there} {end} {there}"/>'


def _word(party: Party, ties: list[Tie], boxes: dict[int, Box]) -> str:
    """Return what ties a party to the column before it."""
    for tie in ties:
        other = tie.to_id if tie.from_id == party.id else tie.from_id if tie.to_id == party.id else None
        if other is not None and boxes[other].x < boxes[party.id].x:
            return tie_words(tie)
    return ""


def tie_words(tie: Tie) -> str:
    """Return a tie in words: ``Shareholder 35 %``."""
    share = ""
    if tie.share is not None:
        share = f" {tie.share:g}" + (f"–{tie.share_most:g} %" if tie.share_most is not None else " %")
    return translate(TieWord(tie.what)) + share


def _box(box: Box, found: Around, word: str) -> str:
    look = "node here" if box.x == 2 else "node lane-odd" if box.party.form != PartyForm.PERSON else "node"
    corner = 22 if box.party.form == PartyForm.PERSON else 4
    name = box.party.name if len(box.party.name) <= SIGNS else box.party.name[: SIGNS - 1] + "…"
    note = word + (" · " + translate(N_("hub")) if box.party.id in found.hubs else "")
    middle = box.x + BOX // 2
    lines = [f'<rect x="{box.x}" y="{box.y}" width="{BOX}" height="{TALL}" rx="{corner}" class="{look}"/>']
    lines.append(f"<title>{escape(str(box.party))}</title>")
    lines.append(_text(middle, box.y + (20 if note else 28), name, "name"))
    if note:
        lines.append(_text(middle, box.y + 37, note, "note"))
    return f"<g>{''.join(lines)}</g>"
