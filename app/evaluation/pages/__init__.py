"""Screens of evaluation: figures by period and organisation, the rows behind them, comparison, the leader's home."""

from flask import Blueprint

PAGES = Blueprint("evaluation", __name__, url_prefix="/evaluation", template_folder="../templates")

from app.evaluation.pages import compare, figure, figures, home, mine, rows  # noqa: E402, F401 - they fill PAGES
