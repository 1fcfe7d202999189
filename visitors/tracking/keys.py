"""What holds the pages of one browser together while nothing is stored on the device."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from realtime.threads import readers
from visitors.models.salt import DailySalt
from visitors.tracking.hit import Browser

BITS_KEPT = {4: 24, 6: 48}
KEY_BYTES = 16


@lru_cache(maxsize=1000)  # a page shows the same one with every heartbeat
def truncated(address: str) -> str:
    """Return the network an address is in, too wide to tell a household; nothing where it is no address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:  # how a socket for both families writes IPv4
        ip = ip.ipv4_mapped
    bits = ip.max_prefixlen - BITS_KEPT[ip.version]
    return str(type(ip)(int(ip) >> bits << bits))


def visitor_key(salt: bytes, *, site: str, address: str, user_agent: str) -> str:
    """Return the same 32 characters for the same browser on one site and one day, and nobody's name.

    ``address`` is the truncated one. Two people behind one network with the same browser share a key: it groups
    pages, and nothing else may be given out for it.
    """
    said = "\0".join((site, address, user_agent)).encode(errors="replace")
    return hashlib.blake2b(said, key=salt, digest_size=KEY_BYTES).hexdigest()


def day_key(salt: bytes, browser: Browser) -> str:
    """Return the key of a browser for the day of a salt."""
    site, address = browser.site.pk, truncated(browser.address)
    return visitor_key(salt, site=site, address=address, user_agent=browser.user_agent)


@dataclass(eq=False)
class Salts:
    """The salt of today, read once a day."""

    _day: date | None = None
    _salt: bytes = b""

    async def of(self, day: date) -> bytes:
        """Return the salt of a day, in UTC, which is the present one."""
        if day != self._day:
            salt = await readers.run(partial(DailySalt.of, day))
            self._day, self._salt = day, salt
        return self._salt


salts = Salts()
