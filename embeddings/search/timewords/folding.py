"""A question as the grammars of time read it: one width, simplified, without spaces, and where each character was."""

import re
import unicodedata
from functools import lru_cache

# Only the characters that time expressions are written with.
_SIMPLIFIED = str.maketrans(
    "個週號後內間節國慶舊禮紀當現這兩從歷農曆臘閏陽頭來時過幾會屆開學長億萬裡裏勞動聖誕雙歲東黨閉剛變發進經絡線脈給劃總體點階"
    "歸陳報導無歡熱鐘陰親戰勝軍產環讀書護婦獨頒慣單連續於與較對華種處穀驚蟄鄰滿還終裝網馬圍飛豐製築僅鬧勢審詳細況態調訪談衝議"
    "題設應檢關係樣麼嗎誰",
    "个周号后内间节国庆旧礼纪当现这两从历农历腊闰阳头来时过几会届开学长亿万里里劳动圣诞双岁东党闭刚变发进经络线脉给划总体点阶"
    "归陈报导无欢热钟阴亲战胜军产环读书护妇独颁惯单连续于与较对华种处谷惊蛰邻满还终装网马围飞丰制筑仅闹势审详细况态调访谈冲议"
    "题设应检关系样么吗谁",
)

_SPACE = re.compile(r"\s")


@lru_cache(64)
def fold(question: str) -> tuple[str, tuple[int, ...]]:
    """Give the folded text, and the place in the question of each of its characters.

    A space is dropped unless it keeps two Latin words or numbers apart.

    >>> fold("２０２４ 年 5 月")
    ('2024年5月', (0, 1, 2, 3, 5, 7, 9))
    """
    folded = "".join(map(_folded, question))
    if not _SPACE.search(folded):
        return folded, tuple(range(len(folded)))
    kept: list[str] = []
    places: list[int] = []
    gap = False
    for place, char in enumerate(folded):
        if char.isspace():
            gap = True
            continue
        if gap and kept and _latin(kept[-1]) and _latin(char):
            kept.append(" ")
            places.append(place - 1)
        gap = False
        kept.append(char)
        places.append(place)
    return "".join(kept), tuple(places)


@lru_cache(4096)
def _folded(original: str) -> str:
    char = unicodedata.normalize("NFKC", original)
    return (char if len(char) == 1 else original).lower().translate(_SIMPLIFIED)[0]


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
