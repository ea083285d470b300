"""The street: what everybody may see and do without an account."""
