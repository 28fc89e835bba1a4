"""Next questions to offer: made from the articles found, and asked before they are offered."""

import re
import time
from collections.abc import Callable, Iterator

import rjieba

from bot.clauses import split_clauses
from bot.examples import about
from bot.question_type import Ask, Kind, read_ask
from bot.schema import Answer, Query
from bot.spans import find_spans
from embeddings.schema import Hit
from embeddings.text import sentences

#: So many questions are offered, and so many of them are asked of the article that answered.
OFFERED, OF_THE_FIRST = 3, 2
#: No further question is tried after so many seconds, nor after so many tries.
SECONDS, TRIES = 0.5, 10
#: Articles scoring under this share of the best one are about something else.
ON_TOPIC = 0.5
#: A statement that makes a question has so many characters.
SHORTEST, LONGEST = 8, 28

#: What stands in for a detail of each kind, in the order in which the kinds are tried.
_ASKING = {Kind.WHEN: "什么时候", Kind.MONEY: "多少", Kind.PERCENT: "百分之多少", Kind.COUNT: "多少"}
# 17, 1,380, 一百七十, but not the 两 of 两国.
_FIGURE = re.compile(r"\d[\d,.]*[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]{2,}")
_UNIT = re.compile(r"[余多来]?([^\d零〇一二两三四五六七八九十百千万亿]{1,4})$")
_DAY = re.compile(r"月|\d[日点时]")
# 2030年议程 counts no years.
_NO_MEASURES = ("年", "月", "日", "号", "周年")
# A statement that begins with one of these leans on what was said before it, and with these marks it is a part of one.
_LEANING = frozenset("rcpdufmvty")
_BEGINNINGS = frozenset("由在与和对将把被从为向经据以等的")
_UNFIT = frozenset("“”「」『』《》（）()【】？?：:、—-他她它我你您此该其")
# Words of a title that do not say what it is about.
_GENERAL = frozenset(("全国", "我国", "中国", "今天", "今年", "昨日", "各地", "正式", "全省", "全市", "举行", "召开"))


def suggestions(answer: Answer, ask: Callable[[Query], Answer]) -> tuple[str, ...]:
    """Give up to OFFERED questions that `ask` answers from the very article they were made of."""
    until = time.monotonic() + SECONDS
    offered: list[str] = []
    tries = 0
    for question, hit, detail in _candidates(answer):
        if len(offered) == OFFERED or tries == TRIES or time.monotonic() > until:
            break
        if (detail and len(offered) >= OF_THE_FIRST) or question == answer.question or question in offered:
            continue
        tries += 1
        found = ask(Query(question, k=1, write=False))
        if not found.abstained and detail in (found.text or "") and _family(hit) & _family(found.hits[0]):
            offered.append(question)
    return tuple(offered)


def _candidates(answer: Answer) -> Iterator[tuple[str, Hit, str]]:
    """Questions with the hit that they are made of and the detail that answers them, "" for a whole article."""
    floor = ON_TOPIC * max((hit.score for hit in answer.hits), default=0.0)
    rest = [hit for hit in answer.hits[0 if answer.abstained else 1 :] if hit.score >= floor]
    if not answer.abstained and answer.hits:
        first = answer.hits[0]
        kind = read_ask(answer.question).kind
        made = list(_details(first, answer.text or ""))
        # Another kind of detail than the one just asked for is more likely to be wanted.
        yield from ((question, first, detail) for other, question, detail in made if other is not kind)
        yield from ((question, first, detail) for other, question, detail in made if other is kind)
    for hit in rest:
        if question := about(hit.article):
            yield question, hit, ""


def _details(hit: Hit, told: str) -> Iterator[tuple[Kind, str, str]]:
    """Statements of an article turned into questions for the one detail that each holds."""
    body = hit.article.body
    for left, right in sentences(body):
        for start, end in split_clauses(body, left, right):
            clause = body[start:end].rstrip("，；。！!,; \n")
            if not SHORTEST <= len(clause) <= LONGEST or clause in told or not _stands_alone(clause, hit.article.title):
                continue
            for kind, words in _ASKING.items():
                if made := _asked(clause, kind, words):
                    yield kind, *made
                    break


def _asked(clause: str, kind: Kind, words: str) -> tuple[str, str] | None:
    """Put asking words in place of the detail of a kind, if there is exactly one and nothing else to be counted."""
    spans = find_spans(clause, Ask(kind, 0, 0), []).strong
    if len(spans) != 1:
        return None
    start, end = spans[0]
    detail = clause[start:end]
    if _FIGURE.search(clause[:start] + "，" + clause[end:]) or not _FIGURE.search(detail):
        return None
    if kind is Kind.WHEN:
        return (f"{clause[:start]}{words}{clause[end:]}？", detail) if _DAY.search(detail) else None
    unit = _UNIT.search(detail)
    if kind is Kind.PERCENT:
        return (f"{clause[:start]}{words}{clause[end:]}？", detail) if detail.endswith(("%", "％")) else None
    if unit is None or unit[1] in _NO_MEASURES:
        return None
    return f"{clause[:start]}{words}{unit[1]}{clause[end:]}？", detail


def _stands_alone(clause: str, title: str) -> bool:
    """Tell whether a clause names its subject: a noun to begin with, and a word of the title that says something."""
    if _UNFIT & set(clause) or clause[0] in _BEGINNINGS:
        return False
    (_, flag), *_ = rjieba.tag(clause)
    named = {word for word in rjieba.cut(title) if len(word) > 1} - _GENERAL
    return flag[0] not in _LEANING and any(word in clause for word in named)


def _family(hit: Hit) -> set[str]:
    return {hit.article.id, *(other.id for other in hit.also)}
