"""Where a passage holds a detail of the asked kind: dates, numbers with units, names, places."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import rjieba

from bot.question_type import Ask, Kind

#: A word, its part of speech and where it starts.
Word = tuple[str, str, int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans that have the asked form, and spans that may pass for it (an office or a country asked for by 谁)."""

    strong: tuple[Span, ...]
    weak: tuple[Span, ...] = ()


_HAN = "零〇一二三四五六七八九十百千万亿两"
_SMALL = "[一二三四五六七八九十]{1,3}"
_NUMBER = rf"(?:\d[\d,.]*(?:[十百千万亿]{{1,2}})?(?:余|多|来)?|[{_HAN}]+(?:余|多|来|几)?|[数上近][十百千万亿]+)"
_ABOUT = "(?:约|近|超过|超|逾|至少|不足|不少于|不低于|不超过|最多|最高|大约|将近|共|达到?|突破)?"
_YEAR = r"(?:(?:[12]\d{3}|[一二三四五六七八九〇零]{4}|\d{2}(?=年\d{1,2}月)|[今去明前同当次])年[底初末中]?)"
_MONTH = rf"(?:(?:\d{{1,2}}|{_SMALL}|上个?|本|下个?|当|这个)月(?:份|底|初|末|中旬|上旬|下旬)?)"
_DAY = rf"(?:(?:\d{{1,2}}|{_SMALL}|[当次今昨明前])[日号天])"
_HOUR = r"(?:\d{1,2}(?:[时点](?:\d{1,2}分?|半|许|整)?|[:：]\d{2}))"
_PART = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|夜间|深夜)"
_DATE = (
    rf"{_YEAR}{_MONTH}?{_DAY}?{_PART}?{_HOUR}?"
    rf"|{_MONTH}{_DAY}?{_PART}?{_HOUR}?|{_DAY}{_PART}?{_HOUR}?|{_PART}{_HOUR}|{_HOUR}"
    r"|[上下]半年|第?[一二三四]季度|(?:周|星期)[一二三四五六日天]"
    "|(?:春节|国庆|五一|元旦|清明|端午|中秋|除夕|元宵)(?:期间|假期|节)?"
    r"|\d{1,2}世纪(?:\d0年代)?|“?十[一二三四五]五”?(?:期间|时期)|今晚|今晨|零时|近日|日前|即日"
)
_CURRENCY = (
    "(?:[万亿]*(?:美元|欧元|英镑|卢布|日元|港元|港币|人民币|美金|元|块钱|块|马克|新元|澳元|加元|比索|韩元|法郎))"
)
_MEASURE = (
    "[万亿]?(?:平方公里|平方千米|平方米|立方米|个?百分点|千瓦时|人次|架次|辆次|公里|千米|厘米|毫米|微米|纳米|海里|公顷|公斤|千克|千瓦|兆瓦"
    "|小时|分钟|标准箱|周年|个月|摄氏度|人份|户次|加仑|立方|平方|平米|公分"
    "|[吨米亩克斤升瓦级倍成岁秒天周年月日号点时个名位人家户只头条项件种类座所处场次届台辆架艘列趟班部本首篇份张枚颗发支队批组对套间层棵株根门口"
    "国省市县区村镇站档步轮局分声响面幅款例起宗笔句字棒粒片块群顶段堂期道师度℃%％‰桶盒箱袋瓶包车艇单票元册枝朵尾匹峰盏栋幢剂针环比])"
)
_PATTERNS = {
    Kind.WHEN: _DATE,
    Kind.MONEY: rf"{_ABOUT}{_NUMBER}{_CURRENCY}",
    Kind.PERCENT: rf"{_ABOUT}(?:百分之[{_HAN}\d.]+|[\d.]+\s?[%％‰]|{_NUMBER}(?:个百分点|成|倍)"
    rf"|[{_HAN}]+分之[{_HAN}]+)"
    r"|翻[一两二三]番|一半|过半|半数|翻番|\d+[:：∶]\d+",
    Kind.AGE: rf"{_NUMBER}(?:周?岁|周年)",
    Kind.DURATION: rf"{_ABOUT}(?:第?{_NUMBER}|半)个?半?"
    r"(?:年|周年|天|小时|分钟|秒|周|月|日|星期|昼夜|世纪|载|公里|米|千米)"
    rf"(?:零?{_NUMBER}(?:个?月|天|小时|分钟|分|秒))?(?:半|多|以上|左右|有余)?",
    Kind.COUNT: rf"{_ABOUT}第?{_NUMBER}(?:{_MEASURE}|多|余)?(?:以上|左右|多|余)?",
    Kind.NAME: r"《[^《》]+》|“[^“”]{1,40}”|「[^」]{1,40}」|\"[^\"]{1,40}\"",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
# A date answers 哪天 when it names a day, 几点 when it names an hour.
_FINENESS = {
    "年": re.compile("年|世纪"),
    "月": re.compile("月"),
    "日": re.compile("[日号天]|周[一二三四五六日]|星期|[今昨][晚晨]"),
    "时": re.compile("[时点:：]"),
}
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-·. ]{1,30}[A-Za-z0-9]")
# Characters that foreign names are written in; a word of these alone is one, whatever its tag says.
_SOUNDS = set(
    "阿埃艾安奥巴白班贝本比彼波博伯布查楚达大戴丹德登迪蒂丁杜多俄恩尔法范菲费芬弗夫福盖戈格古圭哈海汉豪赫霍胡基吉加贾杰金卡凯坎柯科克肯库拉莱兰"
    "劳勒雷里利莉列林龙卢鲁路伦罗洛吕马玛迈麦曼梅门蒙米密敏缪莫默姆穆纳娜内尼涅宁牛努诺欧帕潘佩彭皮坡普奇契乔钦琼冉若萨塞桑沙舍申圣施史舒丝斯松苏"
    "索所塔泰坦汤特提廷图土托瓦万旺威韦维魏温文翁沃乌武西希夏谢辛休雅亚扬耶叶伊因英尤约扎泽詹珍朱兹佐"
)
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
)
# The cutter sometimes leaves these on a name.
_BEFORE_NAME = set("由在与和向从被")
_NAME_PARTS = {"n", "ns", "nz", "nt", "nr", "nrt", "j", "vn", "b", "s"}
_AFTER_PLACE = {"在", "从", "到", "于", "至", "赴", "首都", "抵达", "抵", "城市", "往", "首府", "访问"}
_PLACE_TAIL = set("省市县区州镇乡村岛港站场园馆路街河湖江海山厅楼城洲国寺庙关口宫院校营屯所")
_BODY_TAIL = re.compile(
    "(?:公司|集团|委员会|大学|学院|医院|银行|协会|法院|研究所|中心|基金会|联盟|部门|政府|超市|联合会|出版社|证券|组织|[部局院会党社署厅办队军台报网厂店委])$"
)
_CALLING = re.compile("(?:[员者家人生师长手们方官]|专家|总统|总理|主席|部长|书记|主任)$")


