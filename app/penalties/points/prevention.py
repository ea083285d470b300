"""What keeps each condition of penalties from coming about in the program: one rule for every guard that has a point.

The screen prevents what the point would find, unless the law leaves a choice. Points stay for what comes
from elsewhere: imported cases, other systems, a hand in the database. ``table()`` is docs/penalty-guards.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.penalties.points import PENALTY_POINTS


@dataclass(frozen=True, slots=True)
class Prevention:
    """Why a condition cannot come about, or why it may."""

    how: str
    """refused, time, choice or figure."""
    by: tuple[str, ...]
    """Operations that refuse, or ask for reasons and a second person."""
    words: str


HOW = {
    "refused": "refused",
    "time": "time alone brings it about; a clock warns before",
    "choice": "the law leaves a choice; reasons are asked for and the point shows it",
    "figure": "a figure over many cases, no single act",
}


def refused(words: str, *by: str) -> Prevention:
    """Say which operations refuse it."""
    return Prevention("refused", by, words)


def time(words: str) -> Prevention:
    """Say which clock warns before."""
    return Prevention("time", (), words)


def choice(words: str, *by: str) -> Prevention:
    """Say what is asked for where the law leaves a choice."""
    return Prevention("choice", by, words)


def figure(words: str) -> Prevention:
    """Say over what the figure is taken."""
    return Prevention("figure", (), words)


PREVENTED: Mapping[str, Prevention] = {
    "P1.declined": choice("Not every clue is a violation; a head decides with reasons", "decline"),
    "P1.unapproved": refused(
        "Needs reasons, and somebody other than who wrote the clue down", "decline", "leave_unfiled"
    ),
    "P1.repeated": choice("The same report may be wrong twice; reasons are asked for each time", "decline"),
    "P1.uninformed": time("Clock of the informer"),
    "P2.unfiled": choice("Not every clue is filed; a head decides with reasons", "leave_unfiled"),
    "P2.standard_met": refused(
        "Evidence marked as meeting the filing standard stands in the way", "leave_unfiled", "decline"
    ),
    "P2.late": time("Clock of the clue"),
    "P2.rate": figure("Clues of an officer beside his peers"),
    "P3.changed": choice("The facts may turn out otherwise; a head decides with reasons", "change_cause"),
    "P3.lighter": choice("The lighter cause may be the true one; both ranges are kept", "change_cause"),
    "P3.after_notice": choice("Possible; a new proposal and a new notice are forced", "change_cause"),
    "P3.again": choice("The facts may turn out otherwise once more", "change_cause"),
    "P4.range": choice(
        "Inside the law's range a reason, review and discussion lead out of the standard's; nothing leads out of the law's",
        "propose",
        "recheck",
        "decide",
        "decide_on_spot",
        "end_remedy",
    ),
    "P4.by_hand": choice(
        "Where no grade fits, a reason, review and discussion are asked for; without a fine of the law it is refused",
        "propose",
        "decide_on_spot",
    ),
    "P4.kind": refused("A kind that the standard names nowhere is not taken", "propose", "decide_on_spot"),
    "P4.after_plea": refused(
        "After a plea nothing higher on the same circumstances; never above the last notice",
        "propose",
        "recheck",
        "decide",
    ),
    "P4.two_fines": refused(
        "A second fine for the same mark of the act and the same party", "decide", "decide_on_spot"
    ),
    "P4.below_minimum": refused(
        "Below the law's minimum only with a ground of reduction, which needs review and minutes",
        "propose",
        "recheck",
        "decide",
        "decide_on_spot",
    ),
    "P4.summary": refused("200 yuan for a person, 3,000 for an organisation", "decide_on_spot"),
    "P4.cash": refused("Above 100 yuan a ground is a must", "note_payment"),
    "P4.peer": figure("Fines for the same circumstances in all counties"),
    "P4.edited": choice(
        "Circumstances may have been measured wrongly; the reason is a must and is printed in the notice", "propose"
    ),
    "P5.withdrawn": choice("A filing may have been wrong; review and minutes come first", "withdraw_filing"),
    "P5.unchecked": refused("Without a review of the withdrawal and the minutes of its discussion", "withdraw_filing"),
    "P5.after_notice": choice(
        "What the party says may show that there was no violation; review and minutes come first", "withdraw_filing"
    ),
    "P5.after_contact": choice(
        "Contacts are written down so that they are seen; review and minutes come first", "withdraw_filing"
    ),
    "P5.rate": figure("Filings of an officer beside his peers"),
    "P6.decision": time("Clock of the ninety days"),
    "P6.near": time("It is the warning itself"),
    "P6.service": time("Clock of service"),
    "P6.evidence": time("Clock of the preserved evidence"),
    "P6.seizure": time("Clock of the seizure"),
    "P6.report": time("Clock of the report; the case is not closed without it"),
    "P6.payment": time("Clock of payment; the surcharge begins by the clock of the program"),
    "P6.court": time("Clock of the application to the court"),
    "P6.lapsed": refused(
        "The engine bars the penalty; after five years not even filed", "file", "propose", "decide", "decide_on_spot"
    ),
    "P7.made": choice("Everybody may complain", "complain"),
    "P7.unaccepted": time("Clock of the complaint"),
    "P7.unanswered": time("Clock of the answer"),
    "P7.own": refused(
        "Who is complained about neither takes the complaint up nor inherits it",
        "accept_complaint",
        "hand_over_penalties",
    ),
    "P7.heap": figure("Complaints about one officer within a window"),
    "PP.certificate": refused(
        "Certificates are looked up at every act and again on the day of the decision",
        "file",
        "propose",
        "decide",
        "decide_on_spot",
    ),
    "PP.review": refused(
        "A review that passed the last proposal, and came after a hearing where there was one", "decide"
    ),
    "PP.discussion": refused("Minutes of a discussion of the last proposal", "decide"),
    "PP.notice": refused("The state of a case that was noticed and rechecked", "decide"),
    "PP.hearing": refused(
        "A hearing that was asked for is held, or given up by the party", "propose", "recheck", "decide"
    ),
    "PP.recusal": refused(
        "Declared interests are looked up whenever an officer joins or acts",
        "file",
        "recuse",
        "keep_away",
        "propose",
        "decide",
        "hand_over_penalties",
    ),
    "PP.four_eyes": refused(
        "Officers of a case, past or present, neither file nor review nor decide it",
        "file",
        "recuse",
        "review",
        "decide",
    ),
    "PP.reviewer": refused("A review passes only at the hands of whom the register entitles", "review", "decide"),
    "PP.date_moved": choice("Two people correct a slip; the old value stays", "approve_correction"),
    "PP.unpublished": time("Clock of publication; published only after service"),
    "PP.still_public": time("Clock of the withdrawal from publication"),
    "PP.gap": refused("The order of the states", "decide", "note_payment", "close"),
}


def table() -> str:
    """Return docs/penalty-guards.md."""
    rows = ["| condition | what it finds | in the program | where |", "| --- | --- | --- | --- |"]
    for point in PENALTY_POINTS:
        found = PREVENTED[point.code]
        where = ", ".join(f"`{name}`" for name in found.by) or "-"
        rows.append(f"| {point.code} | {point.title} | {HOW[found.how]}. {found.words}. | {where} |")
    return HEAD + "\n".join(rows) + "\n"


HEAD = """# 处罚监察点与办理限制 · Guards and points of penalties

One rule: the screen prevents what the point would find, unless the law leaves a choice. The points stay for what
comes from elsewhere: imported cases, other systems, a hand in the database. 系统内能拦的先拦住，法律留有裁量余地的说明
理由后照办并由监察点提示。Written by `flask penalties guards`; a test compares it.

"""
