"""Common opinions: texts that an officer, or everybody of an organisation, writes again and again, kept to be picked."""

from app.surfaces.opinions.domain import OPINIONS

__all__ = ["OPINIONS"]
