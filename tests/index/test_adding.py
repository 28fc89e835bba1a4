"""Adding to an index: the answers of one whole build, at the price of what is new."""

import json
import os
import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import ArticleError, BusyError, IndexUnusableError
from embeddings.index import adding
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.building import building
from embeddings.index.report import BuildReport
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from embeddings.search.retriever import Retriever
from tests.toys import ALPHABET, ToyEncoder, ToySegmenter

#: What rounding parts of scores to 8 bits, on both sides, and lengths measured against an older mean may change.
ROUNDED = 5e-3
QUESTIONS = ("春风 吹过 石桥", "第 37 座", "雪月 山路", "花 市", "第 305 座 石桥", "报3 秋冬")


def article(number: int, seed: int = 0) -> dict[str, str]:
    """Make up an article; every tenth is a reprint of the one before it."""
    chance = random.Random(1000 * seed + number - (number % 10 == 9))
    words = "".join(chance.choices(ALPHABET, k=8))
    place = number - (number % 10 == 9)
    return {
        "id": f"a{number}",
        "title": f"{place % 9}号 花 市",
        "published": f"2024-0{1 + place % 9}-0{1 + place % 7}",
        "source": f"报{number % 5}",
        "body": f"{words[:4]} 吹过 第 {place} 座 石桥。{words[4:]} 山路 上 的 行人 说起 去年 的 {words[2:6]} 和 灯会。",
    }


def write(folder: Path, articles: list[dict[str, str]]) -> Path:
    """Write articles as JSONL."""
    path = folder / f"{len(articles)}-{articles[0]['id']}.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles), encoding="utf-8")
    return path


def grow(folder: Path, articles: list[dict[str, str]], index: str = "index") -> BuildReport:
    """Add articles to an index, with toys."""
    return add([write(folder, articles)], folder / index, ToyEncoder(), ToySegmenter())


def build(folder: Path, articles: list[dict[str, str]], index: str = "index") -> BuildReport:
    """Build an index, with toys."""
    return rebuild([write(folder, articles)], folder / index, ToyEncoder(), ToySegmenter())


def shown(index_dir: Path, *, verify: bool = True) -> list[list[tuple[str, str, list[str], float]]]:
    """Ask all questions: article, passage, reprints and score of each hit."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        if verify:
            snapshot.verify()
        retriever = Retriever(snapshot, ToyEncoder(), ToySegmenter())
        return [
            [
                (hit.article.id, hit.text, sorted(also.id for also in hit.also), hit.score)
                for hit in retriever.search(question, 8, date(2024, 12, 1)).hits
            ]
            for question in QUESTIONS
        ]


def same(folder: Path, *, tolerance: float) -> None:
    """Compare the answers of `index` with those of `whole`: the same scores, and within ties the same articles."""
    for one, other in zip(shown(folder / "index"), shown(folder / "whole"), strict=True):
        np.testing.assert_allclose([hit[3] for hit in one], [hit[3] for hit in other], atol=tolerance)
        # What stands clearly above the last hit of one must be among the other's: it cannot have fallen off the end.
        floor = one[-1][3] + 3 * tolerance
        for hits, others in ((one, other), (other, one)):
            known = {hit[0]: hit[:3] for hit in others}
            clear = {hit[0]: hit[:3] for hit in hits if hit[3] > floor}
            assert clear == {name: known.get(name) for name in clear}


def test_answers_are_those_of_one_whole_build(tmp_path: Path) -> None:
    """Articles, passages, reprints and scores, whether articles were added at once, in steps, or built together."""
    build(tmp_path, [article(number) for number in range(300)])
    for start, end in ((300, 303), (303, 320)):
        report = grow(tmp_path, [article(number) for number in range(start, end)])
    assert (report.articles, report.passages, report.added, report.updated, report.parts) == (320, 320, 17, 0, 2)
    whole = build(tmp_path, [article(number) for number in range(320)], "whole")
    assert report.folded == whole.folded == 32
    same(tmp_path, tolerance=ROUNDED)


def test_an_article_with_a_known_id_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Nothing of the earlier text is found, by no index and under no group; the counts are those of what is there."""
    old = [article(number) for number in range(300)]
    new = [{**article(8, seed=7), "source": "新报"}, article(37, seed=7), article(300)]
    build(tmp_path, old)
    report = grow(tmp_path, [*new, old[5]])
    assert (report.added, report.updated, report.unchanged, report.articles, report.passages) == (1, 2, 1, 301, 301)
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert snapshot.gone.tolist() == [8, 37]
        assert snapshot.find("a8").body == new[0]["body"]  # type: ignore[union-attr]
        assert [snapshot.row_of(f"a{number}") for number in (7, 8, 37, 300)] == [7, 300, 301, 302]
        assert (snapshot.article_day[8], snapshot.article_source[8], snapshot.fold[8]) == (0, -1, -1)
        assert snapshot.fold[9] == 9  # it was folded under 8
        assert list(snapshot.passages_of(8)) == []
        assert list(snapshot.passages_of(300)) == [300]
        assert bm25([(snapshot.sparse["words"], {"花": 1.0})])[[8, 37]].tolist() == [0, 0]
        rows, _ = snapshot.dense.search(snapshot.vectors[np.arange(300)].astype(np.float32), 300)
        assert not np.isin([8, 37], rows).any()
        assert sorted(one.id for one in snapshot.present()) == sorted(f"a{number}" for number in range(301))
        assert snapshot.sources[-1] == "新报"
        assert snapshot.sources[snapshot.article_source[300]] == "新报"
    now = {one["id"]: one for one in [*old, *new]}
    build(tmp_path, list(now.values()), "whole")
    same(tmp_path, tolerance=ROUNDED)


