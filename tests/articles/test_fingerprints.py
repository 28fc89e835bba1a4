"""Cleaning, shingles, and which pairs come up for comparison."""

import random

import pytest

from embeddings.articles.fingerprints import candidates, clean, prints_of, shared, shingles
from embeddings.schema import Article

WORDS = "河岸的芦苇黄了又青，渡船每天傍晚准时靠岸，船工把缆绳绕上木桩，再数一遍乘客。"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("某某社青禾5月9日电 渡船靠岸。", "渡船靠岸"),
        ("某某网青禾5月9日电 (记者方圆)渡船靠岸。", "渡船靠岸"),
        ("某某网消息（晚间新闻）：渡船靠岸。", "渡船靠岸"),
        ("（记者方圆）渡船靠岸。(某台记者 方圆)", "渡船靠岸"),
        ("某社记者方圆 周舟\n渡船靠岸。", "渡船靠岸"),
        ("渡船(夜航)靠岸，\n\n风 停。(完)", "渡船夜航靠岸风停"),
        ("Ｃ９１９起飞", "c919起飞"),
        ("", ""),
    ],
)
def test_clean(body: str, left: str) -> None:
    """Dateline, byline, signature, punctuation and white space go, the report stays."""
    assert clean(Article("1", "", body)) == left


def test_clean_known_dateline() -> None:
    """A dateline that the loader has read is cut as it stands."""
    assert clean(Article("1", "", "青禾五月九日午后 渡船靠岸。", dateline="青禾五月九日午后")) == "渡船靠岸"


def test_shingles() -> None:
    """A text of n different characters has n - 5 shingles; a repeated one counts once; five characters have none."""
    assert len(shingles("甲乙丙丁戊己庚")) == 2
    assert len(shingles("甲甲甲甲甲甲甲甲")) == 1
    assert shingles("甲乙丙丁戊").tolist() == shingles("").tolist() == []
    assert shared(shingles("甲乙丙丁戊己庚"), shingles("乙丙丁戊己庚辛")) == 1


def test_candidates() -> None:
    """Equal sets meet, sets without a common shingle do not, and the empty set meets nothing."""
    draw = random.Random(7)
    other = "".join(draw.sample(WORDS, len(WORDS)))
    sets = [shingles(text) for text in (WORDS, "", other, WORDS, "")]
    assert list(candidates(prints_of(sets), 0.8)) == [(0, 3)]
    assert list(candidates(prints_of([]), 0.8)) == list(candidates(prints_of(sets[:2]), 0.8)) == []


def test_candidates_half_contained() -> None:
    """A text that is a third of another meets it; two thirds of it being new, it is no candidate for nine tenths."""
    draw = random.Random(11)
    text = "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(900))
    part = text[:300]
    mixed = part[:100] + "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(800))
    sets = [shingles(value) for value in (text, part, mixed)]
    assert list(candidates(prints_of(sets), 0.9)) == [(0, 1)]
