"""Which addresses the platform calls: cameras only in networks that the operator names, peers in these or in public ones.

Whoever may enter an address could otherwise have the platform call the machines beside it (SSRF, CWE-918).
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Networks:
    """Networks that the operator names; none by default, so that nothing is asked before somebody decides."""

    named: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Networks":
        """Read ``10.20.0.0/16, fd00:20::/64``; an address alone is a network of one. Raises ValueError."""
        return cls(tuple(ip_network(part.strip()) for part in text.split(",") if part.strip()))

    def __bool__(self) -> bool:
        return bool(self.named)

    def allow(self, address: Address) -> bool:
        """Tell whether an address lies in a network that was named; link-local and group addresses never do."""
        address = _plain(address)
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        return any(address in network for network in self.named)

    def holds(self, text: str) -> bool:
        """Tell whether an address that called, as the server wrote it down, lies in a network that was named."""
        try:
            address = _plain(ip_address(text.partition("%")[0]))
        except ValueError:
            return False
        return any(address in network for network in self.named)

    def reach(self, address: Address) -> bool:
        """Tell whether an address is public, or lies in a network that was named."""
        plain = _plain(address)
        return self.allow(plain) or (plain.is_global and not plain.is_multicast)


def _plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, so that one rule holds for both spellings."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


async def find_addresses(host: str, port: int) -> Sequence[Address]:
    """Return the addresses of a host name, asked once so that what was checked is what is called.

    Raises OSError for a name that nobody knows.
    """
    try:
        return [ip_address(host)]
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def addresses_of(host: str, port: int) -> Sequence[Address]:
    """Return the addresses of a host name, asked once; for callers outside an event loop. Raises OSError."""
    try:
        return [ip_address(host)]
    except ValueError:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
