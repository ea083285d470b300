"""Intermediaries (中介机构): the register of agencies, their credit, their engagements, and what watches them."""
