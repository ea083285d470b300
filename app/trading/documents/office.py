"""Word and Excel files (Office Open XML, ECMA-376), as Office and WPS write them."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element

from app.trading.documents.bills import items_of
from app.trading.documents.names import marks_of
from app.trading.documents.packed import Archive, local, text_of
from app.trading.documents.told import MOST_ITEMS, MOST_TEXT, Fault, Mark, MarkKind, Told, Unread

CORE = {"creator": MarkKind.AUTHOR, "lastModifiedBy": MarkKind.SAVED_BY, "created": MarkKind.MADE_AT}
WPS = frozenset({"ICV", "KSOTemplateDocerSaveRecord", "KSOTemplateUUID"})
"""Custom properties of WPS: ICV names the file and goes on with every copy of it."""
GUID = 30
SETTINGS = "word/settings.xml"
LONGEST_ROW = 200
ROWS_MOST = 200_000


def read_docx(name: str, archive: Archive) -> Told:
    """Read a Word file: properties, editing sessions, and the text of its body, headers and footers."""
    told = Told(name, format="docx", marks=_properties(archive))
    settings = archive.xml(SETTINGS)
    if settings is not None:
        told.marks += list(_sessions(settings))
    parts = ["word/document.xml"]
    parts += sorted(one for one in archive.names if one.startswith(("word/header", "word/footer", "word/footnotes")))
    lines: list[str] = []
    for part in parts:
        root = archive.xml(part)
        if root is not None:
            lines += _paragraphs(root)
            for table in (one for one in root.iter() if local(one.tag) == "tbl"):
                told.items += items_of(_cells(table))
    told.text = "\n".join(lines)[:MOST_TEXT]
    told.items = told.items[:MOST_ITEMS]
    return told


def _properties(archive: Archive) -> list[Mark]:
    core, app = archive.xml("docProps/core.xml"), archive.xml("docProps/app.xml")
    found = [mark for name, kind in CORE.items() for mark in marks_of(kind, text_of(core, name))]
    found += marks_of(MarkKind.SAVED_AT, text_of(core, "modified"))
    found += marks_of(MarkKind.COMPANY, text_of(app, "Company"))
    tool = f"{text_of(app, 'Application')} {text_of(app, 'AppVersion')}"
    custom = archive.xml("docProps/custom.xml")
    for one in custom if custom is not None else ():
        value = "".join(one.itertext())
        if one.get("name") in WPS:
            found += marks_of(MarkKind.DOCUMENT, value)
        elif one.get("name") == "KSOProductBuildVer":
            tool = f"WPS {value}"
    return found + marks_of(MarkKind.TOOL, tool)


def _sessions(settings: Element) -> Iterator[Mark]:
    """Yield the number of a document and its editing sessions (rsid: one for each time it was edited and saved)."""
    for one in settings.iter():
        value = next((text for key, text in one.attrib.items() if local(key) == "val"), "")
        if local(one.tag) == "docId" and len(value) > GUID:  # the short one stays as it was in the template
            yield from marks_of(MarkKind.DOCUMENT, value.strip("{}"))
        elif local(one.tag) in ("rsid", "rsidRoot"):
            yield from marks_of(MarkKind.SESSION, value)


def _paragraphs(root: Element) -> Iterator[str]:
    for paragraph in (one for one in root.iter() if local(one.tag) == "p"):
        line = "".join(one.text or "" for one in paragraph.iter() if local(one.tag) == "t")
        if line.strip():
            yield line


def _cells(table: Element) -> list[list[str]]:
    rows = [one for one in table if local(one.tag) == "tr"]
    return [["\n".join(_paragraphs(cell)) for cell in row if local(cell.tag) == "tc"] for row in rows]


def read_xlsx(name: str, archive: Archive, content: bytes) -> Told:
    """Read a workbook: properties, the text of its cells, and the rows of bills in it."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and most files are none

    told = Told(name, format="xlsx", marks=_properties(archive))
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        lines: list[str] = []
        for sheet in book.worksheets:
            rows = [
                ["" if cell is None else str(cell) for cell in row[:LONGEST_ROW]]
                for row in sheet.iter_rows(values_only=True, max_row=ROWS_MOST)
            ]
            lines += ["\t".join(filter(None, row)) for row in rows if any(row)]
            told.items += items_of(rows)
    except Unread:
        raise
    except Exception:  # the library fails in a hundred ways on broken files; each says the same
        raise Unread(Fault.DAMAGED) from None
    told.text, told.items = "\n".join(lines)[:MOST_TEXT], told.items[:MOST_ITEMS]
    return told
