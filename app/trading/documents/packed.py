"""Looking into ZIP archives and XML that somebody handed in to harm."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.trading.documents.told import Fault, Unread

UNPACKED_MOST = 200 * 1024 * 1024
"""Bytes that an archive may hold, unpacked."""
PART_MOST = 64 * 1024 * 1024
"""Bytes of one part that is read."""
RATIO_MOST = 200
MEMBERS_MOST = 10_000
SLACK = 4 * 1024 * 1024
"""Below this unpacked size a high ratio is no bomb: a long text packs very well."""


class Archive:
    """A ZIP archive whose directory was looked at before anything is unpacked."""

    def __init__(self, content: bytes) -> None:
        with _told_as_damage():
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise Unread(Fault.LOCKED)
        unpacked = sum(member.file_size for member in members)
        if len(members) > MEMBERS_MOST or unpacked > UNPACKED_MOST:
            raise Unread(Fault.BOMB)
        if unpacked > SLACK and unpacked > RATIO_MOST * len(content):
            raise Unread(Fault.BOMB)
        self.names = [member.filename for member in members if not member.is_dir()]

    def part(self, name: str) -> bytes | None:
        """Return a part's bytes; None where there is none. Reads no more than the directory allows."""
        if name not in self.names:
            return None
        with _told_as_damage(), self._zip.open(name) as opened:
            content = opened.read(PART_MOST + 1)
        if len(content) > PART_MOST:
            raise Unread(Fault.BOMB)
        return content

    def xml(self, name: str) -> Element | None:
        """Return a part as XML; None where there is none."""
        content = self.part(name)
        return None if content is None else parse(content)


@contextmanager
def _told_as_damage() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unread(Fault.DAMAGED) from None


def parse(content: bytes) -> Element:
    """Return XML as a tree; entities and references to elsewhere are refused, whatever they say."""
    try:
        root: Element = fromstring(_in_utf8(content), forbid_dtd=False)
    except DefusedXmlException:
        raise Unread(Fault.HOSTILE) from None
    except (ParseError, LookupError, ValueError, RecursionError):
        raise Unread(Fault.DAMAGED) from None
    return root


_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding=["'](gb[^"']{1,10})["'][^>]{0,200}\?>""", re.IGNORECASE)


def _in_utf8(content: bytes) -> bytes:
    """Return XML in UTF-8 where it is in a Chinese encoding: the parser knows none, and half of the tools write one."""
    found = _DECLARED.match(content)
    return content[found.end() :].decode("gb18030").encode() if found else content


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def text_of(root: Element | None, name: str) -> str:
    """Return the text of the first element of this name; empty where there is none."""
    if root is None:
        return ""
    return next((one.text or "" for one in root.iter() if local(one.tag) == name), "").strip()
