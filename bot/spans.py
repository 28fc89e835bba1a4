"""Where a sentence holds a detail of the asked kind: dates, numbers with units, names, places. Words tagged by rjieba."""

import re
from collections.abc import Iterator, Sequence

import rjieba

from bot.question_type import Ask, Kind

_CN = "零〇一二三四五六七八九十百千万亿两"
_DIGITS = r"\d[\d,.]*(?:[十百千万亿]{1,2})?(?:余|多|来)?"
_NUMBER = rf"(?:[零一二三四五六七八九十百千两]+(?:分之)|百分之)?(?:{_DIGITS}|[{_CN}]+(?:余|多|来|几)?|数[十百千万亿]+|上[百千万亿]|近[百千万])"
_LEAD = r"(?:约|近|超过|超|逾|至少|不足|不少于|不低于|不超过|最多|最高|大约|将近|共|达到?|突破)?"
_MONEY_UNIT = "(?:多|余)?[万亿]*(?:元|美元|欧元|英镑|卢布|日元|港元|港币|人民币|美金|块钱|块|马克|新元|澳元|加元|比索|里亚尔|迪拉姆|韩元|法郎)"
_MEASURES = (
    "[万亿]?(?:平方公里|平方千米|平方米|立方米|个?百分点|千瓦时|人次|架次|辆次|公里|千米|厘米|毫米|微米|纳米|海里|公顷|公斤|千克|千瓦|兆瓦|小时|分钟|标准箱|"
    "吨|米|亩|克|斤|升|瓦|级|倍|成|岁|秒|天|周年|周|年|个月|月|日|号|点|时|个|名|位|人|家|户|只|头|条|项|件|种|类|座|所|处|场|次|届|台|辆|架|艘|列|趟|班|部|本|首|"
    "篇|份|张|枚|颗|发|支|队|批|组|对|套|间|层|棵|株|根|门|口|国|省|市|县|区|村|镇|站|档|步|轮|局|分|声|响|面|幅|款|例|起|宗|笔|句|字|棒|粒|片|块|群|顶|段|堂|期|"
    "道|师|度|摄氏度|℃|%|％|‰|GB|TB|kg|km|cm|mm|MW|kW|立方|平方|平米|公分|加仑|桶|盒|箱|袋|瓶|包|车|艇|单|票|元|册|枝|朵|尾|匹|峰|盏|栋|幢|户次|人份|剂|针|环|比)"
)
_PATTERNS: dict[Kind, str] = {
    Kind.WHEN: rf"(?:(?:[12]\d{{3}}|[一二三四五六七八九〇零]{{4}}|\d{{2}}|今|去|明|前|同|当|次)年(?:底|初|末|中|年底|年初)?)?(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|上个?|本|下个?|当|这个)月(?:份|底|初|末|中旬|上旬|下旬)?)?(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|当|次|今|昨|明|前)[日号天])?(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|夜间|深夜)?(?:\d{{1,2}}(?:[时点](?:\d{{1,2}}分?|半|许|整)?|[:：]\d{{2}}))?"
    r"|上半年|下半年|[一二三四]季度|第[一二三四]季度|周[一二三四五六日]|星期[一二三四五六日天]|(?:春节|国庆|五一|元旦|清明|端午|中秋|除夕|元宵)(?:期间|假期|节)?|\d{1,2}世纪(?:\d0年代)?|“?十[一二三四五]五”?(?:期间|时期)|今晚|今晨|零时|近日|日前|目前|即日",
    Kind.MONEY: rf"{_LEAD}{_NUMBER}{_MONEY_UNIT}",
    Kind.PERCENT: rf"{_LEAD}(?:百分之[{_CN}\d.]+|[\d.]+\s?[%％‰]|{_NUMBER}(?:个百分点|成|倍|分之[{_CN}]+)|翻[一两二三]番|一半|过半|半数|翻番|\d+[:：∶]\d+|[{_CN}]+分之[{_CN}]+)",
    Kind.AGE: rf"{_NUMBER}(?:周?岁|周年|年)",
    Kind.DURATION: rf"{_LEAD}(?:第)?(?:{_NUMBER})?(?:半)?(?:个)?(?:半)?(?:年|周年|天|小时|分钟|秒|周|月|日|星期|昼夜|世纪|余载|载|公里|米|千米)(?:零?{_NUMBER}(?:个?月|天|小时|分钟|分|秒))?(?:半|多|以上|左右|有余)?",
    Kind.COUNT: rf"{_LEAD}第?{_NUMBER}(?:{_MEASURES}|多|余)?(?:以上|左右|多|余)?",
    Kind.NAME: r"《[^《》]+》|“[^“”]{1,40}”|「[^」]{1,40}」|\"[^\"]{1,40}\"|[A-Za-z][A-Za-z0-9\-]{1,15}",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_PLACE_TAIL = set("省市县区州镇乡村岛港站场园馆路街河湖江海山厅楼城洲国寺庙关口宫院校营屯")
_ORG_TAIL = re.compile(
    r"(?:公司|集团|委员会|大学|学院|医院|银行|协会|部|局|院|会|党|社|署|厅|办|队|组织|法院|研究所|中心|基金会|联盟|军|台|报|网|厂|店|超市|政府|委)$"
)
_PERSON_JOIN = re.compile(r"[·•・]")


def tag(text: str) -> list[tuple[str, str, int]]:
    """Words of `text` with their part of speech and the offset at which each starts."""
    result, position = [], 0
    for word, flag in rjieba.tag(text):
        result.append((word, flag, position))
        position += len(word)
    return result


def _by_pattern(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if match.end() > match.start():
            yield match.span()


def _people(words: Sequence[tuple[str, str, int]]) -> Iterator[tuple[int, int]]:
    """Runs of name words, joined over the dot of foreign names."""
    run: tuple[int, int] | None = None
    for word, flag, start in words:
        joins = bool(_PERSON_JOIN.fullmatch(word)) and run is not None
        if flag.startswith("nr") or joins:
            run = (run[0], start + len(word)) if run and run[1] == start else (start, start + len(word))
        elif run is not None:
            yield run
            run = None
    if run is not None:
        yield run


def _places(words: Sequence[tuple[str, str, int]]) -> Iterator[tuple[int, int]]:
    for word, flag, start in words:
        if (
            flag in ("ns", "nrt", "nsf")
            or flag == "s"
            and len(word) > 2
            or (len(word) > 1 and flag in ("n", "nz", "nt", "j") and word[-1] in _PLACE_TAIL)
        ):
            yield start, start + len(word)


def _organisations(words: Sequence[tuple[str, str, int]]) -> Iterator[tuple[int, int]]:
    for word, flag, start in words:
        if flag == "nt" or (len(word) > 1 and flag.startswith(("n", "j")) and _ORG_TAIL.search(word)):
            yield start, start + len(word)


def find_spans(text: str, ask: Ask, words: Sequence[tuple[str, str, int]]) -> list[tuple[int, int]]:
    """Spans of `text` that could be the asked detail, in order; none for kinds that have no form of their own."""
    kind = ask.kind
    if kind is Kind.WHO:
        return list(_people(words))
    if kind is Kind.WHERE:
        return list(_places(words))
    if kind is Kind.ORGANISATION:
        return list(_organisations(words))
    if kind in _COMPILED:
        return list(_by_pattern(_COMPILED[kind], text))
    return []
