"""What is cut from bodies, and what is never touched."""

import pytest

from embeddings.articles.cleaning import Clean, clean, unusable, web_link


def test_link_stamp_and_credit_are_cut_and_kept_as_fields():
    """The link becomes the url, the programme's credit the dateline; the stamp goes."""
    body = "新桥通车。\n百姓叫好。"
    text = f"央视网消息（新闻联播）：{body}\n[查看原文](https://e.cn/v.shtml)\n---\n(更新时间戳: 1700000000000)"
    assert clean(text) == Clean(body, "https://e.cn/v.shtml", "央视网消息（新闻联播）")


def test_a_credit_alone_on_its_line_goes_too():
    """In round-ups the credit stands over the first sub-headline."""
    assert clean("央视网消息（新闻联播）：\n新桥通车\n昨天。").body == "新桥通车\n昨天。"
    assert clean("央视网消息（新闻联播）\n新桥通车\n昨天。").body == "新桥通车\n昨天。"


@pytest.mark.parametrize(
    "tail",
    [
        "返回搜狐，查看更多",
        "  返回搜狐，查看更多\n责任编辑：王五",
        "（责任编辑：王五 赵六）",
        "【编辑:王五】",
        "更多精彩内容请进入国内新闻",
        "分享让更多人看到",
    ],
)
def test_what_sites_put_under_their_articles_is_cut(tail):
    """The article ends with its own last sentence."""
    assert clean("新桥通车。" + tail).body == "新桥通车。"


def test_what_is_shown_keeps_its_own_marks():
    """Width, ASCII marks beside full-width ones, 〇 and 丨 stay as they stand; links inside the text stay."""
    text = "二〇二四年,《桥》(上)丨Ｃ９１９。详见 https://e.cn/a 的说明。"
    assert clean(text).body == text


def test_line_ends_are_one_kind_and_unseen_characters_go():
    """Windows, old Mac and Unicode line ends become line feeds; zero-width marks vanish."""
    assert clean("\ufeff甲。\r\n乙\u200b。\r丙\u2028丁\x00。").body == "甲。\n乙。\n丙\n丁。"


def test_a_link_alone_is_no_body():
    """Only a body that is nothing but links is refused."""
    assert unusable("https://e.cn/a https://e.cn/b") == "正文只有链接"
    assert unusable("见 https://e.cn/a") == ""


def test_only_links_that_open_pages_are_kept():
    """What a reader clicks is an address and no script."""
    assert web_link("https://e.cn/a") == "https://e.cn/a"
    assert web_link("e.cn/a") == "e.cn/a"
    assert web_link("JavaScript:alert(1)") is None
    assert web_link("data:text/html,x") is None
    assert web_link("") is None
