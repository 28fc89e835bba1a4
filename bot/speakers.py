"""Whose words a question asks for, and whether an article has them."""

import re

import rjieba

from bot.conversation import Condensed
from bot.question_type import Kind, read_ask

_PRONOUN = re.compile("[他她](?!们)")
_SAYING = (
    "(?:说|表示|指出|强调|称|认为|提出|要求|介绍|宣布|呼吁|回应|重申|谈到|坚信|坦言|透露"
    "|感谢|希望|建议|祝贺|赞|致辞|讲话|发言|愿)"
)
#: A person's office or another's name may stand between the name and the verb, in characters.
_BETWEEN = 12


def who_speaks(asked: Condensed) -> str | None:
    """Give the person whose words are asked for, by name or by a pronoun that stands for one of the topic."""
    if read_ask(asked.alone).kind is not Kind.SAID and not asked.again:
        return None
    if people := _people(asked.words):
        return people[0]
    people = _people(asked.about) if _PRONOUN.search(asked.alone) else []
    return people[0] if people else None


def speaks(name: str, text: str) -> bool:
    """Tell whether somebody is quoted.

    >>> speaks("李禾", "馆长李禾在开幕式上说，新馆有四层。"), speaks("李禾", "李禾出席开幕式。他人说好。")
    (True, False)
    """
    return bool(re.search(rf"{re.escape(name)}[^。！？；\n]{{0,{_BETWEEN}}}{_SAYING}", text))


def _people(words: tuple[str, ...]) -> list[str]:
    return [word for run in words for word, flag in rjieba.tag(run) if flag.startswith("nr") and len(word) > 1]
