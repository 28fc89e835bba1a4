"""What a question asks for, on a table of our own."""

import pytest

from bot.question_type import Kind, read_ask

# Kind and question, a line each.
_TABLE = """
who 谁当选了新一届学生会主席？
who 火炬最后一棒由谁点燃
who 哪位教授带队去的南极？
who 主持签约的是哪几位领导
who 开幕式上是何人致辞？
who 救人的消防员叫什么名字？
who 新任的县长叫啥
who 两名宇航员分别是谁
who 获奖的女导演姓什么
who 什么人可以报名参加义务献血
who 那条老街是谁设计的？
who 决赛的裁判长是哪位
who 省剧院新来的院长
when 地铁五号线什么时候通车？
when 图书馆哪天恢复开放
when 大桥是何时合龙的？
when 运动会几号开幕
when 流星雨几点看得到
when 高考哪一年改的科目
when 新规啥时候生效？
when 下一班船星期几开
when 候鸟哪个月飞走？
when 那场雪下在几月几号？
when 博物馆 开放时间
when 展览的闭幕日期
when 茶园是哪年开始种的
where 马拉松的终点在哪里？
where 新机场建在哪儿
where 熊猫双胞胎出生在什么地方？
where 这趟列车从哪个城市始发？
where 代表团访问了哪国？
where 龙舟赛放在哪条河上比
where 哪座岛发现了新的鸟类
where 救援队打哪儿出发
where 颁奖礼在哪个体育馆办的
where 牧民冬天把羊赶到哪边去
where 最大的盐湖 位置
where 学生们去了哪所大学参观？
where 灯会的主会场在哪？
duration 隧道挖了多少年？
duration 从省城到海边坐车要多久
duration 展览一共开几天？
duration 两地飞行要多长时间
duration 停水持续了几个小时？
duration 连着几个月没下雨
duration 水库建设工期
duration 他在灯塔守了多少天
count 大会来了多少名代表？
count 今年种了几亩油菜
count 这座塔有多高？
count 图书馆藏书多少万册
count 新增了几条公交线路？
count 山火烧掉了多少公顷林子
count 湖水最深处有多深
count 晚会有几个节目？
count 地震是几级？
count 新船能装多少吨货
count 这是第几届诗歌节？
count 跑完全程的有多少人
count 候鸟来了多少只
count 水库能蓄多少立方米水？
count 火箭推力多大
count 雪山海拔
count 客机最大航程 距离
count 全县有多少所小学
count 他一共写了多少首诗？
count 决赛比分
count 渔船的数量
money 门票多少钱一张？
money 修路花了多少亿元
money 工人每月工资是多少？
money 收购价涨到多少元了
money 这届博览会的成交额有几亿美元？
money 古画卖了多少英镑
money 项目的总投资是多少
money 见义勇为的奖金
money 一斤荔枝几块钱
percent 出口增长了百分之几？
percent 森林覆盖率达到多少？
percent 清洁能源占比是多少
percent 房价跌了多少？
percent 几成农户用上了新农机
percent 客流同比上涨了多少
percent 六月 失业率
percent 老年人占多大比例？
percent 产量提高了几个百分点？
age 夺冠的小将今年多大了？
age 老船长几岁开始出海
age 最年长的志愿者多大年纪
age 救人时他多少岁？
age 守林人的年龄
organisation 桥是哪家公司造的？
organisation 通报由哪个部门发布？
organisation 哪支球队拿了冠军
organisation 资助学校的是哪家银行？
organisation 最早报道的是哪家媒体
organisation 什么机构负责验收
name 科考船叫什么？
name 新歌叫啥名字
name 今年论坛的主题是什么主题？
name 获奖的是哪部电影？
name 台风名叫什么
name 打下来的是什么型号的飞机
name 学生们演了哪出剧，什么剧
name 颁布了哪些条例？
name 运动会的口号
why 航班为什么取消？
why 渔民为啥不出海了
why 桥面塌陷的原因
why 老店为何关门？
why 村里人图个啥要搬走
why 这条路怎么回事总堵
said 市长怎么评价这次演练？
said 教练赛后说了什么？
said 船东咋回应漏油的事
said 专家如何看今年的旱情
said 邻国表示了什么
how 秸秆是怎么变成纸的？
how 村民如何把茶叶卖到国外
how 伤员后来怎么样了
how 老人咋申请补贴
which 两条路线选了哪一条？
which 政府提出了哪些措施？
which 哪种水稻最耐旱
which 他们查了哪几项
what 科学家在湖底发现了什么？
what 新规定对渔民有什么影响
what 孩子们学的是啥
what 灯塔 修复
yes-no 新桥通车了吗？
yes-no 疫苗是不是免费的
yes-no 学校有没有停课？
yes-no 运河冬天结不结冰
yes-no 名单公布了没有
"""
_ROWS = [tuple(line.split(" ", 1)) for line in _TABLE.strip().splitlines()]


@pytest.mark.parametrize(("kind", "question"), _ROWS)
def test_kind(kind: str, question: str) -> None:
    """Each question of the table is read as the kind a person would give it."""
    assert read_ask(question).kind == Kind(kind)


def test_table_is_large_enough() -> None:
    """The table has over 120 different questions and every kind."""
    assert len(set(_ROWS)) >= 120
    assert {kind for kind, _ in _ROWS} == set(Kind)


def test_measure_word_and_noun_are_read() -> None:
    """Of 多少名代表 the measure word is 名 and the noun 代表; the asking words are those between."""
    question = "大会来了多少名代表？"
    ask = read_ask(question)
    assert (ask.unit, ask.head, question[ask.start : ask.end]) == ("名", "代表", "多少名")


def test_noun_before_the_asking_words() -> None:
    """Of X的用途是什么 the noun is 用途."""
    assert read_ask("这种草的用途是什么？").head == "用途"


def test_question_without_asking_words_ends_where_it_ends() -> None:
    """Keywords ask nothing: the asking words are empty and stand at the end."""
    ask = read_ask("雪山 海拔")
    assert (ask.start, ask.end, ask.head) == (5, 5, "海拔")


def test_person_asked_by_name() -> None:
    """叫什么 after a calling asks for a person, after a thing for a name."""
    assert read_ask("那位船长叫什么").kind is Kind.WHO
    assert read_ask("那条新船叫什么").kind is Kind.NAME


def test_called_is_no_reason() -> None:
    """称之为什么 asks what, not why."""
    assert read_ask("当地人把它称之为什么？").kind is Kind.WHAT
