from bot.render import ENGLISH, as_text
from bot.schema import Answer


def test_answer_comes_first_with_the_span_marked_then_source_day_link_passage_and_reprints(found: Answer) -> None:
    """The whole text of an answer is exactly this."""
    assert as_text(found) == (
        "青川大桥【5月6日】合龙。 [1]\n\n"
        "（按 2024-05 查找）\n\n"
        "1. 青川大桥<合龙>\n"
        "   青川日报 · 2024-05-06 18:30\n"
        "   https://example.org/a?x=1&y=2\n"
        "   青川大桥5月6日合龙。\n"
        "   另有 1 篇同题报道\n\n"
        "2. 快讯｜北田县秋收\n"
        "   来源未注明 · 日期不明\n"
        "   稻米丰收。"
    )


def test_refusal_says_so_and_names_the_window_it_left(refused: Answer) -> None:
    """A refusal never looks like an answer."""
    assert as_text(refused) == (
        "没有找到能回答这个问题的报道，最接近的是：\n\n"
        "（2023 内没有找到，以下是这段时间之外的报道）\n\n"
        "1. 快讯｜北田县秋收\n"
        "   来源未注明 · 日期不明\n"
        "   稻米丰收。"
    )


def test_refusal_with_nothing_near_is_one_sentence(empty: Answer) -> None:
    """Without hits there is nothing to list."""
    assert as_text(empty) == "没有找到能回答这个问题的报道。"


def test_other_language_and_other_marks(found: Answer) -> None:
    """The words around the answer change with the labels, the marks with the terminal."""
    lines = as_text(found, labels=ENGLISH, mark=("*", "*")).splitlines()
    assert lines[0] == "青川大桥*5月6日*合龙。 [1]"
    assert lines[2] == "（Searched in 2024-05）"
    assert lines[-2] == "   source not given · date not given"
