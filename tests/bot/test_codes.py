"""Contents of texts as numbers."""

from hypothesis import given
from hypothesis import strategies as st

from bot.clauses import contents
from bot.codes import content_codes
from embeddings.text import code_points


@given(
    st.lists(
        st.text("Σσ中Ａa1_，：…％ \0\n\u0301\u3099かﬀ㎡㍘𠮷\ud800\u1100\u1161", max_size=8) | st.text(max_size=8),
        min_size=1,
    )
)
def test_codes_are_those_of_the_folded_strings(texts: list[str]) -> None:
    """The table gives what folding the strings gives."""
    assert content_codes(texts).tolist() == code_points(contents(texts)).tolist()


def test_every_character_of_the_basic_plane() -> None:
    """Each has, between letters, the number of its folded form."""
    texts = [f"a{chr(code)}Ｅ" for code in range(1, 0x10000)]
    for start in range(0, len(texts), 8):
        some = texts[start : start + 8]
        assert content_codes(some).tolist() == code_points(contents(some)).tolist()
