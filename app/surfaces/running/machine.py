"""What a machine and its settings can do for sealed bids."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from nacl import bindings
from nacl.exceptions import CryptoError


def seals_in_browsers(address: str) -> bool:
    """Tell whether browsers offer their ciphers to pages under an address: under https, and on the machine itself.

    Secure Contexts (W3C), 3.1: https, and http to localhost or a loopback address.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def has_aes() -> bool:
    """Tell whether the processor has the instructions without which libsodium does no AES."""
    try:
        bindings.crypto_aead_aes256gcm_encrypt(b"", b"", bytes(12), bytes(32))
    except CryptoError:
        return False
    return True
