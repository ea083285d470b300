"""The key that signs the trail: private in one file of mode 0600, public beside it for everybody."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.kernel.errors import Refused
from app.kernel.words import N_


class NoKey(Refused):
    """The trail cannot be signed."""

    status = 503


def key_id(public: bytes) -> str:
    """Return the name of a key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def make_key(file: Path) -> SigningKey:
    """Create the signing key unless the file stands already, and publish its public half beside it.

    ``trail.key`` holds 64 hexadecimal digits, readable by its owner alone; ``<key id>.pub`` the public
    key in the same form. Public keys of former signing keys stay, so that old roots can be verified.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    key = SigningKey.generate()
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as opened:
            opened.write(bytes(key).hex() + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.link(fresh, file)  # whole or not at all, and never over another
    except FileExistsError:
        return open_key(file)
    finally:
        fresh.unlink()
    publish_key(key.verify_key, file.parent)
    return key


def publish_key(public: VerifyKey, folder: Path) -> Path:
    """Write a public key where anybody may read it."""
    file = folder / f"{key_id(bytes(public))}.pub"
    file.write_text(bytes(public).hex() + "\n")
    return file


def open_key(file: Path) -> SigningKey:
    """Read the signing key; refused when it is missing, damaged or readable by others."""
    try:
        if file.stat().st_mode & 0o077:
            raise NoKey(
                N_("The file with the trail's key (%(file)s) can be read by others. Set its mode to 0600."),
                file=file.name,
            )
        return SigningKey(bytes.fromhex(file.read_text().strip()))
    except FileNotFoundError:
        raise NoKey(
            N_(
                "The trail's signing key (%(file)s) is missing, so nothing is signed. Put its copy back, with mode 0600: "
                "it is in no backup. If every copy is lost, begin a new key: flask trail sign --new-key REASON."
            ),
            file=file.name,
        ) from None
    except OSError as fault:
        raise NoKey(
            N_(
                "The file with the trail's key (%(file)s) cannot be read (%(why)s). It belongs to the account under which "
                "the platform runs, with mode 0600."
            ),
            file=file.name,
            why=fault.strerror or type(fault).__name__,
        ) from None
    except ValueError:
        raise NoKey(
            N_("The file with the trail's key (%(file)s) is damaged. Restore it from a backup of the keys."),
            file=file.name,
        ) from None


def public_keys(folder: Path) -> dict[str, VerifyKey]:
    """Return every published key of a folder by its name; what is no key is passed over."""
    found: dict[str, VerifyKey] = {}
    for file in sorted(folder.glob("*.pub")):
        try:
            raw = bytes.fromhex(file.read_text().strip())
            found[key_id(raw)] = VerifyKey(raw)
        except ValueError:
            continue
    return found


def read_keys(files: Iterable[Path]) -> dict[str, VerifyKey]:
    """Return public keys by their names from files that a person names; refused when one is no key."""
    found: dict[str, VerifyKey] = {}
    for file in files:
        try:
            raw = bytes.fromhex(file.read_text(encoding="ascii").strip())
            found[key_id(raw)] = VerifyKey(raw)
        except (OSError, ValueError) as fault:
            raise NoKey(
                N_("%(file)s is no public key of a trail: it holds 64 hexadecimal digits."), file=file.name
            ) from fault
    return found


def is_signed(text: str, signature: str, name: str, keys: Mapping[str, VerifyKey]) -> bool:
    """Tell whether a text bears the signature of the key of this name."""
    key = keys.get(name)
    if key is None:
        return False
    try:
        key.verify(text.encode(), bytes.fromhex(signature))
    except (BadSignatureError, ValueError):
        return False
    return True