def tag(text: str) -> list[Word]:
    """Cut `text` into words with part of speech and start."""
    tagged = rjieba.tag(text)
    starts = accumulate((len(word) for word, _ in tagged), initial=0)
    return [(word, flag, start) for (word, flag), start in zip(tagged, starts, strict=False)]


def find_spans(text: str, ask: Ask, words: Sequence[Word]) -> Candidates:
    """Give the spans of `text` that could be the asked detail; none for kinds without a form of their own.

    `words` are those of `tag(text)`; only the kinds of TAGGED are looked for in them.
    """
    if ask.kind in _COMPILED:
        strong = tuple(m.span() for m in _COMPILED[ask.kind].finditer(text))
        if ask.kind is Kind.WHEN:
            # The date of a dateline (新华社青岛5月6日电) says when it was written, not when anything happened.
            strong = tuple(span for span in strong if text[span[1] : span[1] + 1] not in ("电", "讯"))
        if ask.kind is Kind.WHEN and ask.unit:
            fine = tuple(span for span in strong if _FINENESS[ask.unit].search(text[slice(*span)]))
            return Candidates(fine, tuple(span for span in strong if span not in fine))
        if ask.kind is not Kind.NAME:
            return Candidates(strong)
        return Candidates(strong, tuple(sorted({*_named(words), *(m.span() for m in _LATIN.finditer(text))})))
    if finder := _FINDERS.get(ask.kind):
        return finder(text, words)
    return Candidates(())


