"""Made-up news of any size, the same each time: reports of places that do not exist, and a question on each.

What matters to an index is like in real news: about 630 characters an article in three passages, a few words in
most articles and most words in few, names that grow in number with the corpus.
"""

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

#: How many passages an article of these has, about.
PASSAGES = 2.97

_FIRST = (
    "云海青白鹭槐汀岚棠清石松南北东西长安临江湖澄桐柳荷梅竹兰枫桂榆杉橡栾芦苇霞虹星月晨晓沧沐泽浦渔溪泉涧岭岳崖坡原"
)
_SECOND = "川州城港湾山河桥口陵阳阴关门塘坪沟溪泉屿洲坝堡寨集店铺渡津浦滩岗峡谷岩台亭园林森峰岭坞埠"
_SURNAMES = "季桑邬霍简裴岑钮温凌冉闻宫路房芮褚晏"
_GIVEN = "小大文志明远思清若素怀青子云之宁安和平景行知许望川一舟野林松石海山雨晴岚月星辰夏秋"
_OUTLETS = ("云川日报", "海棠晚报", "青岚通讯社", "鹭汀时报", "槐里新闻", "白石电台", "临江早报", "松州经济报")
_FIELDS = re.findall(
    "..[^ ]*",
    "轴承 丝绸 茶叶 陶瓷 渔业 船舶 风电 光伏 水泥 奶粉 面粉 菌菇 木雕 "
    "玻璃 纸浆 苹果 柑橘 竹编 烟火 中药 乐器 眼镜 灯具 泵阀 仪表 ",
)
_WORKS = re.findall(
    "..[^ ]*",
    "大桥 隧道 水库 码头 机场 图书馆 体育馆 博物馆 医院 学校 电站 粮仓 公园 灯塔 冷库 车站 运河 环城路 观测站 污水厂 ",
)
_EVENTS = (
    ("正式启用", "什么时候启用"),
    ("完成首次大修", "什么时候完成大修"),
    ("开工建设", "什么时候开工"),
    ("通过验收", "什么时候通过验收"),
    ("迎来第一批访客", "什么时候迎来第一批访客"),
)
_DEEDS = re.findall(
    "..[^ ]*",
    "参观 检查 扩建 修缮 试运行 捐赠 培训 勘察 维护 演练 评比 招标 签约 供货 停工 复工 降价 涨价 减产 增产 ",
)
_LEAD = "{place}{work}{day}{event}。这项工程总投资{money}，由{company}承建，历时{years}完成，设计使用年限{life}年。"
_BODY = (
    "{person}说，{place}的{field}企业今年{deed}了{count}次，比去年{change}{percent}%，其中{place2}占了一半以上。",
    "据{company}统计，{month}月份{field}产量达到{amount}吨，同比{change}{percent}%，出口到{number}个国家和地区。",
    "记者在{place2}看到，{work2}的{deed}工作正在进行，每天有{count}名工人分{number}班作业，预计{month}月底以前完成。",
    "{place}{work}负责人{person}介绍，目前已经接待{count}人次，周末最多一天有{amount}人，停车场增加到{number}处。",
    "当地还计划在{place2}新建{number}座{work2}，为周边{count}户居民提供服务，相关{deed}方案将在{month}月公布。",
    "受天气影响，{place2}的{field}运输一度中断{number}小时，{company}调集{count}辆货车绕行，没有造成损失。",
    "{person}认为，{field}行业面临的困难是暂时的，关键要看{place}能不能把{deed}这件事做好，让群众得到实惠。",
    "下一步，有关部门将继续推进{work2}的{deed}，加强对{field}质量的监督，并向社会公布{number}项结果。",
)


class Asked(NamedTuple):
    """A question and the article that it was made of."""

    question: str
    article_id: str


def made_articles(count: int, seed: int = 0) -> Iterator[tuple[dict[str, Any], Asked]]:
    """Make articles in the interchange format, each with a question; the first ones are alike for every count.

    >>> (article, asked), *_ = made_articles(1)
    >>> asked.article_id == article["id"] and article["title"][:2] in article["body"]
    True
    """
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        yield _article(number, chance)


def write_corpus(path: Path, passages: int, seed: int = 0) -> list[Asked]:
    """Write a corpus of about so many passages as JSONL, and give its questions."""
    asked: list[Asked] = []
    with path.open("w", encoding="utf-8") as file:
        for article, question in made_articles(max(1, round(passages / PASSAGES)), seed):
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
            asked.append(question)
    return asked


def _article(number: int, chance: random.Random) -> tuple[dict[str, Any], Asked]:
    day = date(2019, 1, 1) + timedelta(days=chance.randrange(2700))
    event, asking = chance.choice(_EVENTS)
    place, work = _place(chance), chance.choice(_WORKS)
    about = {"place": place, "work": work, "event": event, "day": f"{day.month}月{day.day}日"}
    lead = _LEAD.format(
        **about,
        money=f"{chance.randrange(2, 900) / 10}亿元",
        company=_company(chance),
        years=f"{chance.randrange(1, 9)}年",
        life=chance.randrange(20, 100),
    )
    paragraphs = [lead]
    for _ in range(3):
        sentences = (chance.choice(_BODY).format(**about, **_details(chance)) for _ in range(4))
        paragraphs.append("".join(sentences))
    article = {
        "id": f"made-{number}",
        "title": f"{place}{work}{event}",
        "published": f"{day}T{chance.randrange(6, 23):02}:{chance.randrange(60):02}",
        "source": chance.choice(_OUTLETS),
        "url": f"https://example.org/{number}",
        "body": "\n".join(paragraphs),
    }
    return article, Asked(f"{place}{work}{asking}？", article["id"])


def _details(chance: random.Random) -> dict[str, object]:
    return {
        "person": chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2)))),
        "place2": _place(chance),
        "work2": chance.choice(_WORKS),
        "field": _FIELDS[min(int(chance.paretovariate(1.0)) - 1, len(_FIELDS) - 1)],
        "company": _company(chance),
        "deed": _DEEDS[min(int(chance.paretovariate(1.0)) - 1, len(_DEEDS) - 1)],
        "change": chance.choice(("增长", "下降")),
        "percent": chance.randrange(1, 300) / 10,
        "count": chance.randrange(2, 3000),
        "amount": f"{chance.randrange(1, 99)},{chance.randrange(100, 999)}",
        "number": chance.randrange(2, 60),
        "month": chance.randrange(1, 13),
    }


def _place(chance: random.Random) -> str:
    return chance.choice(_FIRST) + chance.choice(_FIRST) + chance.choice(_SECOND)


def _company(chance: random.Random) -> str:
    return f"{_place(chance)}{chance.choice(_FIELDS)}公司"
