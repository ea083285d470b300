"""Sums of money and ranges of them, in yuan, exact."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

ZERO, ONE = Decimal(0), Decimal(1)
YUAN = Decimal(1)
FINE = Decimal("0.000001")
"""Below this, a difference comes from dividing and not from the law."""


@dataclass(frozen=True, slots=True)
class Range:
    """From ``lo`` to ``hi`` yuan; an open end does not belong to the range (超过, 不足).

    以上 and 以下 include the number, 超过 and 不满 do not (Civil Code art. 1259).
    """

    lo: Decimal
    hi: Decimal
    lo_open: bool = False
    hi_open: bool = False

    @property
    def width(self) -> Decimal:
        """Distance of the ends."""
        return self.hi - self.lo

    def holds(self, amount: Decimal) -> bool:
        """Tell whether an amount lies in the range."""
        above = amount > self.lo if self.lo_open else amount >= self.lo
        below = amount < self.hi if self.hi_open else amount <= self.hi
        return above and below

    def part(self, lo: Decimal, hi: Decimal, lo_open: bool = False, hi_open: bool = False) -> "Range":
        """Return the part from one fraction (0 to 1) to another."""
        return Range(self.lo + self.width * lo, self.lo + self.width * hi, lo_open, hi_open)

    def clamped(self, within: "Range") -> "Range":
        """Return this range moved and cut so that it lies within another."""
        lo, lo_open = self.lo, self.lo_open
        hi, hi_open = self.hi, self.hi_open
        if lo < within.lo:
            lo, lo_open = within.lo, within.lo_open
        if hi > within.hi:
            hi, hi_open = within.hi, within.hi_open
        if lo > within.hi:
            lo, lo_open = within.hi, False
        if hi < within.lo:
            hi, hi_open = within.lo, False
        return Range(lo, hi, lo_open, hi_open)

    def rounded(self) -> "Range":
        """Return the range in whole yuan, half up.

        An open end that rounding moved into the range belongs to it from then on: 1,000.60 open is
        1,001 closed.
        """
        below, above = self.lo.quantize(FINE), self.hi.quantize(FINE)
        lo, hi = to_yuan(self.lo), to_yuan(self.hi)
        return replace(self, lo=lo, hi=hi, lo_open=self.lo_open and lo <= below, hi_open=self.hi_open and hi >= above)


def to_yuan(amount: Decimal) -> Decimal:
    """Return an amount in whole yuan, half up."""
    return amount.quantize(YUAN, ROUND_HALF_UP)


def show(number: Decimal) -> str:
    """Return a number as it is printed in either language: 12,000 or 0.5."""
    plain = number.normalize()
    if plain == plain.to_integral_value():
        plain = plain.quantize(ONE)
    return f"{plain:,f}"
