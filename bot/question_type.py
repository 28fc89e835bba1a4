"""What a question asks for: a person, a date, a number with its unit, a place, a name, a reason."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import rjieba

from bot import ask_words as words


class Kind(StrEnum):
    """The kinds of detail that can be asked for."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    DURATION = "duration"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    AGE = "age"
    ORGANISATION = "organisation"
    NAME = "name"
    WHICH = "which"
    SAID = "said"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes-no"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class Ask:
    """The kind asked for, the characters that ask it, the measure word and the noun they belong to.

    `start` and `end` bound the asking words in the question (both at its end where there are none: 「导弹 射程」);
    `unit` is the measure word of a number (名 in 多少名代表) or how fine a date is wanted (年, 月, 日 or 时), `head`
    the noun asked about (代表), each "" where none.
    """

    kind: Kind
    start: int
    end: int
    unit: str = ""
    head: str = ""


_PERSON = words.alternatives(words.PERSON)
_PLACE = words.alternatives(words.PLACE)
_ORGANISATION = words.alternatives(words.ORGANISATION)
_NAME = words.alternatives(words.NAME)
_SUM = words.alternatives(words.SUM)
_UNIT = words.alternatives(words.UNITS)
_SCALE = "[十百千万亿]{0,2}"
_WHAT = "(?:什么样的?|什么|啥样的?|啥|甚么|何种|哪种|怎样的)"
_WHICH = (
    "哪(?:一|两|几|三|四|五|些|[2-9])?"
    "(?:个|家|位|名|所|座|条|支|只|款|部|本|首|种|类|项|场|届|片|处|间|张|艘|架|份|句|件|门|样|块|辆|台|群|批|段)?"
)
_IS = "(?:一共|总共|大概|大约|约|是|有|为|达到?|到|了|占)*"

# Tried in order; the first that matches says the kind. `unit` and `head` are read where they took part.
_RULES = (
    (Kind.AGE, "多大(?:岁数|年纪|年龄)|几岁|多少岁|年龄(?:是)?多大|(?<=今年)多大(?=[了？?啊呢]|$)|岁数多大"),
    (Kind.PERCENT, "百分之(?:几|多少)|(?:几|多少)个?(?:百分点|成)|多[大高]的?(?:比例|比重)"),
    (Kind.PERCENT, rf"(?P<head>占比|比重|比例|[涨增降]幅|增速|[\u4e00-\u9fff]率){_IS}(?:多少|多[大高]|几)"),
    (
        Kind.MONEY,
        rf"(?:多少|几){_SCALE}(?P<unit>块钱|块(?![\u4e00-\u9fff])|元|美元|美金|欧元|英镑|卢布|日元|港元|人民币|钱)",
    ),
    (Kind.MONEY, rf"(?P<head>{_SUM}){_IS}多少"),
    (
        Kind.PERCENT,
        "(?:增长|上涨|下降|下跌|增加|减少|提高|降低|[涨跌降升减多少]|缩水)(?:了|出)?"
        "(?:多少|几)(?![万亿千百个名人家只辆台吨公天年])",
    ),
    (Kind.DURATION, "多久|多长时间|多长(?=[了？?]|$)|多少年头"),
    (Kind.DURATION, "(?:多少|几)个?(?P<unit>年|天|小时|分钟|秒|月|周|星期|昼夜)(?![份号日级几])"),
    (
        Kind.WHEN,
        "什么时[候间]|啥时[候间]?|何时|何日|何年|哪一?[天日年月]|哪个月|哪几天|星期几|周几|什么日[期子]|多会儿",
    ),
    (Kind.WHEN, "(?:几|多少)(?:月份?|号|点钟?|日)(?:几[号日点])?|哪个?(?:时间|日子|年份|年代|世纪|季节|时候)"),
    (Kind.WHERE, rf"哪里|哪儿|哪边|何处|何地|打哪|在哪(?=[？?呀啊呢]|$)|{_WHAT}(?:地方|地点|位置)|哪国"),
    (Kind.WHERE, rf"{_WHICH}(?P<head>{_PLACE})(?!长|委|政府|领导|际)"),
    (Kind.WHO, rf"谁|哪(?:几|两|三|四|一|些)?(?:位|人|名)(?P<head>{_PERSON})?|何人|什么人|啥人|{_WHICH}(?:{_PERSON})"),
    (Kind.WHO, rf"(?P<head>{_PERSON})(?:的名字)?(?:是|都|又|到底)*(?:叫|姓)(?:什么|啥)(?:名字?|来着)?"),
    (Kind.ORGANISATION, rf"(?:{_WHICH}|{_WHAT})(?P<head>{_ORGANISATION})|哪(?:一|几|两)?家"),
    (Kind.COUNT, rf"(?:多少|(?<!哪)几){_SCALE}(?P<unit>{_UNIT})?|多[大高长远深宽重快厚](?![家型力])|第几"),
    (
        Kind.WHY,
        "(?<![称之作成视])为什么|为啥|为何|因为什么|因为啥|凭什么|怎么回事|什么原因|啥原因|图个?(?:啥|什么)|怎么会",
    ),
    (Kind.SAID, "(?:怎么|如何|咋)(?:说|评价|看|表态|回应|讲|形容|比喻|解释)"),
    (Kind.SAID, rf"(?:说|讲|表示|呼吁|提出|要求|强调|承诺|希望|建议)(?:了|过|的)?(?:些)?{_WHAT}(?![\u4e00-\u9fff])"),
    (Kind.NAME, rf"(?:叫做?|名叫|称为|称作|名为)(?:什么|啥)(?:名字?|来着)?|(?:{_WHICH}|{_WHAT})(?P<head>{_NAME})"),
    (Kind.WHICH, _WHICH),
    (Kind.HOW, "怎么样?|如何|怎样|咋样?"),
    (Kind.WHAT, _WHAT),
    (Kind.YES_NO, r"是不是|有没有|能不能|会不会|可不可以|要不要|是否|(\w)不\1|吗|了?没有?(?=[？?]|$)"),
    (Kind.WHY, "(?:原因|理由|目的)(?=[？?]|$)"),
)
# A question without asking words ends with the thing wanted.
_TOPICS = (
    (Kind.PERCENT, words.RATE),
    (Kind.MONEY, words.SUM),
    (Kind.DURATION, words.LENGTH_OF_TIME),
    (Kind.COUNT, words.AMOUNT),
    (Kind.WHEN, words.DATE),
    (Kind.AGE, words.AGE),
    (Kind.WHO, words.PERSON),
    (Kind.WHERE, words.PLACE),
    (Kind.ORGANISATION, words.ORGANISATION),
    (Kind.NAME, words.NAME),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)
