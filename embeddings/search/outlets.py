"""The outlet that a question asks for: whose reports are wanted, told from an outlet that is in the news itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from embeddings.text import normalise, simplified

#: Names of one house; a question that uses one of them means all, unless the index has that very one.
_HOUSES = (
    ("央视", "央视网", "央视新闻", "中央电视台", "中央广播电视总台", "总台", "cctv", "新闻联播"),
    ("新华社", "新华网", "新华通讯社", "新华视点"),
    ("人民日报", "人民网", "人民日报海外版"),
    ("中新社", "中新网", "中国新闻网", "中国新闻社"),
    ("光明日报", "光明网"),
    ("经济日报", "中国经济网"),
    ("环球时报", "环球网"),
    ("澎湃", "澎湃新闻"),
    ("央广", "央广网", "中央人民广播电台"),
    ("中国青年报", "中青报", "中青在线", "中国青年网"),
    ("第一财经", "一财"),
    ("每日经济新闻", "每经", "每经网"),
    ("路透社", "路透"),
    ("彭博社", "彭博"),
    ("英国广播公司", "bbc"),
    ("凤凰网", "凤凰卫视"),
    ("上海证券报", "上证报"),
    ("中国证券报", "中证报"),
    *(
        (name,)
        for name in ("财联社", "界面新闻", "南方周末", "新京报", "美联社", "法新社", "韩联社", "共同社", "塔斯社")
    ),
)
# Any other paper, agency or station; its name begins where the question does, or after a word that looks or joins.
_ANY = r"(?:(?<![一-龥])|(?<=[看在从据找查问]))(?![看在从据找查问请])[一-龥]{2,4}?(?:日报|晚报|早报|时报|通讯社|电视台)"
_STORY = r"(?:报道|报导|消息|新闻|文章|稿件|稿子|稿|通稿|特稿|专访|说法)(?!员|频道|联播|中心|发言|工作|出版)"
_COMMENT = r"(?:社论|评论员文章|评论|快评|锐评|时评|述评)"
_PLACE = r"(?:网站|客户端|官网)?(?:上面|上|里面|里|那边)?"
# What follows the name of an outlet whose report is asked for; the marked part says nothing of the story.
_AFTER = (
    rf"{_PLACE}(?:的|是|都|又)*(?:怎么|如何|怎样|咋)(?:样)?(?:去)?(?:报道|报导|报|说|讲|写|看待|看|评价|评论|评|解读|描述)的?",
    rf"{_PLACE}(?:的|发的|发布的|发出的|刊登的|刊发的)?[这那](?:[一两几])?[篇条则份](?:{_STORY})?(?:说的|讲的)?",
    rf"{_PLACE}(?:的|发的|发布的|发出的|刊登的|刊发的)?(?:有关|相关)?{_STORY}(?:里|中|上)?(?:的|了)?",
    rf"{_PLACE}(?:的)?(?={_COMMENT})",
    rf"{_PLACE}(?:发文|刊文|撰文|发表|刊登|刊发|播发)(?:了)?(?:的)?",
    r"(?:是|都)?(?:说|讲|称|写)(?:了|的|过)?(?!明)",
)
_BEFORE = r"(?:据|根据|按照?|来自|出自|引自)"
_LOOKING = r"(?:在|从|看看?|查查?|找找?)(?={name}(?:上|里|那边|网站|客户端))"
_DISTANT = rf"(?:关于|有关|对于|对|的)(?=[^，。？?!！]{{1,16}}(?:{_STORY}|{_COMMENT}))"


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet asked for, as the question names it, and the index's own names of it: none where it has none."""

    name: str
    sources: tuple[str, ...]


def read_outlet(question: str, sources: Sequence[str]) -> tuple[Outlet | None, str]:
    """Read whose report a question asks for; give it and the question without the words that say so.

    The question is in simplified characters. An outlet that the index has nothing of takes no word away: the
    question may be about it.

    >>> read_outlet("新华社怎么报道大桥通车？", ["新华社", "央视网"])
    (Outlet(name='新华社', sources=('新华社',)), '大桥通车？')
    >>> read_outlet("新华社社长是谁？", ["新华社"])
    (None, '新华社社长是谁？')
    """
    folded, known = _known(tuple(sources))
    lowered = question.lower()
    names = [re.escape(name) for name in known if name in lowered]
    for name in (*names, _ANY):
        for pattern in _asked(name):
            if found := pattern.search(lowered):
                outlet = Outlet(question[found.start("name") : found.end("name")], _meant(found["name"], folded))
                rest = f"{question[: found.start()]} {question[found.end() :]}".strip()
                return outlet, rest if outlet.sources and re.search(r"\w", rest) else question
    return None, question


@lru_cache(4)
def _known(sources: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Fold the names of outlets; give them too with all names known anyhow, the longest first."""
    folded = {source: name for source in sources if len(name := plain_name(source)) > 1}
    return folded, sorted({name for house in _HOUSES for name in house} | set(folded.values()), key=len, reverse=True)


@cache
def _asked(name: str) -> tuple[re.Pattern[str], ...]:
    looking = _LOOKING.format(name=name)
    return (
        re.compile(f"(?:{_BEFORE}|{looking})?(?P<name>{name})(?:{'|'.join((*_AFTER, _DISTANT))})"),
        re.compile(f"(?:{_BEFORE}|{looking})(?P<name>{name}){_PLACE}(?:的|，)?"),
    )


def _meant(name: str, folded: dict[str, str]) -> tuple[str, ...]:
    own = tuple(source for source, plain in folded.items() if name in plain)
    if own:
        return own
    house = next((house for house in _HOUSES if name in house), ())
    return tuple(source for source, plain in folded.items() if any(other in plain for other in house))


def plain_name(name: str) -> str:
    """Fold the name of an outlet, for matching only."""
    return simplified(normalise(name)).strip()
