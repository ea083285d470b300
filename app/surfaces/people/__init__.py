"""People and places on the screen: regions, organisations, posts, officials, their accounts and roles."""

from app.surfaces.people.domain import PEOPLE

__all__ = ["PEOPLE"]