_COMPILED_TOPICS = tuple(
    (kind, re.compile(rf"(?P<head>{words.alternatives(given)})(?:是|为|有)?[？?。 ]*$")) for kind, given in _TOPICS
)
_PERSON_END = re.compile(rf"(?:{_PERSON})$")
#: How far from the asking words their noun may stand, in characters.
_HEAD_REACH = 5


@lru_cache(64)
def read_ask(question: str) -> Ask:
    """Say what `question` asks for; `Kind.WHAT` without asking words where nothing tells more.

    >>> read_ask("开幕式来了多少名代表？")
    Ask(kind=<Kind.COUNT: 'count'>, start=5, end=8, unit='名', head='代表')
    """
    for kind, pattern in _COMPILED:
        if match := pattern.search(question):
            given = match.groupdict()
            head = given.get("head") or _noun_near(question, match.start(), match.end())
            if kind is Kind.NAME and _PERSON_END.search(head):
                kind = Kind.WHO
            unit = given.get("unit") or (_fineness(match[0]) if kind is Kind.WHEN else "")
            return Ask(kind, match.start(), match.end(), unit, head)
    for kind, pattern in _COMPILED_TOPICS:
        if match := pattern.search(question):
            return Ask(kind, len(question), len(question), "", match["head"])
    return Ask(Kind.WHAT, len(question), len(question))


def _fineness(asking: str) -> str:
    """Say how fine a date is asked for: 日 for 哪天, "" for 什么时候."""
    for unit, signs in (("时", "点"), ("日", "天日号"), ("月", "月"), ("年", "年")):
        if any(sign in asking for sign in signs):
            return unit
    return ""


def _noun_near(question: str, start: int, end: int) -> str:
    """Find the noun right after the asking words (多少名代表), else the last one before them (别名是什么)."""
    after = ""
    position = 0
    before = ""
    for word, flag in rjieba.tag(question):
        is_noun = flag[0] == "n" or flag in ("vn", "an", "j", "l")
        if is_noun and len(word) > 1:
            if end <= position < end + _HEAD_REACH and not after:
                after = word
            if start - _HEAD_REACH <= position + len(word) <= start:
                before = word
        position += len(word)
    return after or before
