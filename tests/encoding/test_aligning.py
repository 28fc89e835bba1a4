"""Known tokens are found where the tokenizer finds them, or not at all."""

import numpy as np
import pytest

from embeddings.encoding.late_interaction import shipped


@pytest.mark.parametrize(
    "text",
    [
        "大桥5月2日通车，全长3.5公里，增长12.5%。",
        "Ｃ９１９飞了1,200公里；GDP增速5%，占比%不明...",
        "版本3..5和 .5 还有5.，涨了3%%、4.%",
        "\n\n",
        "",
    ],
)
def test_known_tokens_lie_where_the_tokenizer_finds_them(text: str) -> None:
    """Dots and per cent signs are cut where they belong to a number; marks and spaces are not."""
    matcher = shipped()
    placed = matcher.placed(text)
    known = matcher.placed(text, matcher.tokens([text])[0])
    for one, other in zip(known, placed, strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize("text", ["大桥通车\U00013000了", "㎏大桥", "大桥停运"])
def test_tokens_that_do_not_say_all_are_not_believed(text: str) -> None:
    """With an unknown character, one that becomes two, or another text's tokens, the text is cut anew."""
    matcher = shipped()
    placed = matcher.placed(text, matcher.tokens(["大桥通车了"])[0])
    assert [one.tolist() for one in placed] == [one.tolist() for one in matcher.placed(text)]


def test_places_are_read_off_the_tokens_given() -> None:
    """Not cut anew: the letters one by one are tokens as well."""
    letters = np.concatenate(shipped().tokens(list("大桥通车")))
    placed = shipped().placed("大桥，通车", letters)
    assert placed.numbers.tolist() == letters.tolist()
    assert list(zip(placed.starts.tolist(), placed.ends.tolist(), strict=True)) == [(0, 1), (1, 2), (3, 4), (4, 5)]
