import pytest

from bot.llm.citations import Sentence, verified
from tests.bot.llm.conftest import TRAFFIC, TUNNEL, hit

PASSAGES = {1: hit(TUNNEL), 2: hit(TRAFFIC)}
TOPIC = "松岭隧道有多长？\n松岭隧道28日全线贯通，全长7.4公里，由松岭路桥公司承建。"


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("松岭隧道全长7.4公里[1]。", (1,)),
        ("据松岭日报报道，隧道2031年4月28日贯通[1]。", (1,)),
        ("隧道首日通过车辆2.1万辆[2]。", (2,)),
        ("松岭隧道全长7.4公里[1]，首日通过车辆21000辆[2]。", (1, 2)),
        ("松岭隧道施工没有发生安全事故[1]。", (1,)),
        ("- **松岭隧道**由松岭路桥公司承建[1]", (1,)),
    ],
)
def test_what_the_passages_hold_stands(sentence: str, cited: tuple[int, ...]) -> None:
    """A sentence that its citations hold is given with their numbers."""
    found = verified(sentence, PASSAGES, TOPIC)
    assert found is not None
    assert found.citations == cited


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("松岭隧道全长7.4公里。", "no citation"),
        ("松岭隧道全长8.4公里[1]。", "another number"),
        ("松岭隧道全长7.4米[1]。", "another unit"),
        ("松岭隧道5月28日贯通[1]。", "another month"),
        ("松岭隧道首日通过车辆两万一千辆[1]。", "the number stands in another passage"),
        ("松岭隧道全长7.4公里[3]。", "there is no such passage"),
        ("松岭隧道全长7.4公里[1]，首日通过车辆三万辆。", "the second half is not cited"),
        ("松岭隧道全长7.4公里，首日通过车辆两万一千辆[1]。", "the second half stands elsewhere"),
        ("松岭隧道由河岸重工承建，造价高昂，市民反应热烈[1]。", "content that is not there"),
        ("松岭隧道全长7.4公里，位于北京[1]。", "a name that is not there"),
        ("松岭日报称“隧道十分漂亮”[1]。", "a quotation that is not there"),
        ("松岭隧道施工发生安全事故[1]。", "the passage denies it"),
        ("松岭隧道没有全线贯通[1]。", "the passage affirms it"),
        ("松岭隧道全长7.4公里，详见 https://example.org/a [1]。", "an address"),
        ("松岭隧道全长7.4公里，请看example.com[1]。", "an address"),
        ("没有", "nothing said"),
        ("[1]。", "nothing but a mark"),
    ],
)
def test_what_they_do_not_hold_is_dropped(sentence: str, why: str) -> None:
    """A sentence is dropped when its citation does not support it."""
    assert verified(sentence, PASSAGES, TOPIC) is None, why


def test_a_sentence_that_was_not_asked_for_is_dropped() -> None:
    """Words taken from a passage are no answer when they have nothing to do with the question."""
    assert verified("河岸晚报2031年9月18日发稿[2]。", PASSAGES, "松岭隧道有多长？") is None


def test_the_list_mark_and_stars_go_and_a_stop_comes() -> None:
    """A sentence is plain text with a stop."""
    assert verified("2. **松岭隧道**全长7.4公里[1]", PASSAGES, TOPIC) == Sentence("松岭隧道全长7.4公里[1]。", (1,))
