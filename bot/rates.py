"""How often one may come: so many at once, and as many again each minute, spread over it."""

import ipaddress
import time
from collections.abc import Callable

_MANY = 50_000


class Rate:
    """At most `per_minute` at once, and then one for each part of a minute that has passed; 0 is no limit.

    Of each comer a single moment is kept, and only until the whole allowance is there again.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = 60.0 / per_minute if per_minute else 0.0
        self._clock = clock
        self._full_at: dict[str, float] = {}

    def take(self, who: str) -> float:
        """Count one visit and give 0, or refuse it and give the seconds until one is possible."""
        if not self._each:
            return 0.0
        now = self._clock()
        full_at = max(self._full_at.get(who, now), now) + self._each
        # Sums of sixtieths are not exact.
        if (wait := full_at - now - 60.0) > 1e-6:
            return wait
        if len(self._full_at) >= _MANY and who not in self._full_at:
            self._forget(now)
        self._full_at[who] = full_at
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop whose allowance is whole again; of a flood of others those who are nearest to it."""
        left = sorted((full_at, who) for who, full_at in self._full_at.items() if full_at > now)
        self._full_at = {who: full_at for full_at, who in left[-_MANY // 2 :]}


def whose(address: str) -> str:
    """Name whoever stands behind an address: of IPv6 the first half, which one customer gets whole.

    >>> whose("192.0.2.7"), whose("2001:db8:1:2:3:4:5:6"), whose("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def is_here(address: str) -> bool:
    """Tell whether an address is one of this machine to itself.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("192.0.2.7")
    (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
