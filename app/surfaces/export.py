"""Tables as spreadsheets: what begins like a formula stays text, names stay Chinese."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from flask import Response, send_file

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet; no cell is ever a formula or a link (A35)."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF9", "text_wrap": True})
        sheet.write_row(0, 0, headers, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headers), 20)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 10**11:
                    sheet.write_string(number, column, "" if value is None else str(value))
                else:
                    sheet.write_number(number, column, value)
    return buffer.getvalue()


def table_answer(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a workbook as a download under a name that may be Chinese."""
    return send_file(
        io.BytesIO(write_table(headers, rows)),
        mimetype=SHEET,
        as_attachment=True,
        download_name=f"{name}.xlsx",
    )
