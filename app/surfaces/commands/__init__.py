"""Commands of ``flask``: thin, each opens an act and calls one operation."""

from app.surfaces.commands.backup import BACKUP, RESTORE
from app.surfaces.commands.opening import OPEN
from app.surfaces.commands.outbox import OUTBOX
from app.surfaces.commands.rollout import ROLLOUT
from app.surfaces.commands.search import SEARCH
from app.surfaces.commands.setup import SETUP
from app.surfaces.commands.trail import TRAIL
from app.surfaces.commands.training import TRAINING
from app.surfaces.running.command import DOCTOR
from app.surfaces.sheets.command import SHEETS

COMMANDS = [SETUP, OPEN, ROLLOUT, TRAIL, BACKUP, RESTORE, OUTBOX, SEARCH, SHEETS, TRAINING, DOCTOR]
