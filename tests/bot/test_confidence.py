"""Confidence falls with each thing of the question that the hit leaves unsaid."""

from bot.confidence import confidence
from bot.evidence import Evidence
from bot.question_type import read_ask
from embeddings.schema import Article, Hit, Passage

_BODY = "2023年3月28日，东港至外海岛的渡轮首航，船长林大海驾驶渡轮抵达外海岛码头，岛上居民到码头迎接。"


def _sure(question: str, best_clause: float = 3.0) -> float:
    article = Article("a", "渡轮首航", _BODY, "2023-03-29")
    ask = read_ask(question)
    hit = Hit(article, Passage("a", 0, len(_BODY)), 1.0)
    return confidence(question, ask, Evidence(question, ask), hit, best_clause)


def test_a_missing_number_lowers_it() -> None:
    """The year of the story and another year differ in nothing else."""
    assert _sure("2023年谁驾驶渡轮到外海岛") > _sure("2019年谁驾驶渡轮到外海岛")


def test_a_missing_name_lowers_it() -> None:
    """A person of the story and a stranger differ in nothing else."""
    assert _sure("林大海驾驶的渡轮到了哪座岛") > _sure("王小河驾驶的渡轮到了哪座岛")


def test_prices_are_seldom_told() -> None:
    """A sum of money is less likely to be in the news than a count."""
    assert _sure("渡轮上有多少名乘客呢") > _sure("渡轮上要付多少钱的票")


def test_a_better_best_clause_raises_it() -> None:
    """The same question is surer where a clause speaks for holding the answer."""
    assert _sure("谁驾驶渡轮到外海岛", 5.0) > _sure("谁驾驶渡轮到外海岛", 1.0)


def test_brevity_alone_is_no_reason_to_refuse() -> None:
    """Below ten pairs a shorter question is no less sure than a longer one."""
    assert _sure("林大海是谁") == _sure("船长林大海是谁")
