"""A question made ready for matching: simplified characters, and without the words that only ask."""

import re
from functools import cache

from opencc import OpenCC

#: Words that ask, point or soften; they are in no report for the reason they are in the question.
_ASKING = [
    *[
        "请问",
        "什么时候",
        "什么",
        "多少",
        "为什么",
        "为啥",
        "为何",
        "干嘛",
        "啥",
        "谁",
        "如何",
        "怎么样",
        "怎么",
        "怎样",
    ],
    *["哪一年", "哪一天", "哪几", "哪个", "哪些", "哪里", "哪儿", "哪位", "哪家", "哪种", "哪次", "哪年", "哪天", "哪"],
    *["是不是", "有没有", "能不能", "几个", "几家", "几", "多大", "多长", "多高", "多久", "一共", "总共", "大概"],
    *["到底", "究竟", "那个", "这个", "那", "这", "了", "的", "是", "有", "在", "叫", "吗", "呢", "吧", "啊", "呀"],
]
_ASK = re.compile("|".join(sorted(map(re.escape, _ASKING), key=len, reverse=True)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Turn traditional characters into simplified ones.

    >>> simplified("條約是哪天宣布延期的？")
    '条约是哪天宣布延期的？'
    """
    return str(_converter().convert(text))


def content(question: str) -> str:
    """Leave what a report could say; a question of nothing but asking words is kept as it is.

    >>> content("条约是哪天宣布延期的？")
    '条约 宣布延期 ？'
    """
    left = re.sub(" +", " ", _ASK.sub(" ", question)).strip()
    return left if re.search(r"\w", left) else question
