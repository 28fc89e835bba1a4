from bot.render import as_markdown
from bot.schema import Answer


def test_answer_as_markdown(found: Answer) -> None:
    """Links, quotes and emphasis are Markdown's; everything from an article is escaped."""
    assert as_markdown(found) == (
        "青川大桥**5月6日**合龙。 \\[1\\]\n\n"
        "*按 2024-05 查找*\n\n"
        "1. 青川日报 · 2024-05-06 18:30 · [青川大桥\\<合龙\\>](<https://example.org/a?x=1&y=2>)\n\n"
        "   > 青川大桥5月6日合龙。\n\n"
        "   另有 1 篇同题报道\n\n"
        "2. 来源未注明 · 日期不明 · 快讯｜北田县秋收\n\n"
        "   > 稻米丰收。\n"
    )


def test_refusal_as_markdown(empty: Answer) -> None:
    """A refusal is one sentence."""
    assert as_markdown(empty) == "没有找到能回答这个问题的报道。\n"
