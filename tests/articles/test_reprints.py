"""Which articles fold together, worked out by hand on invented stories."""

import random
from pathlib import Path

from embeddings.articles import read
from embeddings.articles.reprints import groups
from embeddings.schema import Article

LEAD = "青禾市图书馆新馆八日正式开门迎客，首日接待读者一万二千余人。"
MORE = (
    "新馆坐落在护城河南岸，外墙用回收的旧青砖砌成，远看像一摞没有合上的书。"
    "馆长梁素芬介绍，馆内藏书八十六万册，其中地方志和老报纸占了整整一层。"
    "一楼的儿童阅览室把书架做成了矮矮的山坡，孩子们可以坐在坡上看书，也可以躺着听故事。"
    "三楼设有修复工作间，读者隔着玻璃就能看到师傅怎样把虫蛀的纸页一点点补好。"
    "为了方便上班的人，自习区每天开到夜里十一点，周末还有免费的接驳车往返地铁站。"
    "家住附近的退休教师冯先生一早就来排队，他说等这座馆等了六年，今天总算能带孙女来借书了。"
    "市文化局表示，下一步将在十二个街道建分馆，读者可以在任何一处借还，不必再跑远路。"
)
EXTRA = "另据了解，新馆的咖啡角由两名听障青年经营，菜单上写着手语的比划方法，不少读者跟着学会了怎样点一杯热茶。"


def story(body: str, published: str | None = "2031-05-09", title: str = "新馆开门", key: str = "x") -> Article:
    """Make an article of which only the body and the day matter."""
    return Article(id=key, title=title, body=body, published=published)


def block(seed: int, length: int = 60) -> str:
    """Make a run of characters that is like no other block."""
    draw = random.Random(seed)
    return "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(length))


def test_other_dateline_and_signature() -> None:
    """The same text under another dateline and signature folds; the earliest is the head."""
    articles = [
        story(f"某社青禾5月9日电 (记者方圆){LEAD}\n{MORE}", "2031-05-09T10:00"),
        story(f"{LEAD}\n\n{MORE}（本台记者 周舟）", "2031-05-09T08:30"),
        story(f"{LEAD}{MORE}", None),
    ]
    assert groups(articles) == [1, 1, 1]


def test_fullest_is_the_head() -> None:
    """A text with a part that the others lack is the head, though it came last."""
    articles = [story(LEAD + MORE, "2031-05-09"), story(LEAD + MORE + EXTRA * 2, "2031-05-10")]
    assert groups(articles) == [1, 1]


def test_shared_lead_folds_nothing() -> None:
    """Seven articles that open with one sentence and go on with their own stay apart, and so does the lead alone."""
    articles = [story(LEAD + block(seed, 300)) for seed in range(7)]
    assert groups(articles) == [0, 1, 2, 3, 4, 5, 6]


def test_condensed_copy() -> None:
    """A condensed copy folds on the next day; days later it is another event that quotes the first report."""
    long = LEAD + MORE + block(1, 150)
    assert groups([story(long), story(LEAD + MORE[:110], "2031-05-10")]) == [0, 0]
    assert groups([story(LEAD + MORE[:110], "2031-05-09"), story(long, "2031-05-14")]) == [0, 1]


def test_days_apart() -> None:
    """The same text folds within ten days, a later one is told again for a reason; an unknown day is no hindrance."""
    days = ["2031-05-09", "2031-05-19", "2031-06-20", None]
    articles = [story(LEAD + MORE, day) for day in days[:3]]
    assert groups(articles) == [0, 0, 2]
    assert groups([articles[2], story(LEAD + MORE, None)]) == [0, 0]


def test_formula_with_other_numbers() -> None:
    """A daily formula story with other figures does not fold, whether the day is known or not."""
    text = "截至{0}月{1}日收盘，青禾重工报收于{2}元，上涨{3}%，换手率{4}%，成交量{5}万手，成交额{6}万元。" + MORE[:150]
    first = text.format(5, 8, 12.31, 1.25, 0.84, 7.7, 9432)
    second = text.format(5, 9, 12.02, 2.36, 1.17, 8.9, 10611)
    assert groups([story(first, "2031-05-08"), story(second, "2031-05-09")]) == [0, 1]
    assert groups([story(first, None), story(second, None)]) == [0, 1]
    assert groups([story(first, "2031-05-08"), story(first, "2031-05-09")]) == [0, 0]


def test_yearly_formula() -> None:
    """A yearly meeting told in last year's words is news of its own."""
    text = "青禾市新春茶话会1日上午在市政府礼堂举行，各界代表{}人出席。" + MORE
    assert groups([story(text.format(320), "2030-01-01"), story(text.format(335), "2031-01-01")]) == [0, 1]


def test_brief_texts() -> None:
    """A text of a line or two folds with its equal only."""
    line = "青禾地铁三号线今日全线恢复运营，首末班车时间不变。"
    articles = [story(line), story(line, "2031-05-10"), story(line.replace("三号", "四号"))]
    assert groups(articles) == [0, 0, 2]


def test_no_chain() -> None:
    """Where each text shares nine tenths with the next one, the first and the third still stay apart."""
    blocks = [block(seed) for seed in range(14)]
    articles = [story("".join(blocks[start : start + 10])) for start in range(5)]
    # 0 and 1 share 9 of 10 blocks; 2 shares 8 with 0, too few, and stands for 3; 4 shares 8 with 2.
    assert groups(articles) == [0, 0, 2, 2, 4]


def test_many_copies() -> None:
    """Copies beyond the reach of one bucket still come under one head."""
    assert groups([story(LEAD + MORE, f"2031-05-09T08:{minute:02}") for minute in range(59, -1, -1)]) == [59] * 60


def test_nothing_to_compare() -> None:
    """No articles, and articles without a word, give no groups."""
    assert groups([]) == []
    assert groups([story(""), story(""), story("……")]) == [0, 1, 2]


def test_topic_page(shared_data: Path) -> None:
    """On the real topic page 9, 12 and 13 fold into 13, 7 and 10 into 10, and nothing else does."""
    articles = list(read([shared_data / "seed" / "treaty-topic.txt"], lambda skip: None))
    folded = {row + 1: head + 1 for row, head in enumerate(groups(articles)) if head != row}
    assert folded == {9: 13, 12: 13, 7: 10}
