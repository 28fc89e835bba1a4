"""What a question asks for: a person, a date, a number with its unit, a place, a name, a reason. Pure text rules."""

import re
from dataclasses import dataclass
from enum import StrEnum


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
    """What is asked: its kind, the characters that ask it, the measure word and the noun they belong to.

    `start` and `end` bound the asking words in the question (equal where there are none, as in 「泥石导弹 射程」);
    `unit` is the measure word of a number (名 in 多少名代表), `head` the noun asked about (代表), each "" where none.
    """

    kind: Kind
    start: int
    end: int
    unit: str = ""
    head: str = ""


#: Measure words and units that may stand after 多少 or 几, longest first.
UNITS = (
    "平方公里 平方千米 平方米 立方米 百分点 千瓦时 人次 件次 架次 辆次 班次 公里 千米 厘米 毫米 微米 纳米 海里 公顷 公斤 千克 千瓦 "
    "兆瓦 小时 分钟 美元 欧元 英镑 卢布 日元 港元 人民币 块钱 块 元 度 米 吨 亩 克 斤 升 瓦 级 倍 成 岁 秒 天 周 年 月 日 号 点 个 名 位 "
    "人 家 户 只 头 条 项 件 种 类 座 所 处 场 次 届 台 辆 架 艘 列 趟 班 部 本 首 篇 份 张 枚 颗 发 支 队 批 组 对 "
    "套 间 层 棵 株 根 门 口 国 省 市 县 区 村 镇 站 档 步 轮 局 分 声 响 面 棵 幅 款 例 起 宗 笔 句 字 棒 里 盏 粒 片 块 群 顶 段 堂 期 道 师"
).split()

_UNIT = "|".join(sorted(set(UNITS), key=len, reverse=True))
_SCALE = "[十百千万亿]{0,2}"
_PERSON = (
    "人 谁 总统 总理 首相 主席 部长 外长 局长 市长 省长 县长 镇长 村长 州长 书记 主任 院长 校长 所长 处长 司长 会长 社长 行长 队长 组长 团长 "
    "船长 机长 董事长 馆长 站长 厂长 班长 秘书长 议长 议员 委员 代表 专家 学者 教授 院士 老师 医生 护士 记者 作家 诗人 导演 演员 歌手 "
    "设计师 总设计师 工程师 教练 球员 选手 运动员 冠军 亚军 发言人 负责人 创始人 老板 司机 警察 民警 法官 律师 大使 特使 领导人 领导 "
    "元首 国王 女王 教皇 候选人 主持人 主祭人 嫌疑人 凶手 丈夫 妻子 儿子 女儿 父亲 母亲 名将 航天员 宇航员 将军 司令 老人 村民 先生 女士 人物 头头 老总 经理"
).split()
_PLACE = (
    "地方 城市 国家 国 省 市 县 区 州 镇 乡 村 岛 港 港口 机场 车站 站 广场 公园 学校 大学 医院 场馆 展馆 体育馆 酒店 宾馆 街 路 湖 河 江 海 山 "
    "沙漠 基地 省份 地区 大洲 洲 会场 派出所 监狱 教堂 厅 楼 地点 产地 社区 小区 海域 口岸 商圈 博物馆 省市 市县 方位 位置"
).split()
_ORGANISATION = (
    "单位 部门 公司 企业 机构 组织 媒体 报社 银行 法院 检察院 协会 部委 队 球队 战队 代表队 团队 集团 党 政党 军队 网站 平台 研究所 "
    "航空公司 店 超市 厂家 厂 委员会 党派 大学 学校"
).split()
_NAME = (
    "名字 名称 书 电影 影片 歌 剧 电视剧 纪录片 节目 主题 口号 文件 法律 法 条例 奖 称号 活动 行动 计划 工程 项目 型号 导弹 战机 飞船 "
    "火箭 卫星 台风 飓风 展 展览 会议 代号 品牌 专业 题目 标题 软件 隧道 大桥 铁路 医院 公路"
).split()
_AMOUNT = (
    "射程 里程 面积 长度 高度 深度 宽度 重量 人数 次数 数量 总数 总量 产量 销量 收购量 存量 规模 气温 温度 震级 级别 风力 速度 时速 海拔 距离 "
    "容量 工期 进度 得分 比分 成绩 排名 条数 件数 户数 数 降雨量 降水量 发电量 装机 票房 指数 收储量 吞吐量 客流 客流量 旅客 运量"
).split()
_SUM = "价格 票价 定价 售价 单价 金额 总额 投资 总投资 收入 工资 奖金 罚款 贷款 余额 利润 净利润 营收 身家 均价 成本 赔付 赔偿 补贴 过路费 门票 费用 进出口额 贸易额 销售额".split()
_RATE = "占比 比例 比重 涨幅 增幅 降幅 增速 同比 环比 增长率 得票率 支持率 利率 失业率 覆盖率 合格率 投票率 率".split()
_DATE = "日期 时间 日子 启动日 生效 施行 开幕时间 时刻 年份 启动时间 发布时间".split()


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WHAT = "(?:什么样的|什么|啥样的|啥|甚么|何种|哪种|怎样的)"
_WHICH = "(?:哪(?:一|两|几|三|四|五|些|\\d)?(?:个|家|位|名|所|座|条|支|只|款|部|本|首|种|类|项|场|届|片|处|间|张|艘|架|份|句|件|门|样|块|辆|台|群|批|国|段)?)"

