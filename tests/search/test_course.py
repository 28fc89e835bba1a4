"""The course of events, from hits made by hand."""

from embeddings.schema import Article, Hit, Passage
from embeddings.search.course import Event, course


def hit(name: str, title: str, body: str = "别的事。", heading: str = "", also: tuple[Article, ...] = ()) -> Hit:
    """Make a hit on a whole body; the name bears the day, `0506a`, or none."""
    day = f"2024-{name[:2]}-{name[2:4]}" if name[:1].isdigit() else None
    return Hit(Article(name, title, body, day, "云川日报"), Passage(name, 0, len(body), heading), 1.0, also)


def told(events: tuple[Event, ...]) -> list[tuple[str, str]]:
    """Articles and lines in order."""
    return [(event.hit.article.id, event.text) for event in events]


def test_oldest_first_and_only_what_has_a_day() -> None:
    """However good a hit is, its day decides; without one it has no place."""
    hits = [hit("0601", "大桥通车"), hit("none", "大桥"), hit("0310", "大桥开工"), hit("0501", "大桥合龙")]
    assert told(course(hits, "大桥")) == [("0310", "大桥开工"), ("0501", "大桥合龙"), ("0601", "大桥通车")]


def test_the_line_is_the_headline_or_the_sentence_on_the_topic() -> None:
    """A title on the topic stands; a sub-headline before the title; else the sentence that speaks of it."""
    hits = [
        hit("0301", "云川大桥开工"),
        hit("0401", "一周快讯", "天晴。", heading="云川大桥架起主梁"),
        hit("0501", "节日里的人们", "花开了。云川大桥上人来人往。夜市也热闹。"),
    ]
    assert [text for _, text in told(course(hits, "云川大桥"))] == [
        "云川大桥开工",
        "云川大桥架起主梁",
        "云川大桥上人来人往。",
    ]


def test_near_copies_of_one_day_are_one_event() -> None:
    """The better hit tells it, with the others and their reprints under it; the same words on another day stay."""
    copy = Article("copy", "大桥今天合龙", "文", "2024-05-02")
    hits = [
        hit("0501a", "大桥今天合龙"),
        hit("0501b", "大桥今天顺利合龙", also=(copy,)),
        hit("0501c", "工人忙碌在桥头"),
        hit("0502", "大桥今天合龙"),
    ]
    events = course(hits, "大桥")
    assert [event.hit.article.id for event in events] == ["0501a", "0501c", "0502"]
    assert [[other.id for other in event.hit.also] for event in events] == [["0501b", "copy"], [], []]


def test_when_there_is_no_room_every_day_comes_once_before_any_comes_twice() -> None:
    """The second report of May 1 gives way to the first of May 2, though it is the better hit."""
    hits = [hit("0501a", "大桥合龙"), hit("0501b", "大桥亮灯"), hit("0502", "大桥验收")]
    assert [name for name, _ in told(course(hits, "大桥", most=2))] == ["0501a", "0502"]


def test_when_there_is_no_room_a_month_gives_two_before_another_gives_its_third() -> None:
    """Three good days in May leave room for June."""
    hits = [hit("0501", "大桥合龙"), hit("0503", "大桥亮灯"), hit("0505", "大桥验收"), hit("0601", "大桥通车")]
    assert [name for name, _ in told(course(hits, "大桥", most=3))] == ["0501", "0503", "0601"]


def test_reports_with_the_topic_in_their_headline_go_first() -> None:
    """One that only mentions it is told when there is room."""
    hits = [hit("0401", "全省开工一批项目", "大桥也在其中。"), hit("0501", "大桥合龙")]
    assert [name for name, _ in told(course(hits, "大桥", most=1))] == ["0501"]
    assert [name for name, _ in told(course(hits, "大桥"))] == ["0401", "0501"]


def test_no_hits_no_events() -> None:
    """Nothing comes of nothing."""
    assert course([], "大桥") == ()