@lru_cache(64)
def spans_in(text: str, ask: Ask) -> Candidates:
    """Find them in a text that nobody has cut into words yet; kept, for reading a hit and for choosing its words."""
    return find_spans(text, ask, tag(text) if ask.kind in TAGGED else ())


def _with_surnames(words: Sequence[Word]) -> list[Word]:
    """Join a surname with the given name that the cutter took for another word: 船长 林 大海."""
    result: list[Word] = []
    for word, flag, start in words:
        called = len(result) > 1 and _CALLING.search(result[-2][0])
        if result and called and result[-1][0] in _SURNAMES and len(word) <= 2 and flag not in ("x", "m"):
            surname = result.pop()
            result.append((surname[0] + word, "nr", surname[2]))
        else:
            result.append((word, flag, start))
    return result


def _people(words: Sequence[Word]) -> Iterator[Span]:
    """Give the runs of name words, joined over the dot of foreign names."""
    run: Span | None = None
    for word, flag, start in words:
        end = start + len(word)
        joined = run is not None and run[1] == start
        # A foreign name is often cut into pieces of which only the first is tagged as one.
        foreign = len(word) > 1 and _SOUNDS.issuperset(word) and flag[0] in "nj"
        if (
            run
            and joined
            and (word in "·•・" or flag.startswith("nr") or (flag[0] == "n" and _SOUNDS.issuperset(word)))
        ):
            run = (run[0], end)
        else:
            if run:
                yield run
            run = (start, end) if flag.startswith("nr") or foreign else None
    if run:
        yield run


def _who(text: str, words: Sequence[Word]) -> Candidates:
    weak = {m.span() for m in _LATIN.finditer(text)}
    for word, flag, start in words:
        if flag in ("nt", "ns") or (
            len(word) > 1 and flag[0] == "n" and (_CALLING.search(word) or _BODY_TAIL.search(word))
        ):
            weak.add((start, start + len(word)))
    return Candidates(tuple(_people(_with_surnames(words))), tuple(sorted(weak)))


def _where(text: str, words: Sequence[Word]) -> Candidates:
    strong: list[Span] = []
    weak: list[Span] = []
    before = ""
    for word, flag, start in words:
        named = flag == "ns" or (flag.startswith("nr") and before in _AFTER_PLACE)
        if named or (len(word) > 1 and flag[0] in "nj" and (word[-1] in _PLACE_TAIL or flag == "nt")):
            # 北京 and 海淀区 side by side are one place.
            left = strong.pop()[0] if strong and strong[-1][1] == start else start
            strong.append((left, start + len(word)))
        elif flag.startswith("nr") or flag in ("s", "nz"):
            weak.append((start, start + len(word)))
        before = word
    return Candidates(tuple(strong), tuple(weak))


def _organisation(text: str, words: Sequence[Word]) -> Candidates:
    strong: list[Span] = []
    weak = [m.span() for pattern in (_COMPILED[Kind.NAME], _LATIN) for m in pattern.finditer(text)]
    run = end = 0  # the run of words that may make up one name: 省 海洋 研究所
    for word, flag, start in words:
        if start != end or flag not in _NAME_PARTS or word[0] in _BEFORE_NAME:
            run = start
        end = start + len(word)
        if flag == "nt" or (len(word) > 1 and flag[0] in "njv" and _BODY_TAIL.search(word)):
            strong.append((run + (text[run] in _BEFORE_NAME), end))
            run = end
        elif flag in ("ns", "nz", "nr", "nrt", "j"):
            weak.append((start, end))
    return Candidates(tuple(strong), tuple(sorted(weak)))


def _named(words: Sequence[Word]) -> Iterator[Span]:
    for word, flag, start in words:
        if flag in ("nz", "nt") or (flag.startswith("nr") and len(word) > 1):
            yield start, start + len(word)


_FINDERS: dict[Kind, Callable[[str, Sequence[Word]], Candidates]] = {
    Kind.WHO: _who,
    Kind.WHERE: _where,
    Kind.ORGANISATION: _organisation,
}
#: The kinds whose details are told by parts of speech.
TAGGED = frozenset({Kind.NAME, *_FINDERS})
