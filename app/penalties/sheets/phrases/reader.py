"""Consumes a text from left to right and gathers its clauses."""

import re
import unicodedata

from app.penalties.sheets.numerals import MANY, PER_CENT, numeral, scaled
from app.penalties.sheets.phrases.amounts import NotUnderstood, conditions_of, read_amount
from app.penalties.sheets.phrases.clauses import Clause, Fine, changed
from app.penalties.sheets.phrases.patterns import (
    ALONE,
    AMOUNTS,
    CAP,
    CASES,
    EITHER,
    FINE_WORD,
    FLOOR,
    IDLE,
    JOIN,
    KIND,
    NEXT,
    OPTIONAL,
    OR,
    TO,
    UNITS,
    VERB,
    WORDED,
)


def read_penalty(text: str) -> tuple[Clause, ...] | None:
    """Return what a text imposes, case by case; None when any part of it is not understood."""
    plain = plainly(text)
    if not plain:
        return None
    try:
        clauses = Reader(plain).clauses()
    except NotUnderstood:
        return None
    return clauses or None


def plainly(text: str) -> str:
    """Return a text in half-width characters, with Arabic digits and without what says nothing."""
    plain = re.sub(r"\s|人民币", "", unicodedata.normalize("NFKC", text)).replace("(含)", "").replace("(含本数)", "")
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = PER_CENT.sub(lambda found: f"{numeral(found[1])}%", plain)
    ahead = rf"(?=元|倍|%|{TO}|以上|以下|以内|日|天|(?:{UNITS}))"
    plain = re.sub(rf"(?<![\d.第])[一二两三四五六七八九十百千万亿零〇]+{ahead}", lambda found: _short(found[0]), plain)
    return plain.replace("等值", "1倍").rstrip("。;,")


def _short(text: str) -> str:
    """Return a Chinese numeral in digits, a round 万 kept, so that 三至五万元 shares it: 五万 is 5万."""
    head, many = text[:-1], text[-1]
    if many in "万亿" and head and not set(head) & set(MANY) - {"百", "千"}:
        return f"{numeral(head)}{many}"
    return str(numeral(text))


class Reader:
    """Consumes a text and gathers its clauses."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.made: list[Clause] = [Clause()]
        self.choice = False
        self.last: tuple[str, str] | None = None

    @property
    def clause(self) -> Clause:
        """The clause that is being read."""
        return self.made[-1]

    def clauses(self) -> tuple[Clause, ...]:
        """Return all clauses, the head's further penalties shared by those that follow."""
        while self.at < len(self.text):
            if not any(
                step()
                for step in (
                    self._next,
                    self._floor,
                    self._cap,
                    self._case,
                    self._penalty,
                    self._or,
                    self._idle,
                    self._join,
                    self._worded,
                )
            ):
                raise NotUnderstood
        if self.choice:
            raise NotUnderstood
        made = [one for one in self.made if not one.empty]
        if len(made) > 1 and made[0].fine is None and not made[0].when and not made[0].worded:
            head, *made = made
            for one in made:
                one.must, one.may = [*head.must, *one.must], [*head.may, *one.may]
        return tuple(made)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is None or not found[0]:
            return None
        self.at = found.end()
        return found

    def _next(self) -> bool:
        if self._take(NEXT) is None:
            return False
        self._begin()
        return True

    def _begin(self) -> None:
        if self.choice:
            raise NotUnderstood
        if not self.clause.empty or self.clause.when or self.clause.worded:
            self.made.append(Clause())
        self.last = None

    def _case(self) -> bool:
        for pattern, name in CASES:
            found = self._take(pattern)
            if found is not None:
                if not self.clause.empty:
                    self._begin()
                self.clause.when.extend(conditions_of(found.groupdict(), name))
                return True
        return False

    def _worded(self) -> bool:
        found = self._take(WORDED)
        if found is None:
            return False
        if not self.clause.empty:
            self._begin()
        self.clause.worded += found["words"]
        return True

    def _floor(self) -> bool:
        found = FLOOR.match(self.text, self.at)
        if found is None:
            return False
        number = scaled(found["n"], found["n_many"])
        fine = self._fine()
        if number != scaled(found["m"], found["m_many"]) or not found["base"].endswith(fine.base or "-"):
            raise NotUnderstood
        self.at = found.end()
        self._set(fine, floor=number)
        return True

    def _cap(self) -> bool:
        found = CAP.match(self.text, self.at)
        if found is None or self.clause.fine is None:
            return False
        self.at = found.end()
        if self.clause.fine.kind == "amount":
            raise NotUnderstood
        self._set(self.clause.fine, cap=scaled(found["n"], found["n_many"]))
        return True

    def _fine(self) -> Fine:
        fine = self.clause.fine or next((one.fine for one in reversed(self.made) if one.fine), None)
        if fine is None:
            raise NotUnderstood
        return fine

    def _set(self, fine: Fine, **changes: str) -> None:
        place = next(one for one in reversed(self.made) if one.fine is fine)
        place.fine = changed(fine, **changes)

    def _penalty(self) -> bool:
        """Take a further penalty or a fine, with the word that says whether it must be."""
        start = self.at
        optional = alone = False
        if self._take(re.compile(EITHER)):
            optional, self.clause.may, self.clause.must = True, [*self.clause.may, *self.clause.must], []
        elif self._take(re.compile(ALONE)):
            alone = True
        elif self._take(re.compile(OPTIONAL)):
            optional = True
            self._take(re.compile(VERB))
        else:
            self._take(re.compile(VERB))
        fine = self._amount(optional)
        if fine is None:
            self._take(re.compile(FINE_WORD))
            fine = self._amount(optional)
        if fine is not None:
            if self.clause.fine is not None:
                raise NotUnderstood
            if alone:
                self.clause.may, self.clause.must = [*self.clause.may, *self.clause.must], []
            self.clause.fine = fine
            self._chosen(("fine", ""))
            return True
        kind = self._take(re.compile(KIND))
        if kind is None or alone:
            self.at = start
            return False
        name = kind["kind"].removesuffix("的")
        if "或者" in name or name.endswith("或"):
            raise NotUnderstood
        (self.clause.may if optional else self.clause.must).append(name)
        self._chosen(("kind", name))
        return True

    def _chosen(self, item: tuple[str, str]) -> None:
        """Note what was read last; two sides of 或者 become free to choose."""
        if self.choice:
            assert self.last is not None
            for side in (self.last, item):
                self._free(side)
            self.choice = False
        self.last = item

    def _free(self, side: tuple[str, str]) -> None:
        what, name = side
        if what == "fine" and self.clause.fine is not None:
            self.clause.fine = changed(self.clause.fine, optional=True)
        elif name in self.clause.must:
            self.clause.must.remove(name)
            self.clause.may.append(name)

    def _or(self) -> bool:
        if self.last is None or self._take(OR) is None:
            return False
        self.choice = True
        return True

    def _idle(self) -> bool:
        return self._take(IDLE) is not None

    def _join(self) -> bool:
        return self.at > 0 and self._take(JOIN) is not None

    def _amount(self, optional: bool) -> Fine | None:
        for kind, pattern, _unit in AMOUNTS:
            found = re.compile(pattern + r"(?:的?罚款)?(?=,|;|。|$|的|并|和|或|以及|但|、)").match(self.text, self.at)
            if found is None:
                continue
            fine = read_amount(kind, found.groupdict())
            if fine is None:
                raise NotUnderstood
            self.at = found.end()
            return changed(fine, optional=optional)
        return None
