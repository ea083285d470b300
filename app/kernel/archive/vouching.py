"""Whose backup is it? The list of what it holds is signed with the key that signs the trail."""

import hashlib
import json
import zipfile
from collections.abc import Mapping

from nacl.signing import SigningKey, VerifyKey

from app.kernel.errors import Incomplete
from app.kernel.trail.keys import is_signed, key_id
from app.kernel.words import N_


def _text(listed: bytes) -> str:
    return f"sunshine-backup-v1\n{hashlib.sha256(listed).hexdigest()}\n"


def sign_list(listed: bytes, key: SigningKey) -> str:
    """Return the signature of a backup's list (JSON); the list holds the digest of everything else."""
    signature = key.sign(_text(listed).encode()).signature.hex()
    return json.dumps({"key": key_id(bytes(key.verify_key)), "signature": signature})


def check_list(archive: zipfile.ZipFile, listed: bytes, trusted: Mapping[str, VerifyKey]) -> None:
    """Refuse a backup whose list none of the trusted keys has signed."""
    try:
        given = json.loads(archive.read("manifest.sig"))
        name, signature = str(given["key"]), str(given["signature"])
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        raise Incomplete(
            N_(
                "This backup is neither encrypted nor signed: anybody may have made it. If you know where it comes"
                " from, restore it with --unsigned."
            )
        ) from None
    if name not in trusted:
        raise Incomplete(
            N_(
                "This backup was signed by the key %(key)s, which is not known here. Name its public key with --key;"
                " take it from where it was announced, never from the backup."
            ),
            key=name,
        )
    if not is_signed(_text(listed), signature, name, trusted):
        raise Incomplete(N_("The signature of this backup is not genuine: its list was changed. Take another one."))
