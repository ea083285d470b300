"""Questions of the hall patrol."""

from app.patrol.queries.opening import is_open, opening
from app.patrol.queries.rosters import Rostered, rostered

__all__ = ["Rostered", "is_open", "opening", "rostered"]
