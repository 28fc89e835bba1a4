"""Places are handed on in the order of coming."""

import threading

import pytest

from bot.places import Places
from tests.waiting import until


def test_whoever_came_first_is_next() -> None:
    """Ten threads come one after the other, to one place, and take it in that order."""
    places, order = Places(1), list[int]()

    def come(number: int) -> None:
        with places:
            order.append(number)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(10)]
    with places:
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda wanted=number + 1: places.waiting == wanted)
    for thread in threads:
        thread.join()
    assert order == list(range(10))


def test_no_more_than_there_are_places_are_in_at_once() -> None:
    """Of three two are in together; the third comes in when one of them leaves."""
    places, leave = Places(2), [threading.Event() for _ in range(3)]
    came: list[int] = []

    def come(number: int) -> None:
        with places:
            came.append(number)
            leave[number].wait()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(3)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda wanted=number + 1: len(came) + places.waiting == wanted)
    assert came == [0, 1]
    leave[1].set()
    until(lambda: came == [0, 1, 2])
    for each in leave:
        each.set()
    for thread in threads:
        thread.join()


def test_a_place_is_free_again_after_an_error() -> None:
    """Whoever fails holds nobody up."""
    places = Places(1)
    with pytest.raises(ValueError, match="wrong"), places:
        raise ValueError("wrong")
    with places:
        assert places.waiting == 0
