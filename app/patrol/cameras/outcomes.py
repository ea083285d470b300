"""Why a camera gave no picture, and what to do about it."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.patrol.words import StillOutcome

PORTS = {"http": 80, "https": 443, "rtsp": 554}
MOST_BYTES = 8 * 1024 * 1024


WHY = {
    StillOutcome.UNREACHABLE: N_(
        "Nothing answers at the address of the camera. Check its power, its line and the address."
    ),
    StillOutcome.SLOW: N_("The camera gave no whole picture in time. Restart it, or choose a smaller picture there."),
    StillOutcome.REFUSED: N_("The camera refused the account. Enter its user name and password again."),
    StillOutcome.REDIRECTED: N_(
        "The camera sends on to another address, which is never followed. Enter the final address."
    ),
    StillOutcome.FORBIDDEN: N_(
        "The address lies outside the networks of cameras. Correct it, or have the operator add the network."
    ),
    StillOutcome.LARGE: N_("The picture is larger than 8 MB. Choose a smaller picture in the camera."),
    StillOutcome.NO_PICTURE: N_("What the camera sent is no picture. Enter the address of its still picture."),
    StillOutcome.NO_PROGRAM: N_(
        "A stream needs the program ffmpeg on this machine. Have the operator install it, or enter a still picture."
    ),
}
"""What happened and what to do, as the administrator reads it."""


class NotTaken(Refused):
    """There is no picture; the outcome tells why."""

    def __init__(self, outcome: StillOutcome) -> None:
        super().__init__(WHY[outcome])
        self.outcome = outcome


@dataclass(frozen=True)
class Source:
    """Where a still is had: the address of a picture (http, https) or of a stream (rtsp), and the account there."""

    address: str
    username: str = ""
    password: str = ""

    def place(self) -> SplitResult:
        """Return the address in its parts. Raises ValueError for one that is none of a camera's."""
        place = urlsplit(self.address)
        if place.scheme not in PORTS or not place.hostname:
            raise ValueError(self.address)
        if place.username is not None or place.password is not None:
            raise ValueError("an account stands beside the address, not in it")
        _ = place.port  # raises for a port that is none
        return place