def test_an_update_of_an_update(tmp_path: Path) -> None:
    """The last word counts, also within one file and back again; the parts in between are taken in."""
    old = [article(number) for number in range(100)]
    build(tmp_path, old)
    grow(tmp_path, [article(5, seed=1)])
    report = grow(tmp_path, [article(5, seed=2), article(6, seed=2), old[6]])
    assert (report.updated, report.articles, report.parts) == (3, 100, 2)
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert snapshot.find("a5").body == article(5, seed=2)["body"]  # type: ignore[union-attr]
        assert snapshot.find("a6").body == old[6]["body"]  # type: ignore[union-attr]
        assert (snapshot.gone.tolist(), len(snapshot.articles)) == ([5, 6], 102)


def test_what_is_there_already_changes_nothing(tmp_path: Path) -> None:
    """No generation is written for articles that the index holds word for word."""
    build(tmp_path, [article(number) for number in range(50)])
    report = grow(tmp_path, [article(number) for number in range(20)])
    assert (report.generation, report.unchanged, report.added, report.articles) == ("g000001", 20, 0, 50)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == [".lock", "CURRENT", "g000001"]


def test_parts_stay_few_and_are_merged_when_they_are_no_longer_small(tmp_path: Path) -> None:
    """One by one: never more than four parts; above a tenth of the first, one part again, and nothing is lost."""
    build(tmp_path, [article(number) for number in range(100)])
    parts = [grow(tmp_path, [article(number)]).parts for number in range(100, 112)]
    assert parts == [2, 2, 2, 2, 2, 3, 2, 3, 2, 3, 1, 2]
    build(tmp_path, [article(number) for number in range(112)], "whole")
    same(tmp_path, tolerance=ROUNDED)


def test_merging_is_asked_for(tmp_path: Path) -> None:
    """One part, with all articles, where something else than the files is to hold them."""
    build(tmp_path, [article(number) for number in range(100)])
    path = write(tmp_path, [article(100)])
    report = add([path], tmp_path / "index", ToyEncoder(), ToySegmenter(), merge=True)
    assert (report.parts, report.articles, report.added, report.embedded) == (1, 101, 1, 1)


def test_earlier_files_are_linked_and_later_ones_are_small(tmp_path: Path) -> None:
    """The files of the first part are the same files, by their inode."""
    build(tmp_path, [article(number) for number in range(100)])
    grow(tmp_path, [article(100)])
    first, second = (
        {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.glob("part-g000001/**/*")}
        for folder in (tmp_path / "index" / "g000001", tmp_path / "index" / "g000002")
    )
    files = {name for name in first if not name.endswith("sparse")}
    assert len(files) == 8
    assert all(first[name] == second[name] for name in files)


def test_where_there_are_no_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without hard links costs a copy, which is read again before the switch."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    build(tmp_path, [article(number) for number in range(100)])
    monkeypatch.setattr(os, "link", refuse)
    assert grow(tmp_path, [article(100)]).parts == 2
    build(tmp_path, [article(number) for number in range(101)], "whole")
    same(tmp_path, tolerance=ROUNDED)


def test_another_model_or_segmenter_writes_everything_anew(tmp_path: Path) -> None:
    """The articles come from the index itself, so nothing is lost that the paths do not give."""
    build(tmp_path, [article(number) for number in range(100)])
    path, index = write(tmp_path, [article(100)]), tmp_path / "index"
    report = add([path], index, ToyEncoder("toy-2"), ToySegmenter())
    assert (report.parts, report.articles, report.embedded, report.reused) == (1, 101, 101, 0)
    report = add([write(tmp_path, [article(101)])], index, ToyEncoder("toy-2"), ToySegmenter("toy-terms-2"))
    assert (report.parts, report.articles, report.embedded, report.reused) == (1, 102, 1, 101)


def test_a_rebuild_reuses_the_vectors_of_all_parts(tmp_path: Path) -> None:
    """And makes one part again, of what it is given."""
    build(tmp_path, [article(number) for number in range(100)])
    grow(tmp_path, [article(100), article(101)])
    report = build(tmp_path, [article(number) for number in range(50, 103)])
    assert (report.parts, report.articles, report.embedded, report.reused) == (1, 53, 1, 52)


def test_without_an_index_one_is_built(tmp_path: Path) -> None:
    """The first articles make the first generation."""
    assert grow(tmp_path, [article(0)]).generation == "g000001"


def test_what_cannot_be_added_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No article, a second builder, a full disk, a damaged index: one sentence each, and the live generation stays."""
    build(tmp_path, [article(number) for number in range(50)])
    index = tmp_path / "index"
    empty = tmp_path / "empty.jsonl"
    empty.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="没有读到任何文章"):
        add([empty], index, ToyEncoder(), ToySegmenter())
    with building(index), pytest.raises(BusyError, match="另一个进程"):
        grow(tmp_path, [article(50)])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(adding, "go_live", full)
        with pytest.raises(IndexUnusableError, match=r"磁盘已满[^。]*。原来的索引没有动"):
            grow(tmp_path, [article(50)])
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "g000001"]
    prints = index / "g000001" / "part-g000001" / "prints"
    prints.write_bytes(prints.read_bytes()[:-1] + b"?")
    with pytest.raises(IndexUnusableError, match="prints 缺失或已损坏，请运行 wenxun rebuild"):
        grow(tmp_path, [article(50)])
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "g000001"]
