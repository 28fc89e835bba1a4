"""Builders that are killed, shut out or refused by the system, in processes of their own."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.errors import BusyError, IndexUnusableError
from embeddings.index.build import rebuild
from embeddings.index.report import STAGES
from embeddings.index.snapshot import Snapshot
from tests.index.conftest import ARTICLES, Write
from tests.toys import ToyEncoder, ToySegmenter

ROOT = Path(__file__).parents[2]


def start(articles: Path, index_dir: Path, moment: str) -> subprocess.Popen[bytes]:
    """Start a builder that dies or waits at a moment."""
    command = [sys.executable, "-m", "tests.index.dying_builder", str(articles), str(index_dir), moment]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def check(index_dir: Path, generation: str, articles: int) -> None:
    """Open the live generation, read every byte of it, and count."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        snapshot.verify()
        assert (snapshot.manifest.generation, len(snapshot.articles)) == (generation, articles)


@pytest.mark.parametrize("moment", [*STAGES, "manifest.json", ".making-g000002", "index", ".CURRENT", "switched"])
def test_killed_at_any_moment(moment: str, index_dir: Path, write_articles: Write) -> None:
    """After kill -9 the old index answers whole, or the new one once switched; the next rebuild heals and cleans."""
    with start(write_articles(ARTICLES[:2]), index_dir, moment) as builder:
        assert builder.wait(timeout=120) == -signal.SIGKILL
    check(index_dir, *(("g000002", 2) if moment == "switched" else ("g000001", 3)))
    report = rebuild([write_articles(ARTICLES[1:])], index_dir, ToyEncoder(), ToySegmenter())
    check(index_dir, report.generation, 2)
    kept = {path.name for path in index_dir.iterdir()} - {".lock"}
    assert kept == {"CURRENT", report.generation, "g000002" if moment == "switched" else "g000001"}


def test_the_lock_dies_with_its_process(index_dir: Path, write_articles: Write) -> None:
    """While another process builds, a rebuild is refused; once that process is killed, it is not."""
    path = write_articles(ARTICLES[:1])
    with start(path, index_dir, f"wait:{STAGES[1]}") as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == b"waiting\n"
        with pytest.raises(BusyError, match="另一个进程"):
            rebuild([path], index_dir, ToyEncoder(), ToySegmenter())
        check(index_dir, "g000001", 3)
        builder.kill()
    rebuild([path], index_dir, ToyEncoder(), ToySegmenter())
    check(index_dir, "g000002", 1)


@pytest.mark.parametrize("limit", [1_000, 10_000, 40_000])
def test_files_that_cannot_grow(limit: int, index_dir: Path, write_articles: Write) -> None:
    """When the system lets no file grow on, wherever that happens, it is one sentence and the old index stays."""
    many = [{"id": str(i), "title": f"花 市 {i}", "body": f"春风 {i} 吹过 第 {i} 座 石桥。" * 5} for i in range(200)]
    path = write_articles(many)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(IndexUnusableError, match=r"不能写索引文件夹.*原来的索引没有动"):
            rebuild([path], index_dir, ToyEncoder(), ToySegmenter())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    check(index_dir, "g000001", 3)
    rebuild([path], index_dir, ToyEncoder(), ToySegmenter())
    check(index_dir, "g000002", 200)
