"""Any harm to any file of an index is refused with what to do, or changes nothing that is shown."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index import snapshot as opening
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from embeddings.schema import Hit
from embeddings.search.retriever import Retriever
from tests.damage import harm
from tests.toys import ALPHABET, ToyEncoder, ToySegmenter
from tests.trials import LONG, trials

QUESTIONS = ("春风 吹过 石桥", "第 37 座", "雪月 山路", "7号 花 市")
#: What a search adds scores up from; harmed, and too large to be read at every opening, they may change the order.
_SCORES = (("sparse",), ("tokens",))


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    """Build an index of 300 articles, some alike but for a number or a day."""
    chance, path = random.Random(3), tmp_path / "articles.jsonl"

    def word(length: int) -> str:
        return "".join(chance.choices(ALPHABET, k=length))

    lines = (
        json.dumps(
            {
                "id": f"a{i}",
                "title": f"{i % 9}号 花 市",
                "published": f"2024-0{1 + i % 9}-0{1 + i % 7}",
                "source": f"报{i % 5}",
                "body": f"{word(4)} 吹过 第 {i} 座 石桥。{word(2)} 山路。",
            }
        )
        for i in range(300)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    rebuild([path], tmp_path / "index", ToyEncoder(), ToySegmenter())
    return tmp_path / "index"


def shown(index_dir: Path) -> list[Hit]:
    """Open an index, ask all questions, and read some articles by their ids."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        retriever = Retriever(snapshot, ToyEncoder(), ToySegmenter())
        hits = [hit for question in QUESTIONS for hit in retriever.search(question, 5, date(2024, 12, 1)).hits]
        for number in (0, 150, 299):
            article = snapshot.find(f"a{number}")
            # An id that is not found any more is no wrong article.
            assert article is None or article.id == f"a{number}"
        return hits


def outcome(index_dir: Path) -> tuple[list[Hit], str]:
    """Give what is shown, or what is said instead."""
    try:
        return shown(index_dir), ""
    except IndexUnusableError as error:
        return [], str(error)


@pytest.mark.parametrize("small", [1 << 16, 0], ids=["small files", "as if all were large"])
def test_harm_is_refused_or_harmless(
    small: int, index_dir: Path, monkeypatch: pytest.MonkeyPatch, tally: Callable[[str], None]
) -> None:
    """Never a crash, never a wrong article: the hits are those of the whole index, or one sentence says to rebuild.

    Files too large to be read at every opening are played by setting the limit to nothing; harm to what scores are
    added up from may then change the order, but what is shown is still an article of the index, word for word.
    """
    monkeypatch.setattr(opening, "_SMALL", small)
    whole, chance = shown(index_dir), random.Random(time.time_ns() if LONG else 5)
    articles = {
        line["id"]: line for line in map(json.loads, (index_dir.parent / "articles.jsonl").read_text().splitlines())
    }
    files = [path for path in sorted(index_dir.rglob("*")) if path.is_file() and path.name != ".lock"]
    assert len(files) == 13
    ends = Counter[str]()
    for trial in range(trials(280, 2800)):
        path = files[trial % len(files)]
        kept = path.read_bytes()
        way = harm(path, chance)
        hits, said = outcome(index_dir)
        if said:
            assert "wenxun rebuild" in said
            ends["refused"] += 1
        else:
            if not small and path.relative_to(index_dir).parts[2:3] in _SCORES:
                for hit in hits:
                    read = articles[hit.article.id]
                    assert (hit.article.title, hit.article.body) == (read["title"], read["body"]), (path.name, way)
            else:
                assert hits == whole, (path.name, way)
            ends["harmless" if hits == whole else "other order"] += 1
        path.write_bytes(kept)
    assert shown(index_dir) == whole
    assert ends["refused"] > 100
    tally(f"index files harmed {sum(ends.values())} times (limit {small}): {dict(ends)}; 0 crashes, 0 wrong articles")
