"""What trading does from the command line: keys and envelopes, bonds, and the screening of files."""

from app.trading.commands import sealing
from app.trading.commands.bonds import TAKE_BONDS
from app.trading.commands.flags import OCDS_FLAGS
from app.trading.commands.importing import IMPORT_OCDS
from app.trading.commands.prices import BID_SCREENS

COMMANDS = (*sealing.COMMANDS, OCDS_FLAGS, BID_SCREENS, IMPORT_OCDS, TAKE_BONDS)
