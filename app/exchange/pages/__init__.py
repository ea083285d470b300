"""Screens of the exchange: peers and channels, and what came from other installations."""

from flask import Blueprint

from app.kernel.roles import Role

EXCHANGE_PAGES = Blueprint("exchange", __name__, url_prefix="/platform/exchange", template_folder="../templates")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS = (*ADMINS, Role.INSPECTOR, Role.AUDITOR, Role.LEADER)

from app.exchange.pages import desk, rows  # noqa: E402, F401 - they fill EXCHANGE_PAGES
