"""The texts of the program as the translators' catalogue should hold them."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CHINESE = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"N_": None, "_": None, "gettext": None, "translate": None, "ngettext": (1, 2), "lazy_gettext": None}


def extracted() -> set[str]:
    """Return every message id of code, templates and the help of commands."""
    texts: set[str] = set()
    for folder in ("app", "seeds"):
        found = extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "tools.help_texts:extract"), ("**/templates/**.html", "jinja2")],
            keywords=KEYWORDS,
        )
        for _file, _line, message, _comments, _context in found:
            texts.update([message] if isinstance(message, str) else [part for part in message if part])
    return texts - {""}


def chinese() -> Catalog:
    """Return the Chinese catalogue."""
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh")


def compile_chinese() -> None:
    """Compile the catalogue when it is newer than what was compiled."""
    compiled = CHINESE.with_suffix(".mo")
    if CHINESE.exists() and (not compiled.exists() or compiled.stat().st_mtime < CHINESE.stat().st_mtime):
        with compiled.open("wb") as file:
            write_mo(file, chinese())
