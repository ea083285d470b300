"""Screens of villages: the township's list, the cash book, entry on the phone or from a sheet, vouchers."""

from flask import Blueprint

PAGES = Blueprint("villages", __name__, url_prefix="/villages", template_folder="../templates")

from app.villages.pages import articles, closing, desk, entering, reference, rows, sheets, slips, voucher, works  # noqa: E402, F401 - they fill PAGES
