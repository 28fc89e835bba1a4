"""What kind of answer a question wants: the newest, or the course of events."""

import re
from functools import lru_cache
from typing import Literal

from embeddings.search.question import bare
from embeddings.search.timewords.folding import fold
from embeddings.search.timewords.names import hide
from embeddings.search.timewords.rules import compiled

_HOW = r"(?:如何|怎么样|怎样|咋样|怎么了|怎么个情况)"
_LATEST = "|".join(
    (
        # 最新款 is a product, 最新技术 praise.
        r"(?<![用载备界球握合])最新(?!款|型|版|一代|代|季|技术|科技|材料|工艺|设备|装备|武器|式|锐|鲜|颖|奇)",
        # 最近的医院 and 离北京最近 are distances.
        r"(?<![离距远])最近(?!的?(?:地铁|加油|医院|车站|机场|距离|城市|邻国|恒星|港口|路|超市|银行|商店|餐馆|海|大陆|星|点|邻|亲))"
        r"(?!\d*[一二两三四五六七八九十]*(?:公里|米|千米|光年))(?!的(?:是|那|一[家个座颗条]))",
        r"近况|现况|近年来?(?:情况|动向|变化)",
        r"(?<![靠临附接邻])近(?:日(?![点本内])|来|期(?!目标|债|合约|视力))|日前(?=[签发印公宣召举出启通透表获])",
        rf"(?:目前|现在|如今|眼下|当前|当下|现阶段)(?:的|是个?什么|有什么|有何|什么)?(?:进展|情况|局势|形势|状况|状态|动态|消息|{_HOW}|到哪)",
        r"新(?:进展|消息|动向|动态|情况|变化|说法|通报|动作|举动|闻吗)(?<!创新动态)",
        rf"后续(?:的?(?:进展|情况|消息|报道|{_HOW})|呢|有)|(?:又|还)有(?:什么|啥|哪些)新?(?:消息|进展|新闻|动静|动向)|有(?:什么|啥|没有)动静",
        r"刚刚?(?:才)?(?:发布|公布|发生|宣布|通报|传来|收到)|(?:头条|突发)(?:新闻|消息)|最晚近|最后一次",
        rf"(?:现在|如今|目前|眼下)(?:到底)?{_HOW}",
    )
)
_TIMELINE = "|".join(
    (
        r"来龙去脉|前因后果|时间线|时间轴|始末|大事记|从头到尾|从头说起|时间脉络|事件脉络|发展脉络",
        r"(?<!心路)历程(?!碑)",
        # 经过 is a noun here, not the verb of 列车经过哪些站.
        r"(?:事情|事件|事故|案件|案发|案情|事发|整个|全部|详细|大致|具体|救援|谈判|调查|抢险|冲突|发射|作案|来华|访问|比赛|会谈|发生|审理|营救)的?"
        r"(?:主要|大概)?经过(?![了的哪]|\d|[一二三四五六七八九十]+[个年天轮])",
        rf"经过(?:是(?:什么|怎|咋|啥)|{_HOW}|$|[？?]|和结果|及结果|讲|说)",
        rf"(?<!最新)(?<!新)(?<!取得)(?<!重大)(?<!重要)(?<!积极)(?<!突破性)进展(?:情况|{_HOW}|到(?:哪|什么|了哪)|是(?:什么|怎)|吗|呢|$|[？?])",
        r"(?:有(?:什么|哪些|啥|没有|何))进展(?!快|缓)",
        r"(?:整个|全|谈判|审理|调查|发展|演变|建设|救援|形成|通过|申办|立法|冲突|事件|事情|变化)(?:的)?过程(?!中|里|人民|控制|监管|监督|管理)",
        r"怎么(?:一步一?步|演变|发展(?:到|成|起来|至)|走到|闹到|一路)|如何(?:一步一?步|演变|发展(?:到|成|至)|走到)|一步一?步(?:走到|发展|演变)",
        r"(?:先后|前后|期间|陆续|一共|这些年|都)(?:都)?发生(?:了|过)(?:什么|哪些|啥)",
        r"(?:梳理|捋|理|盘点|回顾|复盘)(?:一下|下|一梳理|一捋|一理)|帮(?:我|忙)(?:梳理|捋|理清|盘点|回顾)",
    )
)

#: In which order reports are told: the best first, the newest first, or the course of events from its beginning.
Order = Literal["best", "latest", "timeline"]

# 进展 alone asks for the course of events; with a word for now beside it, for where they have got to.
_COURSE = re.compile("进展")
# What is left beside the words of an order and says nothing of the topic.
_AROUND = re.compile(
    r"(?:请|帮我|给我|想知道|告诉我|说说|讲讲|讲一讲|说一说|聊聊|介绍|看看)(?:一下|一个)?|一下|发生[了过]?(?:什么|哪些|啥)|(?:这|那)(?:件|个|起|次|场)"
    r"|(?:的|是|有|有关|关于|相关|什么|哪些|啥|到|都|又|还|出|新|大|重要){0,9}(?:消息|进展|动态|动向|情况|新闻|报道|通报|信息|状况|状态|事情|事儿|事)"
    r"(?=$|[\s，,。？?！!]|[有是吗呢吧的]|如何|怎)"
)

# What is left at the end of 最新消息是什么; that of 最近办的展是什么 asks for the show.
_WHAT = re.compile(r"(?<=\s)(?:都)?(?:是|有)(?:什么|哪些|啥)(?=[？?。\s]*$)")


def wants_latest(question: str) -> bool:
    """Tell whether the newest articles are asked for.

    >>> wants_latest("台风的最新消息"), wants_latest("最新款手机多少钱"), wants_latest("离北京最近的海在哪")
    (True, False, False)
    """
    return _has(_LATEST, question)


def wants_timeline(question: str) -> bool:
    """Tell whether the course of events is asked for.

    >>> wants_timeline("事故的经过"), wants_timeline("高铁经过哪些城市")
    (True, False)
    """
    return _has(_TIMELINE, question)


@lru_cache(64)
def read_order(question: str) -> Order:
    """Tell in which order a question wants its reports.

    >>> read_order("台风最新进展"), read_order("谈判进展如何"), read_order("谈判几点开始")
    ('latest', 'timeline', 'best')
    """
    latest, course = wants_latest(question), wants_timeline(question)
    if latest and (not course or _COURSE.search(question)):
        return "latest"
    return "timeline" if course else "best"


def topic_of(question: str) -> str:
    """Leave of a question that wants an order its topic; "" where it names none.

    >>> topic_of("台风摩羯最新消息"), topic_of("帮我梳理一下沉船案始末"), topic_of("最近有什么大新闻")
    ('台风摩羯', '沉船案', '')
    """
    folded, places = fold(question)
    letters = list(question)
    hidden = hide(folded)
    for pattern in (_LATEST, _TIMELINE):
        for found in compiled(pattern).finditer(hidden):
            for place in range(found.start(), found.end()):
                letters[places[place]] = " "
    left = _AROUND.sub(" ", "".join(letters))
    left = re.sub(r"\s+", " ", _WHAT.sub(" ", left)).strip(" ，,。？?！!的")
    return left if bare(left) else ""


def _has(pattern: str, question: str) -> bool:
    return compiled(pattern).search(hide(fold(question)[0])) is not None
