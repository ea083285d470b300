"""What a browser would send of a page's forms, and where its links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as it stands on a page: where it is sent, how, and what it holds."""

    action: str = ""
    method: str = "get"
    values: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Every field by name, those that hold nothing too; files apart."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take what a field holds."""
        held = {name: value or "" for name, value in attributes}
        if tag == "a" and held.get("href"):
            self.links.append(held["href"])
        if tag == "form":
            self.forms.append(Form(held.get("action", ""), held.get("method", "get").lower()))
        elif not self.forms:
            return
        elif tag == "input" and held.get("name"):
            self._input(held)
        elif tag == "select":
            self.select = held.get("name", "")
            self.forms[-1].names.append(self.select)
        elif tag == "option" and self.select and ("selected" in held or self.select not in self.values):
            self.values[self.select] = held.get("value", "")
        elif tag == "textarea":
            self.area = held.get("name", "")
            self.forms[-1].names.append(self.area)
            self.values[self.area] = ""

    def _input(self, held: dict[str, str]) -> None:
        ticked = held.get("type") in ("checkbox", "radio")
        if held.get("type") == "file":
            return
        self.forms[-1].names.append(held["name"])
        if not ticked or "checked" in held:
            self.values[held["name"]] = held.get("value", "on" if ticked else "")

    @property
    def values(self) -> dict[str, str]:
        """What the form that is being read holds so far."""
        return self.forms[-1].values

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        """Take the text of a long field."""
        if self.area:
            self.values[self.area] += data


def forms_and_links(text: str) -> tuple[list[Form], list[str]]:
    """Return the forms of a page and the addresses of its links."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms, reader.links


def form_values(text: str, having: str = "csrf_token") -> dict[str, str]:
    """Return the fields of the first form of a page that has the field ``having``."""
    return next(form.values for form in forms_and_links(text)[0] if having in form.values)
