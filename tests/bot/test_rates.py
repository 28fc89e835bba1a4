"""How often one may come, by a clock that is moved by hand."""

from bot.rates import _MANY, Rate


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_so_many_at_once_then_one_for_each_part_of_the_minute() -> None:
    """Six a minute: six at once, the seventh ten seconds later, and the waits are told exactly."""
    clock = Clock()
    rate = Rate(6, clock)
    assert [rate.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10.0]
    assert rate.take("b") == 0
    clock.now += 4
    assert rate.take("a") == 6.0
    clock.now += 6
    assert [rate.take("a"), rate.take("a")] == [0, 10.0]
    clock.now += 600
    assert [rate.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10.0]


def test_what_is_refused_costs_nothing() -> None:
    """Who keeps knocking does not wait longer for it."""
    clock = Clock()
    rate = Rate(1, clock)
    assert rate.take("a") == 0
    assert {rate.take("a") for _ in range(100)} == {60.0}
    clock.now += 60
    assert rate.take("a") == 0


def test_none_is_no_limit() -> None:
    """0 turns it off, and nothing is remembered."""
    rate = Rate(0, Clock())
    assert {rate.take("a") for _ in range(1000)} == {0.0}
    assert rate._full_at == {}


def test_a_flood_of_addresses_takes_bounded_memory() -> None:
    """Whoever comes from very many addresses fills no memory, and frees nobody who is being refused."""
    rate = Rate(2, Clock())
    assert [rate.take("greedy") for _ in range(3)] == [0, 0, 30.0]
    for number in range(3 * _MANY):
        rate.take(str(number))
    assert len(rate._full_at) <= _MANY
    assert rate.take("greedy") == 30.0
