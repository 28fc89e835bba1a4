"""Many texts at once give the token numbers that the library gives for each."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings.articles import read
from embeddings.encoding.bulk import BulkTokenizer
from embeddings.encoding.characters import SEPARATOR
from embeddings.encoding.encoder import SHIPPED
from embeddings.encoding.tokenizer import TextTokenizer, load_tokenizer
from embeddings.text import normalise

SPLITS = (
    (r"[^\p{L}\p{N}%.]+|(?<![0-9])[.%]+|\.(?![0-9])", "removed"),
    (r"[a-z0-9]+(?:\.[0-9]+)?%?", "isolated"),
)
LEFT_TO_THE_LIBRARY = [
    "",
    "1.2.3",
    "3.5a",
    "12℃",
    "e\u0301",
    "が\u3099",
    "한국",
    "Σας",
    f"云{SEPARATOR}桥",
    "渡" * 5000,
]


def toy(words: list[tuple[str, float]], splits: tuple[tuple[str, str], ...] = SPLITS) -> Tokenizer:
    """Make a tokenizer of the shipped kind with a few words."""
    tokenizer = Tokenizer(models.Unigram([("[UNK]", 0.0), *words], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), behavior) for pattern, behavior in splits]
    )
    return tokenizer


def of_library(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    """Ask the library."""
    return [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]


def differences(bulk: BulkTokenizer, tokenizer: Tokenizer, texts: list[str]) -> list[str]:
    """List the texts for which something else comes out; those left to the library cannot differ."""
    found = zip(texts, bulk.numbers(texts), of_library(tokenizer, texts), strict=True)
    return [text for text, numbers, expected in found if numbers is not None and numbers.tolist() != expected]


@pytest.fixture(scope="module")
def library() -> Tokenizer:
    """Load the shipped tokenizer as the library reads it."""
    return Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))


@pytest.fixture(scope="module")
def bulk(library: Tokenizer) -> BulkTokenizer:
    """Make the shipped tokenizer's double."""
    made = BulkTokenizer.of(library)
    assert made is not None
    return made


def test_the_likeliest_cut() -> None:
    """Worked out by hand: the best sum wins, of equals the longer last word, unknown neighbours are one token."""
    words = [("春", -1.0), ("风", -1.0), ("春风", -2.5), ("吹", -1.0), ("风吹", -2.0), ("过桥", -1.0), ("3.5%", -1.0)]
    bulk = BulkTokenizer([("[UNK]", 0.0), *words], 0)
    texts = ["春风", "春风吹", "春过桥", "过", "龙凤春", "3.5%", "，"]
    found = [None if numbers is None else numbers.tolist() for numbers in bulk.numbers(texts)]
    assert found == [[1, 2], [1, 5], [1, 6], [0], [0, 1], [7], []]
    assert differences(bulk, toy(words), texts) == []


@given(st.lists(st.text("甲乙丙丁戊 ，。…·a1.%Ｂ０．％\n《", max_size=40), min_size=1, max_size=30), st.randoms())
@settings(deadline=None)
def test_any_words_and_texts(texts: list[str], chance: object) -> None:
    """Whatever the words and their scores, ties among them, and whatever the texts."""
    pool = [a + b + c for a in "甲乙丙丁" for b in ("", "甲", "乙", "丙") for c in ("", "丁", "乙")]
    chosen = sorted({*chance.sample(pool, 12), "1", "a1", "1.1", "b"})  # type: ignore[attr-defined]
    words = [(word, -float(chance.randint(1, 6))) for word in chosen]  # type: ignore[attr-defined]
    tokenizer = toy(words)
    bulk = BulkTokenizer.of(tokenizer)
    assert bulk is not None
    assert differences(bulk, tokenizer, texts) == []


def test_every_character_in_company(bulk: BulkTokenizer, library: Tokenizer) -> None:
    """Every character there is, between letters and between digits, is read alike or left to the library."""
    codes = [code for code in range(1, 0x30000) if not 0xD800 <= code < 0xE000]
    texts = [f"云{chr(code)}桥 5{chr(code)}7{chr(code)} a{chr(code)}b" for code in codes]
    for start in range(0, len(texts), 4096):
        assert differences(bulk, library, texts[start : start + 4096]) == []


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
@settings(deadline=None)
def test_any_text(bulk: BulkTokenizer, library: Tokenizer, texts: list[str]) -> None:
    """Any text at all, with the shipped words."""
    assert differences(bulk, library, texts) == []


def test_what_is_left_to_the_library(bulk: BulkTokenizer, library: Tokenizer) -> None:
    """Texts that are not certain to come out the same are left, and their neighbours are not touched by it."""
    texts = [text for left in LEFT_TO_THE_LIBRARY for text in (left, "云川大桥3.5%")]
    found = bulk.numbers(texts)
    assert all(numbers is None for numbers in found[::2])
    expected = of_library(library, ["云川大桥3.5%"])[0]
    assert [numbers.tolist() for numbers in found[1::2] if numbers is not None] == [expected] * len(LEFT_TO_THE_LIBRARY)


def test_many_texts_are_read_as_few_are(library: Tokenizer) -> None:
    """Below and above the number from which the double takes over, what comes out is what the library says."""
    texts = ["云川大桥通车", *LEFT_TO_THE_LIBRARY, "Ｃ９１９首飞"]
    for count in (1, 100):
        numbers = load_tokenizer(SHIPPED).numbers(texts * count)
        assert [of_text.tolist() for of_text in numbers] == of_library(library, texts * count)


def test_a_tokenizer_of_another_kind_has_no_double() -> None:
    """A tokenizer that splits, normalises or counts otherwise is the library's alone, and works."""
    other = toy([("春", -1.0)], ((r"\s+", "removed"),))
    assert BulkTokenizer.of(other) is None
    assert [numbers.tolist() for numbers in TextTokenizer(other).numbers(["春 春"] * 600)] == [[1, 1]] * 600


def test_texts_asked_for_twice(library: Tokenizer) -> None:
    """The second who asks for the same texts gets the same arrays; other texts get their own."""
    tokenizer = TextTokenizer(library)
    texts = [f"云川大桥{i}" for i in range(600)]
    first = tokenizer.numbers(texts)
    assert tokenizer.numbers(list(texts)) is first
    texts[0] = "桥"
    assert tokenizer.numbers(texts)[0].tolist() == of_library(library, ["桥"])[0]


@pytest.mark.parametrize("name", ["xwlb-20k.jsonl.xz", "web-69k.txt.xz"])
def test_real_articles(name: str, shared_data: Path, bulk: BulkTokenizer, library: Tokenizer) -> None:
    """On articles of the corpora nothing differs, and nearly nothing is left to the library."""
    articles = read([shared_data / "news" / name], lambda skip: None)
    texts = [text for article, _ in zip(articles, range(300), strict=False) for text in (article.title, article.body)]
    fit = [text for text in texts if 0 < len(normalise(text)) <= 2000]
    assert differences(bulk, library, fit) == []
    assert sum(numbers is None for numbers in bulk.numbers(fit)) < len(fit) / 10
