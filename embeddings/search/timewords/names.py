"""Names that only look like a time: titles, products, papers, awards. They are hidden before reading."""

import re
from functools import lru_cache

_NAMES = (
    r"《[^》]*》?|〈[^〉]*〉?",
    r"中国制造2025|今晚报|昨日重现",
    r"今日(?:头条|俄罗斯|美国|说法|关注|中国|亚洲|资本|国际|要闻)",
    r"目前天|[五5]月天|四月天|十月革命|二月河|七月流火|三月三|十月怀胎|五月花",
    r"周一围|周六福|周一(?:到|至|-)周[五六日]",
    r"(?:一二|五一)(?:广场|劳动奖|口号|路|大街)|五四(?:运动|精神|奖章|大街)|三八(?:红旗|线)|七一(?:勋章|讲话)|八一(?:南昌|厂|制片|队|勋章|大楼)|六一居士",
    r"五一(?=劳动奖)|一五一十",
    r"(?:中|我|全|各|两|外)国庆(?=祝|贺)|国庆(?=阳|典)|[李王张刘陈杨赵黄周吴徐孙马朱胡郭何高林]国庆",
    r"[美法德泰俄英韩缅印]国国庆",
    r"宁夏(?=至)",
    r"今年(?=多大|几岁|高寿|贵庚|多少岁|\d+岁|年纪|芳龄)",
    r"清明上河[图园]|圣诞(?:老人|树|岛)|腊八[粥蒜]|端午(?=茶)",
    r"九一八|七七事变|一二[·.]?九|五卅",
    r"\d{1,2}[·.]\d{1,2}级",
)
_HIDDEN = re.compile("|".join(_NAMES))


@lru_cache(64)
def hide(text: str) -> str:
    """Blank such names out, character for character.

    >>> hide("《2021年》上映")
    '▢▢▢▢▢▢▢上映'
    """
    return _HIDDEN.sub(lambda match: "▢" * len(match[0]), text)
