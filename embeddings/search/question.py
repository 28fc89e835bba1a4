"""A question made ready for matching: without the words that only ask."""

import re
from functools import lru_cache

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
#: Words that hold an asking character and do not ask: 哪吒 stands in reports, 哪 does not.
_KEPT = [
    *["哪吒", "几内亚", "几何", "几率", "茶几", "那曲", "那达慕", "那不勒斯", "印第安那", "刹那", "国有企", "国有资"],
    *["有色", "有机", "有限", "有效", "有望", "有序", "有利", "有益", "有害", "有毒", "有线", "有轨", "有偿", "有期"],
    *["有奖", "有氧", "有声", "有感", "有人机", "公有", "私有", "所有", "拥有", "持有", "享有", "含有", "稀有", "特有"],
    *["目的地", "的黎波里", "潜在", "在线教", "在线服", "在轨", "在押", "在逃", "叫停", "叫板", "叫卖", "叫好", "呼叫"],
    *["了解", "了结", "私了", "吗啡", "酒吧", "网吧", "毛呢", "第一共和国"],
]
_ASK = re.compile(f"({'|'.join(_KEPT)})|{'|'.join(sorted(map(re.escape, _ASKING), key=len, reverse=True))}")


def content(question: str) -> str:
    """Leave what a report could say; a question of nothing but asking words is kept as it is.

    >>> content("条约是哪天宣布延期的？")
    '条约 宣布延期 ？'
    """
    return bare(question) or question


@lru_cache(64)
def bare(question: str) -> str:
    """Do the same, and leave "" of a question of nothing but asking words.

    >>> bare("最近有什么大桥通车"), bare("那是什么？")
    ('最近 大桥通车', '')
    """
    left = re.sub(" +", " ", _ASK.sub(lambda found: found[1] or " ", question)).strip()
    return left if re.search(r"\w", left) else ""
