"""The terms of a question, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clauses import content
from bot.codes import content_codes
from bot.question_terms import QuestionTerms
from bot.question_type import read_ask


def _terms(question: str) -> QuestionTerms:
    return QuestionTerms(question, read_ask(question))


def test_terms_leave_out_the_asking_words() -> None:
    """「船队哪天回港」 says 船队回港 and the pairs 船队 and 回港: none reaches over the asking words."""
    terms = _terms("船队哪天回港")
    assert terms.said == ("船", "队", "回", "港", "船队", "回港")
    assert terms.is_pair.tolist() == [False] * 4 + [True] * 2
    # 船 ends one character before 哪天, 港 begins one after it; 船队 and 回港 touch it.
    assert terms.nearness == pytest.approx([3 / 4, 1, 1, 3 / 4, 1, 1])


def test_standing_tells_terms_and_texts() -> None:
    """Marks do not part a pair, but it does not reach from one text to the next."""
    assert _terms("船队哪天回港").standing(content_codes(["船、队", "回", "港"])).astype(int).tolist() == [
        [1, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
    ]


_TEXT = st.text("船队的港Ａa1，\0𠮷\U0010ffff\ud800", max_size=12)


@given(_TEXT, st.lists(_TEXT, min_size=1, max_size=4))
def test_standing_is_substring_search(question: str, texts: list[str]) -> None:
    """Each term is looked up at once in all texts; the slow way looks for one string in another."""
    terms = _terms(question)
    folded = [content(text) for text in texts]
    expected = [[term in text for term in terms.said] for text in folded]
    assert terms.standing(content_codes(texts)).tolist() == expected
