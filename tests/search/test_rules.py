"""Rules of the grammar of time, read together."""

from datetime import date
from pathlib import Path

import pytest

from embeddings.search.timewords import days, festivals, meetings, numeric, parts, years
from embeddings.search.timewords.rules import Clock, Grammar, Rule
from embeddings.search.timewords.spans import Span

_CLOCK = Clock(date(2026, 11, 22), 2024)


def _in_turn(rules: tuple[Rule, ...], text: str, position: int) -> tuple[Span, int] | None:
    for rule in rules:
        match = rule.match(text, position)
        if match and (span := rule.read(match, _CLOCK)):
            return span, match.end()
    return None


@pytest.mark.parametrize(
    "rules",
    [
        (*numeric.RULES, *years.RULES, *days.RULES, *meetings.RULES, *festivals.RULES, *parts.RULES),
        (*parts.YEAR_ONLY, *parts.RULES, *meetings.RULES, *festivals.RULES),
    ],
)
def test_rules_read_together_as_each_in_turn(rules: tuple[Rule, ...]) -> None:
    """At every place of the questions of the table the same rule is found."""
    together = Grammar(*rules)
    read = 0
    for line in (Path(__file__).parent / "date_expressions.tsv").read_text(encoding="utf-8").splitlines():
        text = line.split("\t")[0]
        for position in range(len(text)):
            expected = _in_turn(rules, text, position)
            assert together.read(text, position, _CLOCK) == expected
            read += expected is not None
    assert read > 200
