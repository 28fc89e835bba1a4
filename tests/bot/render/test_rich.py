from bot.render.rich import Run, messages, to_html, units


def test_tags_nest_and_close_across_runs() -> None:
    """Neighbouring runs share the tags they have in common; attributes do not reach the closing tag."""
    quote = "blockquote expandable"
    assert to_html([Run("一", (quote,)), Run("二", (quote, "b")), Run(""), Run("三", (quote,)), Run("四")]) == (
        "<blockquote expandable>一<b>二</b>三</blockquote>四"
    )


def test_text_is_escaped_and_made_sound() -> None:
    """Markup in a text is text, and characters that no message may hold are replaced."""
    assert to_html([Run("<b>&\x00\ud800\n好")]) == "&lt;b&gt;&amp; \ufffd\n好"


def test_blocks_are_packed_with_a_blank_line_between() -> None:
    """4 + 2 + 4 units fit into 10, the next block does not."""
    blocks = [[Run("一二三四")], [Run("五六"), Run("七八", ("b",))], [Run("九")]]
    assert messages(blocks, limit=10) == ["一二三四\n\n五六<b>七八</b>", "九"]


def test_an_oversized_block_is_cut_at_a_sentence_end_and_keeps_its_tags() -> None:
    """Every piece is balanced HTML and nothing is lost."""
    assert messages([[Run("一二三。四五六", ("i",))]], limit=6) == ["<i>一二三。</i>", "<i>四五六</i>"]


def test_without_a_sentence_end_near_the_cut_is_hard_but_never_inside_a_character() -> None:
    """Characters outside the basic plane count twice and stay whole."""
    pieces = messages([[Run("𠮷" * 5)]], limit=3)
    assert pieces == ["𠮷"] * 5
    assert messages([[Run("。" + "长" * 8)]], limit=6) == ["。长长长长长", "长长长"]


def test_escaping_does_not_count_against_the_limit() -> None:
    """Telegram counts after the entities are read: 4,096 ampersands are one message."""
    (message,) = messages([[Run("&" * 4096)]])
    assert message == "&amp;" * 4096
    assert [units(m) // 5 for m in messages([[Run("&" * 4097)]])] == [4096, 1]


def test_nothing_to_say_is_no_message() -> None:
    """White space alone is not sent."""
    assert messages([]) == []
    assert messages([[Run(" \n")]]) == []
