"""The engine: one pure function from a standard and facts to a judgement.

The same standard and the same facts always give the same answer; it reads no clock, no database and
no configuration, and where the standard gives no answer it says so instead of guessing.
"""

from app.kernel.words import N_, Sentences
from app.penalties.judging.adjusting import hit_adjustments, moved, reduced
from app.penalties.judging.amounts import Range, show
from app.penalties.judging.bands import Legal, legal_range
from app.penalties.judging.conditions import Facts
from app.penalties.judging.gates import open_gates
from app.penalties.judging.grades import grades_of, hit_grades, span_range, told_hit
from app.penalties.judging.judgement import GateHit, GradeHit, Judgement, Outcome, Review, Sentence
from app.penalties.judging.standard import Effect, Grade, Standard, Verdict


def judge(standard: Standard, facts: Facts) -> Judgement:
    """Return legal range, range, grade, every hit, gates, basis, version and the reasons in sentences.

    ``facts`` are by code of factor, typed as ``read_facts`` gives them. Order: gates; the first band
    that holds; all grades that hold, the heaviest wins; lighter and heavier circumstances; the legal
    range, unless a ground to reduce lifts its minimum; whole yuan, half up.
    """
    facts = {**{f.code: f.default for f in standard.factors if f.default is not None}, **facts}
    gates, explain = open_gates(standard, facts)
    closed = _closed(standard, facts, gates, explain)
    if closed is not None:
        return closed
    legal, missing, told = legal_range(standard, facts)
    explain += told
    if legal is None:
        return _open_end(standard, gates, missing, explain, None)
    hits, missing = hit_grades(standard, legal, facts)
    if missing or not hits:
        if not missing:
            explain.append(_no_grade(standard, legal))
        return _open_end(standard, gates, missing, explain, legal)
    return _graded(standard, facts, gates, legal, hits, explain)


def _closed(standard: Standard, facts: Facts, gates: list[GateHit], explain: list[Sentence]) -> Judgement | None:
    """Return the judgement that ends at a gate; a suspected crime goes before everything else.

    At a gate of the standard's own, which only guides, what the law allows is told all the same.
    """
    for verdict, outcome in ((Verdict.TRANSFER, Outcome.TRANSFER), (Verdict.NONE, Outcome.NONE)):
        if any(gate.verdict == verdict for gate in gates):
            basis = tuple(gate.basis for gate in gates)
            by_law = any(gate.by_law for gate in gates)
            legal = None if by_law else legal_range(standard, facts)[0]
            return Judgement(
                outcome,
                standard.version,
                legal=legal.range.rounded() if legal else None,
                gates=tuple(gates),
                basis=basis,
                explain=tuple(explain),
                legal_optional=legal is not None and legal.band.optional,
            )
    return None


def _open_end(
    standard: Standard, gates: list[GateHit], missing: set[str], explain: list[Sentence], legal: Legal | None
) -> Judgement:
    """Return the judgement that cannot name a grade: something is unknown, or nothing holds."""
    if missing:
        order = {factor.code: place for place, factor in enumerate(standard.factors)}
        named = sorted(missing, key=lambda code: (order.get(code, len(order)), code))
        labels = Sentences(("", standard.labels.get(code, code)) for code in named)
        explain = [*explain, Sentence(N_("Please state: %(labels)s."), {"labels": labels})]
        missed = tuple(named)
    else:
        missed = ()
    return Judgement(
        Outcome.INCOMPLETE if missing else Outcome.MANUAL,
        standard.version,
        legal=legal.range.rounded() if legal else None,
        band=legal.band.code if legal else "",
        gates=tuple(gates),
        kinds=legal.band.kinds if legal else (),
        basis=(legal.band.basis,) if legal else (),
        missing=missed,
        explain=tuple(explain),
        legal_optional=legal is not None and legal.band.optional,
    )


def _no_grade(standard: Standard, legal: Legal) -> Sentence:
    texts = [grade.text for grade in grades_of(standard, legal.band.code) if grade.text and not grade.alternatives]
    if texts:
        return Sentence(
            N_("The conditions of these grades are in words only and must be judged by hand: %(texts)s"),
            {"texts": "；".join(texts)},
        )
    return Sentence(N_("No grade of the standard covers these facts. The case must be judged by hand."))


def _graded(
    standard: Standard, facts: Facts, gates: list[GateHit], legal: Legal, hits: list[Grade], explain: list[Sentence]
) -> Judgement:
    heaviest = hits[0]
    explain += [told_hit(standard, grade, facts, heaviest=grade is heaviest) for grade in hits]
    found, missing, told = span_range(standard, heaviest.span, legal, facts)
    explain += told
    if found is None:
        return _open_end(standard, gates, missing, explain, legal)
    adjustments = hit_adjustments(standard, facts)
    inside, told = moved(found, adjustments)
    explain += told
    clamped = inside.clamped(legal.range)
    if clamped != inside:
        explain.append(Sentence(N_("The grade reaches beyond the legal range and is cut to it.")))
    final, told = reduced(clamped, legal.range, adjustments)
    explain += told
    final = final.rounded()
    explain.append(_result(final))
    if heaviest.optional:
        explain.append(Sentence(N_("The fine may be left out; what else the standard names is imposed alone then.")))
    reduction = any(hit.effect == Effect.REDUCE for hit in adjustments)
    return Judgement(
        Outcome.RANGE,
        standard.version,
        legal=legal.range.rounded(),
        range=final,
        band=legal.band.code,
        grade=_hit(heaviest),
        hits=tuple(_hit(grade) for grade in hits),
        gates=tuple(gates),
        adjustments=tuple(adjustments),
        kinds=tuple(dict.fromkeys((*legal.band.kinds, *heaviest.kinds))),
        reviews=(Review.COLLECTIVE, Review.LEGAL) if reduction else (),
        basis=tuple(
            dict.fromkeys(
                text
                for text in (
                    legal.band.basis,
                    heaviest.basis,
                    *(a.basis for a in adjustments),
                    *(g.basis for g in gates),
                )
                if text
            )
        ),
        explain=tuple(explain),
        may=tuple(dict.fromkeys((*legal.band.may, *heaviest.may))),
        optional=heaviest.optional,
        legal_optional=legal.band.optional,
    )


def _hit(grade: Grade) -> GradeHit:
    return GradeHit(grade.code, grade.level, grade.name, grade.basis)


RESULT = {
    (False, False): N_("Result: %(lo)s to %(hi)s yuan."),
    (True, False): N_("Result: more than %(lo)s and up to %(hi)s yuan."),
    (False, True): N_("Result: from %(lo)s to less than %(hi)s yuan."),
    (True, True): N_("Result: more than %(lo)s and less than %(hi)s yuan."),
}


def _result(final: Range) -> Sentence:
    if final.lo == final.hi:
        return Sentence(N_("Result: %(lo)s yuan."), {"lo": show(final.lo)})
    return Sentence(RESULT[final.lo_open, final.hi_open], {"lo": show(final.lo), "hi": show(final.hi)})
