"""What the file of a case knows by itself, so that nobody states it otherwise: days, kind of party, age."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.identities import is_person
from app.kernel.words import N_
from app.penalties.cases.models import PenaltyCase
from app.penalties.judging.gates import ACT_ENDED, FOUND, anniversary
from app.penalties.judging.general import PARTY_STATE
from app.penalties.judging.standard import Choice, Factor, FactorKind

PERSON = frozenset({"person", "个人", "自然人", "公民"})
ORGANISATION = frozenset(
    {"unit", "organisation", "单位", "企业", "公司", "法人", "组织", "法人或者其他组织", "法人和其他组织"}
)
"""Codes and labels of choices that mean a person, or an organisation."""
CHILD, YOUTH = "under_14", "under_18"


def known_facts(case: PenaltyCase, factors: Iterable[Factor]) -> dict[str, tuple[str, ...]]:
    """Return by factor what the file leaves open: one value that is settled, or the choices that are possible."""
    known: dict[str, tuple[str, ...]] = {ACT_ENDED: (case.acted_on.isoformat(),), FOUND: (case.found_on.isoformat(),)}
    for factor in factors:
        if factor.code == PARTY_STATE:
            known[factor.code] = _states(case, factor)
        elif factor.kind == FactorKind.CHOICE and _tells_the_party(factor):
            other = ORGANISATION if case.party_kind == "person" else PERSON
            known[factor.code] = tuple(c.code for c in factor.choices if not _means(c, other))
    return known


def _means(choice: Choice, words: frozenset[str]) -> bool:
    return choice.code in words or str(choice.label) in words


def _tells_the_party(factor: Factor) -> bool:
    """Tell whether a factor asks for a person or an organisation."""
    return all(any(_means(choice, words) for choice in factor.choices) for words in (PERSON, ORGANISATION))


def _states(case: PenaltyCase, factor: Factor) -> tuple[str, ...]:
    """Return the states of mind and age that are possible: an organisation has neither (art. 30, 31)."""
    choices = tuple(choice.code for choice in factor.choices)
    if case.party_kind != "person":
        return choices[:1]
    born = born_on(case.party_identity or "")
    if born is None:
        return choices
    if case.acted_on < anniversary(born, 14):
        return (CHILD,)
    young = case.acted_on < anniversary(born, 18)
    return tuple(code for code in choices if code not in (CHILD, choices[0] if young else YOUTH))


def born_on(identity: str) -> date | None:
    """Return the birthday in an identity number; None where it is none."""
    if not is_person(identity):
        return None
    return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))


def stated(facts: Mapping[str, Any], known: Mapping[str, tuple[str, ...]], factors: Iterable[Factor]) -> dict[str, Any]:
    """Return facts with what the file knows filled in; refuses one that contradicts it."""
    by_code = {factor.code: factor for factor in factors}
    whole = dict(facts)
    for code, possible in known.items():
        given, factor = str(facts.get(code) or ""), by_code.get(code)
        if factor is not None and factor.kind == FactorKind.CHOICE:
            given = next((c.code for c in factor.choices if given in (c.code, str(c.label))), given)
        if given and given not in possible and code in by_code:
            raise Incomplete(
                N_("The file of this case says otherwise about “%(label)s”. It cannot be stated against the file."),
                field="facts",
                label=by_code[code].label,
            )
        if len(possible) == 1 or (factor is not None and not given and factor.default not in (None, *possible)):
            whole[code] = possible[0]
    return whole
