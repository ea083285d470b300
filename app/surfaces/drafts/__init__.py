"""Drafts: what an official has typed into a form and not yet sent, kept until he comes back to it."""
