"""What a browser would send of a page's form."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take what a field holds."""
        held = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and held.get("name"):
            ticked = held.get("type") in ("checkbox", "radio")
            if held.get("type") != "file" and (not ticked or "checked" in held):
                self.forms[-1][held["name"]] = held.get("value", "on" if ticked else "")
        elif tag == "select":
            self.select = held.get("name", "")
        elif tag == "option" and self.select and ("selected" in held or self.select not in self.forms[-1]):
            self.forms[-1][self.select] = held.get("value", "")
        elif tag == "textarea":
            self.area = held.get("name", "")
            self.forms[-1][self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        """Take the text of a long field."""
        if self.area:
            self.forms[-1][self.area] += data


def form_values(text: str, having: str = "csrf_token") -> dict[str, str]:
    """Return the fields of the first form of a page that has the field ``having``."""
    reader = _Reader()
    reader.feed(text)
    return next(form for form in reader.forms if having in form)
