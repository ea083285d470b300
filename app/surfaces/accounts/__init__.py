"""Accounts: passwords, second factors, sessions and roles of those who log in."""
