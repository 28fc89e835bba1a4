"""Passages cut into clauses."""

from bot.clauses import content, read_clauses, split_clauses
from bot.spans import Candidates


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


def test_candidates_known_from_the_question_are_left_out() -> None:
    """A date that the question itself names answers nothing; others stay with the clause in which they start."""
    text = "5月6日船队出发。船队在5月9日回到港里。"
    found = Candidates(((0, 4), (11, 15)))
    clauses = read_clauses(text, found, content("5月6日出发的船队哪天回来"))
    assert [(c.sentence, c.spans) for c in clauses] == [(0, ()), (1, ((11, 15),))]
