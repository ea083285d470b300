"""Vocabularies of funds."""

from app.kernel.words import N_, Word


class AccountKind(Word):
    """For what an account is kept (rules on accounts of the treasury and of settlement in renminbi)."""

    TREASURY = "treasury", N_("Account of the treasury")
    ZERO_BALANCE = "zero_balance", N_("Zero-balance account")
    BASIC = "basic", N_("Basic account")
    SPECIAL = "special", N_("Special account")
    COLLECTIVE = "collective", N_("Account of a village collective")
    PERSON = "person", N_("Account of a person")


class ShapeWord(Word):
    """What payments together look like."""

    ROUND_TRIP = "round_trip", N_("Round trip")
    SPLIT = "split", N_("Split payment")
