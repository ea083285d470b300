"""Funds: accounts, and one ledger of who paid whom how much, when and for what."""
