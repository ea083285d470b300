"""A pattern given by example: each sign stands for its like."""

import re
import unicodedata

HAN = "[㐀-鿿]"


def sign_class(sign: str) -> str:
    """Return the regular expression for the likes of one sign of an example."""
    if sign.isdigit():
        return "[0-9]"
    if "㐀" <= sign <= "鿿":
        return HAN
    if sign.isascii() and sign.isalpha():
        return "[A-Z]" if sign.isupper() else "[a-z]"
    return re.escape(sign)


def is_like(text: str, example: str) -> bool:
    """Tell whether a text has the form of an example, character by character; full-width characters count as plain ones."""
    plain, model = (unicodedata.normalize("NFKC", item) for item in (text, example))
    return re.fullmatch("".join(sign_class(sign) for sign in model), plain) is not None
