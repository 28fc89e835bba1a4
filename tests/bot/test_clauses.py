"""Passages cut into clauses."""

from hypothesis import given
from hypothesis import strategies as st

from bot.clauses import BETWEEN, content, contents, read_clauses, split_clauses


def test_content_folds_width_and_drops_marks() -> None:
    """Full-width letters match half-width ones; marks and spaces go."""
    assert content("Ｃ９１９，首飞 成功！") == "c919首飞成功"


def test_short_pieces_join_their_neighbours() -> None:
    """A piece under six characters goes with the next one, the last with the one before."""
    text = "昨天，渔船队从东港出发，去捕鱼。"
    assert [text[a:b] for a, b in split_clauses(text, 0, len(text))] == ["昨天，渔船队从东港出发，去捕鱼。"]
    longer = "昨天，渔船队从东港出发，要去外海捕鱼。"
    assert [longer[a:b] for a, b in split_clauses(longer, 0, len(longer))] == [
        "昨天，渔船队从东港出发，",
        "要去外海捕鱼。",
    ]


def test_clauses_cover_their_sentence() -> None:
    """No character of a sentence is lost between its clauses."""
    text = "一号船装了三百吨货；二号船空着回来：三号船在港里等潮水，没有出发。"
    spans = split_clauses(text, 0, len(text))
    assert "".join(text[a:b] for a, b in spans) == text


def test_clauses_carry_the_number_of_their_sentence() -> None:
    """Each clause is told by its sentence and its place in the whole text."""
    text = "船队昨天出发，今天才回到港里。港口开放。"
    assert read_clauses(text) == [(0, 0, 7), (0, 7, 15), (1, 15, 20)]


@given(
    st.lists(st.text("Σσ中Ａa1_，：…％ \0\n\u0301\u3099かﬀ\u1100\u1161", max_size=8) | st.text(max_size=8), min_size=1)
)
def test_contents_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    """Folding texts together changes none of them."""
    assert contents(texts).split(BETWEEN) == [content(text) for text in texts]
