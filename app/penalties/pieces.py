"""Templates of penalties that the public portal shows too; it has no routes."""

from flask import Blueprint

PIECES = Blueprint("penalty_pieces", __name__, template_folder="templates")
