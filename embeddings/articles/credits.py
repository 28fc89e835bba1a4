"""Who says so: the dateline before the first sentence, the byline beside it, the signature after the last."""

import re
from typing import NamedTuple

_NAME = r"[\u4e00-\u9fff〇·]{2,12}"
_AGENCY = (
    r"新华社|新华网|人民日报(?:社|海外版|客户端)?|人民网|中新社|中新网|中国新闻(?:社|网)|央视网|央视新闻|央广网"
    r"|光明日报|光明网|经济日报|科技日报|工人日报|农民日报|法治日报|检察日报|解放军报|中国青年报(?:客户端)?"
    r"|国际在线|环球网|参考消息网|海外网|正义网|财联社|澎湃新闻|界面新闻|红星新闻(?:网)?|极目新闻|观察者网"
    r"|证券时报(?:网)?|中国证券报|上海证券报|中国经济网|中国日报(?:网)?|中国气象局|中国天气网"
    r"|(?![本该记据由图])[\u4e00-\u9fff]{2,6}?(?:日报|晚报|早报|都市报|商报|时报|卫视|广播网)"
)
_DAY = r"(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日"
_DATELINE = re.compile(
    rf"[(（【〔]?(?P<agency>{_AGENCY})(?P<place>[\u4e00-\u9fff·]{{0,12}}?)(?P<day>{_DAY})?(?P<wire>[电讯]|报道|消息)[)）】〕]?"
)
_IN_BRACKETS = re.compile(
    r"\s*[(（【](?P<role>[^()（）【】]{0,12}?(?:记者|通讯员|作者|编辑))[ \u3000:：]*(?P<names>[^()（）【】]*)[)）】]"
)
_BYLINE = re.compile(
    rf"(?:(?P<office>\S{{0,8}}?)(?:记者|通讯员)[ \u3000:：]*)(?P<names>{_NAME}(?:[ \u3000、，,]+{_NAME}){{0,7}})"
)
_COLUMNIST = re.compile(
    r"(?P<names>[\u4e00-\u9fff]{2,4})[ \u3000]+\S{0,12}(?:观察员|评论员|研究员|教授|专家|撰稿人|学者|作者)"
)
_SIGNATURE = re.compile(
    r"[(（](?P<office>[^()（）\s]{0,12}?)(?P<role>记者|评论员|观察员|通讯员)(?P<names>[^()（）]{0,60})[)）]\s*\Z"
)
_ORIGIN = re.compile(r"(?:来源|转自)\s*[：:]\s*(?P<office>[^\s()（）【】，。：:|]{2,16})\s*[)）】]?\s*\Z")
_BETWEEN = re.compile(r"[\s、，,;；/|]+|(?:见习|实习)?(?:记者|通讯员|编辑|摄影|实习生)[ \u3000:：]*")
_NO_NAMES = frozenset(("报道", "整理报道", "综合报道", "联合报道", "提供", "供图", "文图", "摄影报道"))
# What outlets are called; words before the name that make it none, and words after it that are not of the name.
_OFFICE = re.compile(
    r"(?![本该据由图综稿])(?P<office>[^：:、@（）()]{0,12}(?:总台(?:央视)?|锐评|时评|[社网报]|电视台|日报社|新闻|客户端|广播|卫视|发布))"
    r"(?:全媒体?|融媒体?|特派|特约|首席|官网|官方|微信|微博|公众号|见习|实习|APP)*"
)


class Credits(NamedTuple):
    """What a body says of its origin; None and () where it says nothing."""

    dateline: str | None
    source: str | None
    authors: tuple[str, ...]


def credits_of(body: str) -> Credits:
    """Dateline, outlet and authors as the first lines and the last one of `body` name them."""
    first, _, rest = body.partition("\n")
    match = _DATELINE.match(first)
    dateline = match[0].strip("()（）【】〔〕") if match and (match["day"] or match["wire"] in "电讯") else None
    source = match["agency"] if match and dateline else None
    authors: tuple[str, ...] = ()
    if match and dateline and (bracket := _IN_BRACKETS.match(first, match.end())):
        authors = names_of(bracket["names"])
    for line in (first, rest.partition("\n")[0]):
        if not authors and (byline := _BYLINE.fullmatch(line.strip()) or _COLUMNIST.fullmatch(line.strip())):
            authors = names_of(byline["names"])
    signature = _SIGNATURE.search(body, max(0, len(body) - 90))
    if signature and not (source and authors):
        office = _office(signature["office"])
        source = source or office
        signed = names_of(signature["names"]) or ((office + signature["role"],) if office else ())
        authors = authors or signed
    if not source and (origin := _ORIGIN.search(body, max(0, len(body) - 40))):
        source = _office(origin["office"])
    return Credits(dateline, source, authors)


def names_of(text: str) -> tuple[str, ...]:
    """Read the names in a list of names, however they are parted.

    >>> names_of("石岩 李小，实习生 王五")
    ('石岩', '李小', '王五')
    """
    parts = (part.strip() for part in _BETWEEN.split(text))
    return tuple(name for name in parts if re.fullmatch(_NAME, name) and name not in _NO_NAMES)


def _office(words: str) -> str | None:
    match = _OFFICE.fullmatch(words)
    return match["office"] if match else None
