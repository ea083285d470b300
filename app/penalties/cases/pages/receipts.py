"""The bank's file of receipts, handed in and reported on row by row."""

import tempfile
from pathlib import Path

from flask import Response, render_template, request

from app.kernel.errors import Incomplete, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.cases.pages import PAGES
from app.penalties.cases.receipts import ReceiptRow, read_receipts, take_receipts
from app.surfaces.acts import acting
from app.surfaces.folders import folder_of
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed

TAKERS = (Role.WINDOW, Role.HANDLER, Role.ENFORCEMENT_OFFICER)
TEMPLATE = "\ufeff回单号,案号,金额,缴款日期\r\n"


@PAGES.route("/receipts", methods=["GET", "POST"])
@allowed(*TAKERS)
def receipts() -> str | tuple[str, int]:
    """Take a file in, note what can be noted, and say of every other row why not."""
    if request.method == "GET":
        return render_template("penalties/cases/receipts.html", rows=None, error="")
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Incomplete(N_("Choose a file or paste rows."), field="file")
        with tempfile.TemporaryDirectory(dir=folder_of("work")) as folder:
            path = Path(folder) / "receipts"
            sent.save(path)
            rows = read_receipts(path)
        with acting() as act:
            taken = take_receipts(act, rows, act.actor.scope)
    except Refused as fault:
        return render_template("penalties/cases/receipts.html", rows=None, error=translate_refusal(fault)), fault.status
    told = [_row(row) for row in rows]
    return render_template("penalties/cases/receipts.html", rows=told, taken=taken, error="")


def _row(row: ReceiptRow) -> dict[str, str]:
    sentence = (
        translate_refusal(Refused(row.fault, field=None, **(row.values or {}))) if row.fault else translate(N_("Noted"))
    )
    return {
        "row": str(row.row),
        "receipt": row.receipt,
        "case": row.case,
        "amount": row.amount,
        "paid_on": row.paid_on,
        "sentence": sentence,
        "colour": "red" if row.fault else "green",
    }


@PAGES.get("/receipts/template.csv")
@allowed(*TAKERS)
def receipt_template() -> Response:
    """Fetch an empty file with the columns."""
    return Response(TEMPLATE, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=receipts.csv"})
