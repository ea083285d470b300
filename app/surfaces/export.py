"""Tables as spreadsheets: what begins like a formula stays text, names stay Chinese."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response, send_file, stream_with_context

CHUNK = 16_384
"""Characters of CSV that are sent at a time."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet; no cell is ever a formula or a link (A35)."""
    return write_tables([("", headers, rows)])


def write_tables(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """Return a workbook with a sheet for each (title, headings, rows)."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF9", "text_wrap": True})
        for title, headers, rows in tables:
            sheet = book.add_worksheet(title[:31] or None)
            sheet.write_row(0, 0, headers, bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(headers), 20)
            for number, row in enumerate(rows, start=1):
                _write_row(sheet, number, row)
    return buffer.getvalue()


def _write_row(sheet: Any, number: int, row: Sequence[Any]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and abs(float(value)) <= 10**11:
            sheet.write_number(number, column, value)
        else:
            sheet.write_string(number, column, "" if value is None else str(value))


def table_answer(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a workbook as a download under a name that may be Chinese."""
    return send_file(
        io.BytesIO(write_table(headers, rows)), mimetype=SHEET, as_attachment=True, download_name=f"{name}.xlsx"
    )


def csv_answer(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Return rows as a CSV file, sent while they are read.

    UTF-8 with a mark at its beginning, because Excel takes it for another encoding without; a text that begins
    like a formula gets an apostrophe, so that no spreadsheet carries it out (A35).
    """

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"
        writer.writerow(headers)
        for row in rows:
            writer.writerow([_plain(text) for text in row])
            if buffer.tell() > CHUNK:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    answer = Response(stream_with_context(lines()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _plain(text: str) -> str:
    begins_formula = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not text[1:].replace(".", "").isdigit()
    return f"'{text}" if begins_formula else text
