"""From which network addresses bids come: kept encrypted, compared after the opening."""

import ipaddress

from app.kernel.act import Act
from app.trading.models import BidOrigin, Lot

IPV4 = 4


def note_origin(act: Act, lot: Lot, hashed: str, origin: str | None) -> None:
    """Keep, encrypted, from which address a bid came; an address that many share behind one door says nothing and is left out."""
    network = network_of(origin)
    if network:
        act.session.add(BidOrigin(county=lot.county, lot_id=lot.id, pass_hash=hashed, address=network, at=act.at))


def network_of(origin: str | None) -> str:
    """Return the address by which origins are compared: IPv4 whole, of IPv6 the first 64 bits; empty for addresses of inner nets."""
    try:
        address = ipaddress.ip_address((origin or "").strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_global:
        return ""
    return str(address if address.version == IPV4 else ipaddress.ip_network((address, 64), strict=False))
