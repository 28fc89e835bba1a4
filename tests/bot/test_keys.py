"""Keys are known by their hash alone."""

import hashlib

import pytest

from bot.keys import Holder, Keys, digest_of, new_key

HASH = hashlib.sha256(b"second").hexdigest()


def test_a_key_opens_its_own_door_and_no_other() -> None:
    """Several keys, in the clear or hashed, each with its scope; near misses and nothing at all are nobody's."""
    keys = Keys(["first", f"sha256:{HASH.upper()}"], ["root", "root two"])
    assert keys.holder("first") == Holder(hashlib.sha256(b"first").hexdigest(), "ask")
    assert keys.holder("second") == Holder(HASH, "ask")
    assert [holder.scope for key in ("root", "root two") if (holder := keys.holder(key))] == ["admin", "admin"]
    for wrong in (None, "", " ", "firs", "first ", "First", f"sha256:{HASH}", HASH, "root\x00", "\udc80"):
        assert keys.holder(wrong) is None
    assert (keys.needed("ask"), keys.needed("admin")) == (True, True)
    assert (Keys().needed("ask"), Keys(["a"]).needed("admin"), Keys().holder("a")) == (False, False, None)


def test_the_same_key_for_both_is_an_admin() -> None:
    """Whoever sets one key twice gets what the stronger one may."""
    holder = Keys(["one"], ["one"]).holder("one")
    assert holder is not None
    assert holder.scope == "admin"


def test_no_key_stays_in_memory() -> None:
    """After reading the settings only hashes are held."""
    assert "geheim" not in repr([repr(one) for one in Keys(["geheim"], ["geheim two"])._holders])


@pytest.mark.parametrize("setting", ["", "  ", "sha256:", "sha256:12ab", f"sha256:{HASH}0", f"sha256:{HASH[:-1]}g"])
def test_what_is_no_key_is_refused(setting: str) -> None:
    """An empty key would let in who sends none; half a hash would let in nobody."""
    with pytest.raises(ValueError, match=r"key|SHA-256"):
        digest_of(setting)


def test_a_new_key_fits_its_hash_and_no_two_are_alike() -> None:
    """What is set lets in who holds the key."""
    made = [new_key() for _ in range(100)]
    assert len({key for key, _ in made}) == 100
    assert all(len(key) >= 43 and Keys([setting]).holder(key) for key, setting in made)
