"""The words of a question that carry over to the next one: what it is about, and the time it names."""

import re
from collections.abc import Sequence
from datetime import date

import rjieba

from embeddings.search.dates import read_window

#: Words that ask, point, join or could be in any question; what is left says what a question is about.
_EMPTY = frozenset(
    """
    的 了 着 过 地 得 吗 呢 吧 啊 呀 嘛 哈 呗 么 哦 嗯 来着 着呢 们 是 有 没 没有 在 于
    从 到 对 向 把 被 让 给 为 由 和 与 及 跟 同 或 而 但 却 就 都 也 又 还 再 才 只 很
    太 最 更 会 能 要 想 可 可以 应该 不 别 请 请问 帮 我 我们 你 你们 您 咱 咱们 他 他们
    她 她们 它 它们 这 这个 这些 这次 这里 这边 这下 那 那个 那些 那次 那里 那边 那届 那艘 那位
    该 此 其 自己 大家 人家 别人 什么 啥 谁 哪 哪个 哪些 哪里 哪儿 哪家 哪天 哪年 哪位 哪几
    哪几个 几 几个 几号 几级 几岁 多少 多久 多大 多重 多长 多长时间 多不多 怎么 怎么样 怎样 怎么办
    如何 为什么 为啥 为何 干嘛 啥意思 是不是 有没有 能不能 说 讲 讲讲 讲到 说说 谈 谈谈 聊 问
    告诉 介绍 知道 听说 叫 叫做 办 搞 弄 做 干 来 去 上去 下来 回来 出 拿 用 花 装 发 开 取
    待 个 一个 位 名 次 件 条 篇 些 一些 点 下 一下 上 里 里面 之间 之后 后 前 时 时候 时间
    最近 现在 目前 后来 当时 最后 一共 总共 大概 大约 到底 究竟 事 事情 情况 地方 东西 意思 名堂
    公里 米 元 亿元 万元 吨 度 岁 天 年 分钟 小时
    内容 一趟 不能 有关 关于 换成 稿子 报道 消息 新闻 文章
    """.split()  # noqa: SIM905
)
# Asked words are taken out before the question is cut, or 哪天通车 would give 天通车.
_MEASURE = (
    "[个家位名枚艘颗栋幢座条所架台辆支款项种类层级段处只头棵封份本部幅首件间套批组届场次篇顶张把块片粒轮笔宗起趟列面]"
)
_ASKED = re.compile(
    rf"哪(?:一|几|些|两|三)?(?:[天年里儿]|{_MEASURE})?|什么(?:时候|地方|时间)?|多少{_MEASURE}?|几(?:[号岁班点分天年]|{_MEASURE})"
    rf"|[这那](?:些|{_MEASURE})?"
)
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿\d.]+")
# What stands for one particular thing: places, people, bodies, other names, numbers, days.
_NAMES = frozenset(("ns", "nr", "nrt", "nrfg", "nt", "nz", "m", "t"))
_WORD = re.compile(r"\w")
_DAY_ALONE = re.compile(r"(?<![\d月])(\d{1,2})[日号]")
_MONTH_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(?:份|(\d{1,2})[日号])?")


def topic_words(question: str) -> tuple[str, ...]:
    """Give the runs of words that say what a question is about, in order, without repeats.

    >>> topic_words("俄罗斯国家杜马最近办了个什么展？")
    ('俄罗斯国家杜马', '展')
    """
    runs: list[str] = []
    open_run = False
    for word in rjieba.cut(_ASKED.sub("，", question)):
        keep = word not in _EMPTY and bool(_WORD.search(word))
        if keep and open_run:
            runs[-1] += word
        elif keep:
            runs.append(word)
        open_run = keep
    return tuple(dict.fromkeys(run for run in runs if not _NUMERAL.fullmatch(run) and run != "中"))


def time_words(question: str, today: date) -> str:
    """Give the words of a question that name a time, "" where none do."""
    if window := read_window(question, today):
        return window.words
    alone = _DAY_ALONE.search(question)
    return alone[0] if alone else ""


def without(question: str, words: str) -> str:
    """Take the words that name a time out of a question."""
    return question.replace(words, " ", 1).strip() if words else question


def dated(words: str, day: date | None) -> str:
    """Complete a day without a month, or a month without a year, as of the day that the talk is about.

    >>> dated("28号", date(2021, 7, 12)), dated("6月29日", date(2021, 7, 12)), dated("2019年", date(2021, 7, 12))
    ('2021年6月28日', '2021年6月29日', '2019年')
    """
    if day is None:
        return words
    if alone := _DAY_ALONE.fullmatch(words):
        wanted = int(alone[1])
        year, month = (day.year, day.month) if wanted <= day.day else _month_before(day)
        return f"{year}年{month}月{wanted}日"
    if named := _MONTH_DAY.match(words):
        wanted = int(named[1])
        # A report can speak of the months before it, seldom of those that come.
        year = day.year if wanted <= day.month + 1 else day.year - 1
        rest = words[named.end() :]
        return f"{year}年{wanted}月{named[2] + '日' if named[2] else ''}{rest}"
    return words


def replaced(topic: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Leave out of a topic the names that new ones stand in for: a place for a place, 七号 for 六号.

    >>> replaced(("北京暴雨", "伤亡"), ("上海",)), replaced(("北京暴雨",), ("伤亡",))
    (('暴雨', '伤亡'), ('北京暴雨',))
    """
    new = [(word, flag) for run in words for word, flag in rjieba.tag(run)]
    kinds = {flag for _, flag in new if flag in _NAMES}
    heads = {word[0] for word, _ in new if len(word) > 1}
    kept = []
    for run in topic:
        left = [
            word
            for word, flag in rjieba.tag(run)
            if flag not in kinds and not (len(word) > 1 and word[0] in heads and flag.startswith("n"))
        ]
        if left:
            kept.append("".join(left))
    return tuple(kept)


def names(words: Sequence[str]) -> tuple[str, ...]:
    """Give those of the words, and parts of them, that name one particular thing.

    >>> names(("杭州门票",)), names(("旅客",))
    (('杭州',), ())
    """
    tagged = (pair for run in words for pair in rjieba.tag(run))
    return tuple(word for word, flag in tagged if len(word) > 1 and flag in _NAMES - {"m", "t"})


def share_in(words: Sequence[str], text: str) -> float:
    """Tell which share of the words' character pairs stands in a text (1.0 for no words)."""
    pairs = [word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 1.0


def _month_before(day: date) -> tuple[int, int]:
    return (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
