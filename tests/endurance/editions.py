"""Articles that come in editions: whatever is shown tells of which edition it is, so that a mixture shows."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_PLACES = ("青川", "鹭汀", "云岭", "海棠", "槐里", "北田", "松岗", "南湖")
_THINGS = ("大桥", "隧道", "水库", "码头", "图书馆", "体育场")
_EDITION = re.compile(r"第(\d+)版")
#: Every third article is the same in all editions, so that a rebuild has something to keep.
_KEPT = 3


def name(number: int) -> str:
    """Name what an article is about; no two articles share it."""
    return f"{_PLACES[number % len(_PLACES)]}{number}号{_THINGS[number % len(_THINGS)]}"


def write(folder: Path, edition: int, count: int) -> Path:
    """Write an edition over the one before, in one step."""
    lines = []
    for number in range(count):
        mark = "" if number % _KEPT == 0 else f"第{edition}版"
        body = (
            f"{mark}{name(number)}{number % 12 + 1}月{number % 28 + 1}日建成，全长{number + 2}公里，"
            f"投资{number * 7 + 90}万元。工程由{_PLACES[number % 5]}路桥公司承建，历时三年零两个月，没有发生安全事故。"
        )
        published = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T09:30"
        article = {"id": f"n{number}", "title": f"{mark}{name(number)}建成", "published": published, "body": body}
        lines.append(json.dumps({**article, "source": f"{_PLACES[number % 7]}日报"}, ensure_ascii=False))
    fresh = folder / ".fresh"
    fresh.write_text("\n".join(lines), encoding="utf-8")
    return fresh.replace(folder / "articles.jsonl")


def questions(number: int) -> tuple[str, str, str]:
    """Ask what an article answers, and what only many answer together."""
    return (
        f"{name(number)}全长多少公里？",
        f"{name(number)}是哪天建成的？",
        f"{_PLACES[number % len(_PLACES)]}建成了什么？",
    )


def editions_of(texts: Iterable[str]) -> frozenset[int]:
    """Say which editions speak in these texts."""
    return frozenset(int(found) for text in texts for found in _EDITION.findall(text))


class Editions:
    """Collects which editions were seen in answers of each generation; there must be exactly one."""

    def __init__(self) -> None:
        self._seen: dict[str, set[frozenset[int]]] = {}
        self.answers = 0

    def note(self, generation: str, texts: Iterable[str]) -> None:
        """Take the texts of one answer."""
        self.answers += 1
        self._seen.setdefault(generation, set()).add(editions_of(texts))

    @property
    def generations(self) -> int:
        """How many generations have answered."""
        return len(self._seen)

    def mixed(self, written: Mapping[str, int] | None = None) -> list[str]:
        """Name the answers of several editions, generations that answered from two, and those that are not as built."""
        wrong = []
        for generation, seen in self._seen.items():
            wrong += [f"{generation}: one answer from {sorted(many)}" for many in seen if len(many) > 1]
            editions = frozenset().union(*seen)
            if len(editions) > 1:
                wrong.append(f"{generation}: answers from {sorted(editions)}")
            if written and generation in written and editions - {written[generation]}:
                wrong.append(f"{generation}: {sorted(editions)} instead of {written[generation]}")
        return wrong
