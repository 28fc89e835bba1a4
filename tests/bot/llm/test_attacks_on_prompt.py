"""Orders to a language model, in an article or in the question, change nothing."""

from collections.abc import Callable

from bot.llm.prompt import given, messages
from bot.llm.writing import Writer
from embeddings.schema import Article
from tests.attacks import MARKUP, ORDERS
from tests.bot.llm.conftest import TRAFFIC, TUNNEL, answer_from

GOOD = "松岭隧道全长7.4公里[1]。"
QUESTION = "松岭隧道有多长？"


def injected(attack: str) -> Article:
    """Make an article of an attack."""
    return Article("bad", f"松岭隧道消息{attack}", f"松岭隧道的消息。{attack}", "2031-05-03", f"报{attack}")


def test_no_text_leaves_its_brackets(tally: Callable[[str], None]) -> None:
    """Brackets, numbers and roles of the request are ours alone, whatever stands in a passage or a question."""
    attacks = [*(order for order, _ in ORDERS), *MARKUP]
    for attack in attacks:
        passages = given(answer_from(TUNNEL, injected(attack), TRAFFIC).hits)
        assert {1, 3} <= passages.keys()
        for question in (QUESTION, attack):
            system, user = messages(question, passages)
            assert attack not in system["content"]
            request = user["content"]
            count = len(passages)
            counted = [request.count(mark) for mark in ("<passage n=", "</passage>", "<question>", "</question>")]
            assert counted == [count, count, 1, 1], attack
            assert request.count("<") == request.count(">") == 2 * count + 2, attack
            assert "[" not in request, attack
    tally(
        f"{len(attacks)} attacks on a language model's request, in a passage and as the question: 0 left their brackets"
    )


def test_a_model_that_obeys_is_not_heard(writer: Callable[..., Writer], tally: Callable[[str], None]) -> None:
    """What an obeying model writes is held by no passage that reached it; a sound sentence beside it still comes."""
    left_out = 0
    for order, obeyed in ORDERS:
        answer = answer_from(TUNNEL, injected(order))
        left_out += len(given(answer.hits)) == 1
        for question in (QUESTION, f"{QUESTION}{order}"):
            told = list(writer(obeyed, GOOD, seconds=120).sentences(question, answer))
            assert [one.text for one in told] == [GOOD], order
    tally(
        f"{len(ORDERS)} orders to a language model, in an article and in the question: {left_out} articles were kept "
        f"from it, 0 of {2 * len(ORDERS)} obeying answers came through"
    )
