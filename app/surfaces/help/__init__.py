"""Help where one stands: the manual of a page and its reader, who helps, and reports of problems with a page."""

from app.surfaces.help.domain import HELP

__all__ = ["HELP"]
