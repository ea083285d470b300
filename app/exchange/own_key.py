"""The key with which this installation signs what it exchanges: one file of mode 0600, in no database and no backup."""

from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy.orm import Session

from app.exchange.queries import own_node
from app.kernel.errors import Conflict
from app.kernel.trail.keys import NoKey, make_key, open_key
from app.kernel.words import N_
from app.surfaces.folders import folder_of


def key_file() -> Path:
    """Return the file of the key."""
    return folder_of("exchange") / "node.key"


def next_file() -> Path:
    """Return the file of the key that is to follow."""
    return key_file().with_name(f"{key_file().name}.next")


def next_key() -> SigningKey:
    """Return the key that is to follow; made when it is first asked for."""
    return make_key(next_file())


def put_next_in_place() -> SigningKey:
    """Let the key that was to follow stand in the place of the old one, which nobody needs any more."""
    next_file().replace(key_file())
    return open_key(key_file())


def node_key(session: Session) -> SigningKey:
    """Return the key of this node; made when the node is begun, and never silently replaced afterwards."""
    node = own_node(session)
    if node is None and not key_file().exists():
        return make_key(key_file())
    try:
        key = open_key(key_file())
    except NoKey:
        raise NoKey(
            N_(
                "The key with which this installation takes part in the exchange (%(file)s) is missing, damaged or readable "
                "by others. Put its copy back, with mode 0600: it is in no backup."
            ),
            file=key_file().name,
        ) from None
    if node is not None and node.public_key != bytes(key.verify_key).hex():
        if next_file().exists() and node.public_key == bytes(open_key(next_file()).verify_key).hex():
            return put_next_in_place()  # whoever changed the key was stopped before the last step
        raise Conflict(
            N_("The key in its file is not the one with which this installation takes part. Put the right file back.")
        )
    return key
