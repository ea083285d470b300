"""Commands of ``flask``: thin, each opens an act and calls one operation."""

from app.surfaces.commands.setup import SETUP

COMMANDS = [SETUP]
