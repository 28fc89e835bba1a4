"""What scraping left around a body: links, stamps and credits at its ends, characters that cannot be seen."""

import re
from typing import NamedTuple

_LINK = re.compile(r"\s*\[查看原文\]\(\s*(\S*?)\s*\)\s*\Z")
_STAMP = re.compile(r"\s*-{3,}\s*[(（]更新时间戳[:：][^()（）]*[)）]\s*\Z")
# What sites put under every article of theirs.
_TAIL = re.compile(
    r"\s*(?:返回搜狐，查看更多|[\[(（【]?责(?:任编辑|编)\s*[:：][^\n。]{0,30}|[\[(（【]编辑\s*[:：][^\n。]{0,30}|举报/反馈|分享让更多人看到|打开APP阅读更多精彩内容"
    r"|【?更多(?:精彩)?内容请进入\S{2,8}|广告声明：[^\n]{0,120}均包含本声明。)\s*\Z"
)
# The programme's credit says nothing that `source` does not say, and would open every passage.
_CREDIT = re.compile(r"\s*(央视网消息(?:[(（]新闻联播[)）])?)(?:\s*[：:]\s*|\s*\n)")
_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u200c\u2060\ufeff\xad]")
_ONLY_LINK = re.compile(r"(?:\[[^\]\n]*\]\(\S+\)|<?https?://\S+>?)(?:\s+(?:\[[^\]\n]*\]\(\S+\)|<?https?://\S+>?))*")

# Browsers leave these out of an address before they read its scheme.
_UNREAD = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.\-]*:", re.IGNORECASE)


class Clean(NamedTuple):
    """A body as it is stored, and what was cut from it."""

    body: str
    url: str | None
    dateline: str | None


def clean(text: str) -> Clean:
    """Cut what is not the article's text; the rest is left as it stands, but for line ends."""
    text = _UNSEEN.sub("", _ENDS.sub("\n", text)).strip()
    url = None
    if text.endswith(("）", ")")):
        text = _STAMP.sub("", text[-80:]).join((text[:-80], "")) if "更新时间戳" in text[-80:] else text
        tail = text.rfind("[查看原文]")
        if tail >= 0 and (match := _LINK.match(text, tail)):
            url, text = match[1] or None, text[:tail]
    end = len(text)
    while match := _TAIL.search(text, max(0, end - 140), end):
        end = match.start()
    text = text[:end]
    dateline = None
    if match := _CREDIT.match(text):
        dateline, text = match[1], text[match.end() :]
    return Clean(text.strip(), url, dateline)


def unusable(body: str) -> str:
    """Why a cleaned body is no article, or nothing."""
    if not body:
        return "正文为空"
    if body in ("undefined", "null", "NaN"):
        return "正文是 undefined"
    return "正文只有链接" if _ONLY_LINK.fullmatch(body) else ""


def web_link(url: str | None) -> str | None:
    """Keep an address unless it would do something else than open a page: links are shown to be clicked."""
    bare = _UNREAD.sub("", url or "")
    return None if not bare or _OTHER_SCHEME.match(bare) else bare


def one_line(text: str) -> str:
    """Put a title, source or name on one line, without white space at its ends."""
    return " ".join(_UNSEEN.sub("", text).split())
