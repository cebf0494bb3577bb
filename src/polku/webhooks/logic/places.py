"""Where requests may go: not to machines inside, which trust whoever reaches them. Pure."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Net = ipaddress.IPv4Network | ipaddress.IPv6Network
URL_MAX: Final = 1000
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """The parts of an endpoint's address."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """An address taken apart.

    Raises: Invalid where it is no web address, or carries a name and password.
    """
    clean(url, max_length=URL_MAX, field="url")
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        parts, port, host = urlsplit(""), 0, ""
    if parts.scheme not in ("http", "https") or not host or any(mark <= " " for mark in url):
        raise Invalid(gettext_noop("Give an address that begins with https://."), field="url")
    if parts.username or parts.password:
        raise Invalid(gettext_noop("Leave name and password out: the signature proves us."), field="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path.encode("ascii", "ignore").decode())


def networks(listed: str) -> list[Net]:
    """Networks that are allowed though they are private: `10.0.0.0/8,127.0.0.1`."""
    return [ipaddress.ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip()]


def allowed_places(addresses: Sequence[str], target: Target, allowed: Sequence[Net]) -> list[str]:
    """The addresses a host's name stands for, if a request may go to all of them.

    Raises: Invalid, naming the address that it may not go to.
    """
    for address in addresses:
        ip = ipaddress.ip_address(address.split("%")[0])
        inside = any(ip in net for net in allowed if net.version == ip.version)
        if not inside and not _is_public(ip):
            message = gettext_noop("%(host)s is inside a private network (%(ip)s): requests don't go there.")
            raise Invalid(Message(message, host=target.host, ip=str(ip)), field="url", code="private_address")
        if not inside and not target.secure:
            raise Invalid(gettext_noop("Outside your own network only https:// is used."), field="url")
    return list(addresses)


def _is_public(ip: Ip) -> bool:
    """Whether it is an address of the open internet, also looked at through what wraps it."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))
