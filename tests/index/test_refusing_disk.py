"""What the disk, the clock and other programs do to a rebuild: it is told in one sentence, and nothing is lost."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embeddings.articles import Skip, read
from embeddings.errors import IndexUnusableError
from embeddings.index.build import rebuild
from embeddings.index.report import READING
from embeddings.index.snapshot import Snapshot
from tests.index.conftest import ARTICLES, Write
from tests.toys import ToyEncoder, ToySegmenter

MANY = [{"id": str(i), "title": f"花 市 {i}", "body": f"春风 {i} 吹过 第 {i} 座 石桥。" * 9} for i in range(500)]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 4 MB; where that is not allowed, skip."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", folder], capture_output=True).returncode:
        pytest.skip("this system lets no disk be mounted")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def holds(index_dir: Path, generation: str, articles: int) -> None:
    """Open the live generation, read every byte of it, and count."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        snapshot.verify()
        assert (snapshot.manifest.generation, len(snapshot.articles)) == (generation, articles)


def outcome(articles: Path, index_dir: Path) -> str:
    """Rebuild; give what was said when it failed, nothing when it did not."""
    try:
        rebuild([articles], index_dir, ToyEncoder(), ToySegmenter())
    except IndexUnusableError as error:
        return str(error)
    return ""


def test_a_full_disk(disk: Path, write_articles: Write, tally: Callable[[str], None]) -> None:
    """Wherever the disk fills up, one sentence says so, the old index stays, and no leftovers take the space."""
    rebuild([write_articles(ARTICLES)], disk / "index", ToyEncoder(), ToySegmenter())
    many, ballast, filled = write_articles(MANY), disk / "ballast", 0
    for left in range(0, 4_000_000, 20_000):
        ballast.write_bytes(b"")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
        if left > free:
            break
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free - left))
        said = outcome(many, disk / "index")
        if not said:
            holds(disk / "index", "g000002", 500)
            break
        assert re.fullmatch(r"不能写索引文件夹 \S+：磁盘已满，请腾出空间再试。原来的索引没有动。", said)
        holds(disk / "index", "g000001", 3)
        assert {path.name for path in (disk / "index").iterdir()} == {"CURRENT", "g000001", ".lock"}
        filled += 1
    assert filled > 5
    tally(f"disk full at {filled} places: told in one sentence, 0 indexes lost")


def test_a_folder_that_cannot_be_written(disk: Path, write_articles: Write) -> None:
    """A disk mounted read-only answers on, and says why it cannot be built on."""
    path = write_articles(ARTICLES)
    rebuild([path], disk / "index", ToyEncoder(), ToySegmenter())
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(IndexUnusableError, match=r"没有写权限.*原来的索引没有动"):
        rebuild([path], disk / "index", ToyEncoder(), ToySegmenter())
    holds(disk / "index", "g000001", 3)


def test_a_clock_set_back(index_dir: Path, write_articles: Write) -> None:
    """Files of a far future are older all the same: the new generation is live and the oldest goes."""
    for path in (index_dir, *index_dir.rglob("*")):
        os.utime(path, (4e9, 4e9))
    for count in (1, 2):
        rebuild([write_articles(ARTICLES[:count])], index_dir, ToyEncoder(), ToySegmenter())
    holds(index_dir, "g000003", 2)
    assert {path.name for path in index_dir.iterdir()} == {"CURRENT", "g000002", "g000003", ".lock"}


def test_articles_that_change_while_they_are_read(tmp_path: Path, write_articles: Write) -> None:
    """A file that goes, shrinks or grows meanwhile is read as far as it is there, and told where it is not."""
    paths = [write_articles(MANY[at : at + 100], f"{at}.jsonl") for at in range(0, 500, 100)]
    skips: list[Skip] = []
    reading = read([tmp_path], skips.append)
    assert next(reading).id == "0"
    paths[0].unlink()  # open already: read to its end
    paths[1].unlink()
    os.truncate(paths[2], paths[2].stat().st_size // 2 - 7)
    with paths[3].open("a", encoding="utf-8") as file:
        file.write('{"id": "new", "title": "新桥", "body": "通车。"}\n')
    rest = [article.id for article in reading]
    assert set(rest) > {*map(str, range(1, 100)), *map(str, range(300, 500)), "new"}
    assert "100" not in rest
    assert [skip.path for skip in skips] == [str(paths[1]), str(paths[2])]
    assert skips[0].reason.startswith("文件读不下去")


def test_a_rebuild_while_articles_vanish(index_dir: Path, write_articles: Write) -> None:
    """The index holds what could be read; the file that went is in the report."""
    first, second = write_articles(MANY, "many.jsonl"), write_articles(ARTICLES, "second.jsonl")

    def vanish(stage: str, done: int, total: int | None) -> None:
        if stage == READING and done == 500:
            second.unlink(missing_ok=True)

    report = rebuild([first, second], index_dir, ToyEncoder(), ToySegmenter(), progress=vanish)
    assert [(skip.path, skip.kind) for skip in report.skips] == [(str(second), "文件读不下去")]
    holds(index_dir, report.generation, 500)
