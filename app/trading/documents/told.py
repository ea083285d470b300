"""What one file of a bid tells: marks of who made it, its text, the rows of its bill, or why it could not be read."""

from dataclasses import dataclass, field
from decimal import Decimal

from app.kernel.words import N_, Word

MOST_TEXT = 2_000_000
"""Characters of one file that are compared; a longer text is cut there."""
MOST_ITEMS = 20_000
"""Rows of one bill."""


class MarkKind(Word):
    """A trace that a program or a machine leaves in a file."""

    MAC = "mac", N_("Network card (MAC)")
    DISK = "disk", N_("Serial number of the disk")
    BOARD = "board", N_("Serial number of the main board")
    CPU = "cpu", N_("Number of the processor")
    MACHINE = "machine", N_("Machine code of the bidding tool")
    DONGLE = "dongle", N_("Dongle of the pricing software")
    CERTIFICATE = "certificate", N_("Certificate of the signing key")
    FILE_ID = "file_id", N_("File number that the tool makes")
    COMPUTER = "computer", N_("Name of the computer")
    TOOL = "tool", N_("Program that wrote it")
    AUTHOR = "author", N_("Author")
    SAVED_BY = "saved_by", N_("Last saved by")
    COMPANY = "company", N_("Company in the file's properties")
    DOCUMENT = "document", N_("Number of the document")
    SESSION = "session", N_("Editing session")
    MADE_AT = "made_at", N_("Made at")
    SAVED_AT = "saved_at", N_("Last saved at")


MACHINES = frozenset(
    {
        MarkKind.MAC,
        MarkKind.DISK,
        MarkKind.BOARD,
        MarkKind.MACHINE,
        MarkKind.DONGLE,
        MarkKind.CERTIFICATE,
        MarkKind.FILE_ID,
    }
)
"""Marks of which one alone ties two files to one machine, key or dongle."""
WRITERS = frozenset({MarkKind.SAVED_BY, MarkKind.DOCUMENT})
"""Marks of which one alone ties two files to one writer or one file."""


class Fault(Word):
    """Why a file, or the text of it, could not be read."""

    EMPTY = "empty", N_("It is empty.")
    TOO_LARGE = "too_large", N_("It is too large to be compared.")
    BOMB = "bomb", N_("It unpacks to far more than it may, and was not unpacked.")
    LOCKED = "locked", N_("It is protected by a password.")
    DAMAGED = "damaged", N_("It is damaged or was cut off.")
    HOSTILE = "hostile", N_("It holds XML entities, as attackers make them, and was not read.")
    UNKNOWN = "unknown", N_("It is of a kind that is not read here.")
    SLOW = "slow", N_("Reading it took too long and was given up.")
    OLD = "old", N_("It is of an old office program: who made it is read, its text is not.")
    NO_TEXT = "no_text", N_("It holds pictures alone: no text could be read, and none is guessed from pictures.")

    @property
    def keeps_marks(self) -> bool:
        """Tell whether what else the file tells was read."""
        return self in (Fault.OLD, Fault.NO_TEXT)


class Unread(Exception):  # noqa: N818 - named as what it says of a file
    """A file cannot be read; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One trace in its one spelling."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """One priced row of a bill of quantities; amounts in yuan."""

    code: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    """Of one unit."""
    total: Decimal | None = None


@dataclass(slots=True)
class Told:
    """What a file tells."""

    name: str
    digest: str = ""
    """SHA-256 of its bytes."""
    format: str = ""
    """docx, xlsx, pdf, xml, ole or txt; empty where the kind is not known."""
    marks: list[Mark] = field(default_factory=list)
    text: str = ""
    items: list[Item] = field(default_factory=list)
    fault: Fault | None = None