# Tried in order; the first that matches says the kind. The groups `unit` and `head` are read where they took part.
_RULES: tuple[tuple[Kind, str], ...] = (
    (Kind.AGE, "多大(?:岁数|年纪|年龄)|几岁|多少岁|年龄(?:是)?多大|(?<=今年)多大(?=[了？?啊呢]|$)|岁数"),
    (
        Kind.PERCENT,
        "百分之(?:几|多少)|(?:几|多少)个?(?:百分点|成)|多[大高]的?(?:比例|比重)|(?P<head>占比|比重|比例|[涨增降]幅|增速|[\\w]{0,2}率)(?:是|有|为|达到?|到)?(?:多少|多[大高]|几)",
    ),
    (
        Kind.MONEY,
        f"(?:多少|几){_SCALE}(?P<unit>块钱|块|元|美元|美金|欧元|英镑|卢布|日元|港元|人民币|钱)|(?P<head>{_any(_SUM)})(?:一共|总共|大概|约|是|有|为|达到?|到|了)*多少",
    ),
    (
        Kind.PERCENT,
        "(?:增长|上涨|下降|下跌|增加|减少|提高|降低|涨|跌|降|多|少|缩水|升|减)(?:了|出)?(?:多少|几)(?![万亿千百个名人家只辆台吨公])",
    ),
    (
        Kind.DURATION,
        "多久|多长时间|多长(?=[了？?]|$)|多少?(?:年头)|(?:多少|几)个?(?P<unit>年|天|小时|分钟|秒|月|周|星期|昼夜)(?![份号日级])",
    ),
    (
        Kind.WHEN,
        "什么时[候间]|啥时[候间]?|何时|何日|何年|哪一?[天日年月]|哪个月|哪几天|(?:几|多少)(?:月份?|号|点钟?|日)(?:几[号日点])?|星期几|周几|什么日[期子]|哪个?(?:时间|日子|年份|年代|世纪|季节|时候)|多会儿",
    ),
    (
        Kind.WHERE,
        f"哪里|哪儿|哪边|何处|何地|在哪(?=[？?呀啊呢办开举]|$)|{_WHAT}(?:地方|地点|位置)|哪国(?:的)?|{_WHICH}(?P<head>{_any(_PLACE)})",
    ),
    (
        Kind.WHO,
        f"谁|哪(?:几|两|三|四|一|些)?(?:位|人|名)(?P<head>{_any(_PERSON)})?|何人|什么人|啥人|{_WHICH}(?:{_any(_PERSON)})|(?P<head2>{_any(_PERSON)})(?:的名字)?(?:是|都|又|到底)*(?:叫|姓)(?:什么|啥)(?:名字|名|来着)?",
    ),
    (Kind.ORGANISATION, f"(?:{_WHICH}|{_WHAT})(?P<head>{_any(_ORGANISATION)})|哪(?:一|几|两)?家"),
    (
        Kind.COUNT,
        f"(?:多少|几){_SCALE}(?P<unit>{_UNIT})?(?P<head>[\\u4e00-\\u9fff]{{0,4}})|多[大高长远深宽重快厚](?![家型力])|第几|几",
    ),
    (Kind.WHY, "为什么|为啥|为何|因为什么|因为啥|凭什么|怎么回事|什么原因|啥原因|图个?(?:啥|什么)|怎么会"),
    (
        Kind.SAID,
        f"(?:怎么|如何|咋)(?:说|评价|看|表态|回应|讲|形容|比喻|解释)|(?:说|讲|表示|呼吁|提出|要求|强调|承诺|希望|建议)(?:了|过|的)?(?:些)?{_WHAT}",
    ),
    (Kind.NAME, f"(?:叫做?|名叫|称为|称作|名为)(?:什么|啥)(?:名字?|来着)?|(?:{_WHICH}|{_WHAT})(?P<head>{_any(_NAME)})"),
    (Kind.WHICH, f"{_WHICH}(?P<head>[\\u4e00-\\u9fff]{{0,4}})"),
    (Kind.HOW, "怎么样?|如何|怎样|咋样?"),
    (Kind.WHAT, f"{_WHAT}(?P<head>[\\u4e00-\\u9fff]{{0,4}})"),
    (Kind.YES_NO, "是不是|有没有|能不能|会不会|可不可以|要不要|是否|(\\w)不\\1|吗|了没有?(?=[？?]|$)|没有?(?=[？?]|$)"),
    (Kind.WHY, "原因|理由|目的"),
)
# A question without asking words ends with the thing wanted: 「泥石导弹 射程」.
_TOPICS: tuple[tuple[Kind, list[str]], ...] = (
    (Kind.PERCENT, _RATE),
    (Kind.MONEY, _SUM),
    (Kind.COUNT, _AMOUNT),
    (Kind.WHEN, _DATE),
    (Kind.AGE, ["年龄", "岁数", "年纪"]),
    (Kind.DURATION, ["时长", "天数", "年限", "刑期", "年数"]),
    (Kind.WHO, _PERSON),
    (Kind.WHERE, [word for word in _PLACE if len(word) > 1]),
    (Kind.ORGANISATION, [word for word in _ORGANISATION if len(word) > 1]),
    (Kind.NAME, [word for word in _NAME if len(word) > 1]),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)
_COMPILED_TOPICS = tuple((kind, re.compile(f"(?P<head>{_any(words)})[？?。 ]*$")) for kind, words in _TOPICS)


def read_ask(question: str) -> Ask:
    """What `question` asks for; `Kind.WHAT` with no asking words where nothing says more.

    >>> read_ask("开幕式来了多少名代表？")
    Ask(kind=<Kind.COUNT: 'count'>, start=5, end=10, unit='名', head='代表')
    """
    for kind, pattern in _COMPILED:
        if match := pattern.search(question):
            groups = match.groupdict()
            head = groups.get("head") or groups.get("head2") or ""
            end = match.end()
            return Ask(kind, match.start(), end, groups.get("unit") or "", head)
    for kind, pattern in _COMPILED_TOPICS:
        if match := pattern.search(question):
            return Ask(kind, len(question), len(question), "", match["head"])
    return Ask(Kind.WHAT, len(question), len(question))
