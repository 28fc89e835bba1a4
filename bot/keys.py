"""The keys that open doors: kept and compared as hashes only, each with what its holder may do."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PREFIX = "sha256:"
_HEX = re.compile(r"[0-9a-fA-F]{64}")

Scope = Literal["ask", "admin"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a known key: its hash in hex, and what it is good for; `admin` may also ask."""

    digest: str
    scope: Scope


class Keys:
    """All keys that are set; of none of them more than the SHA-256 is held."""

    def __init__(self, asking: Iterable[str] = (), administering: Iterable[str] = ()) -> None:
        self._holders = [
            *(Holder(digest_of(key), "admin") for key in administering),
            *(Holder(digest_of(key), "ask") for key in asking),
        ]

    def needed(self, scope: Scope) -> bool:
        """Whether any key is set for this."""
        return any(holder.scope == scope for holder in self._holders)

    def holder(self, key: str | None) -> Holder | None:
        """Tell who shows this key, or None for a wrong one and for none at all."""
        if not key:
            return None
        shown = _hash(key)
        # Every hash is compared, each in constant time, so that the time taken tells nothing.
        known = [holder for holder in self._holders if secrets.compare_digest(holder.digest, shown)]
        return known[0] if known else None


def digest_of(setting: str) -> str:
    """Read a key as it is set, in the clear or as `sha256:` and 64 hexadecimal digits, and give its hash in hex.

    >>> digest_of("a key") == digest_of("sha256:" + digest_of("a key"))
    True

    Raises:
        ValueError: it is empty, or what follows `sha256:` is no hash.

    """
    if not setting.startswith(PREFIX):
        if not setting.strip():
            raise ValueError("an empty key")
        return _hash(setting)
    hexadecimal = setting.removeprefix(PREFIX).strip()
    if not _HEX.fullmatch(hexadecimal):
        raise ValueError("no SHA-256")
    return hexadecimal.lower()


def new_key() -> tuple[str, str]:
    """Make a key that nobody can guess, and what to set for it."""
    key = secrets.token_urlsafe(32)
    return key, PREFIX + _hash(key)


def _hash(key: str) -> str:
    # Fast on purpose: it is asked at every request, and a key of 256 random bits needs nothing slower.
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
