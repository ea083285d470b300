"""Vocabularies of funds."""

from collections.abc import Mapping

from app.kernel.words import N_, Word


class AccountKind(Word):
    """For what an account is kept (rules on accounts of the treasury and of settlement in renminbi)."""

    TREASURY = "treasury", N_("Account of the treasury")
    ZERO_BALANCE = "zero_balance", N_("Zero-balance account")
    BASIC = "basic", N_("Basic account")
    GENERAL = "general", N_("General account")
    SPECIAL = "special", N_("Special account")
    COLLECTIVE = "collective", N_("Account of a village collective")
    PERSON = "person", N_("Account of a person")


class ShapeWord(Word):
    """What payments together look like."""

    ROUND_TRIP = "round_trip", N_("Round trip")
    SPLIT = "split", N_("Split payment")


class Direction(Word):
    """Which way money went, seen from the owner of a statement."""

    OUT = "out", N_("Money out")
    IN = "in", N_("Money in")


class Signs(Word):
    """What the sign of an amount means where a file has neither direction nor debit and credit."""

    PAID = "paid", N_("All lines are payments")
    BALANCE = "balance", N_("Plus is received, minus is paid out")


class PublicExpense(Word):
    """The three public expenses (三公经费), of which each has its cap."""

    ABROAD = "abroad", N_("Official travel abroad")
    VEHICLES = "vehicles", N_("Official vehicles")
    RECEPTION = "reception", N_("Official reception")


EXPENSE_CLASSES: Mapping[str, tuple[str, ...]] = {
    PublicExpense.ABROAD: ("30212",),
    PublicExpense.VEHICLES: ("30231", "30913", "31013"),
    PublicExpense.RECEPTION: ("30217",),
}
"""Their codes in the economic classification of departments: running and buying vehicles, reception, travel abroad."""


class OrderState(Word):
    """How far a payment order has come."""

    ASKED = "asked", N_("Waits for approval")
    APPROVED = "approved", N_("Waits for payment")
    PAID = "paid", N_("Paid out")
    REFUSED = "refused", N_("Refused")


class ChargeWord(Word):
    """What a movement is to what it is charged to."""

    PAID = "paid", N_("Spent")
    RETURNED = "returned", N_("Returned to whoever sent it")
