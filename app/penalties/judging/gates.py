"""First question: is there to be a penalty at all? (Administrative Penalty Law art. 27, 30, 31, 33, 36)"""

from datetime import date

from dateutil.relativedelta import relativedelta

from app.kernel.words import N_, Titled
from app.penalties.judging.conditions import Facts, answer, told
from app.penalties.judging.judgement import GateHit, Sentence
from app.penalties.judging.standard import Standard, Verdict

ACT_ENDED, FOUND = "act_ended_on", "found_on"
"""Facts of the limitation: the day on which the act (a continuing one: its end) lay, and that of its discovery."""
GRAVE = "life_safety_harm"
"""Fact that makes the limitation five years: life, health or financial safety, with harm (art. 36)."""
GRAVE_YEARS = 5
ART_36 = Titled(N_("Administrative Penalty Law art. 36"))
EXPIRED = Titled(N_("Past the limitation"))


def open_gates(standard: Standard, facts: Facts) -> tuple[list[GateHit], list[Sentence]]:
    """Return the gates that stand open and why; one whose facts are not known stays shut."""
    hits: list[GateHit] = []
    explain: list[Sentence] = []
    expired = limitation(standard, facts)
    if expired is not None:
        hits.append(GateHit("limitation", EXPIRED, Verdict.NONE, ART_36, by_law=True))
        explain.append(expired)
    for gate in standard.gates:
        if answer(gate.when, facts):
            hits.append(GateHit(gate.code, gate.name, gate.verdict, gate.basis, gate.by_law))
            explain.append(
                Sentence(
                    SENTENCES[gate.verdict],
                    {
                        "name": gate.name,
                        "because": told(gate.when, standard.labels, standard.words),
                        "basis": gate.basis,
                    },
                )
            )
    return hits, explain


SENTENCES = {
    Verdict.NONE: N_("No penalty: %(name)s (%(because)s). Basis: %(basis)s."),
    Verdict.MAY_NONE: N_("The penalty may be spared: %(name)s (%(because)s). Basis: %(basis)s."),
    Verdict.TRANSFER: N_("Hand the case over: %(name)s (%(because)s). Basis: %(basis)s."),
}


def limitation(standard: Standard, facts: Facts) -> Sentence | None:
    """Return why an act is too old to be punished, or None; the period ends on the same day of the year."""
    ended, found = facts.get(ACT_ENDED), facts.get(FOUND)
    if not isinstance(ended, date) or not isinstance(found, date):
        return None
    years = standard.limitation_years
    if facts.get(GRAVE) is True:
        years = max(years, GRAVE_YEARS)
    if found <= anniversary(ended, years):
        return None
    return Sentence(
        N_(
            "The act ended on %(ended)s and was found on %(found)s, more than %(years)d years later. "
            "No penalty is given any more (Administrative Penalty Law art. 36)."
        ),
        {"ended": ended, "found": found, "years": years},
    )


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the last of February (Civil Code art. 202)."""
    return day + relativedelta(years=years)
