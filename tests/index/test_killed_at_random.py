"""Builders killed at random moments, again and again over the same folder, with no rebuild between to heal it."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from tests.toys import ToyEncoder, ToySegmenter
from tests.trials import LONG, trials

ROOT = Path(__file__).parents[2]
COUNT = 40


def write(folder: Path, version: int) -> Path:
    """Write articles that tell their version."""
    path = folder / f"v{version}.jsonl"
    lines = (
        json.dumps({"id": str(i), "title": f"花 市 {i}", "body": f"第 {version} 版。春风 {i} 吹过 石桥。" * 4})
        for i in range(COUNT)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def version_of(snapshot: Snapshot) -> int:
    """Read every byte of an index and every article, all of which must be of one version."""
    snapshot.verify()
    (version,) = {int(article.body.split()[1]) for article in snapshot.articles}
    assert len(snapshot.articles) == COUNT
    rows, _ = snapshot.dense.search(ToyEncoder().encode_questions(["春风"]), 3)
    assert all(f"第 {version} 版" in snapshot.article(int(snapshot.passage_article[row])).body for row in rows[0])
    return version


def test_killed_at_random_moments(tmp_path: Path, tally: Callable[[str], None]) -> None:
    """After every kill -9 the index is the old one whole or the new one whole; who had it open reads on; all heals."""
    index_dir, chance = tmp_path / "index", random.Random(time.time_ns() if LONG else 9)
    rebuild([write(tmp_path, 0)], index_dir, ToyEncoder(), ToySegmenter())
    began = time.perf_counter()
    rebuild([write(tmp_path, 1)], index_dir, ToyEncoder(), ToySegmenter())
    whole = time.perf_counter() - began
    live, ends = 1, Counter[str]()
    command = [sys.executable, "-m", "tests.index.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for number in range(2, 2 + trials(12, 200)):
            reader = Snapshot.open(index_dir, ToyEncoder(), ToySegmenter())
            # The first at once, so that one dies in any case, however the speed of the machine changes.
            moment = chance.uniform(0, 2 * whole) if number > 2 else 0.0
            nursery.stdin.write(f"{write(tmp_path, number)} {index_dir} {moment:.4f}\n")
            nursery.stdin.flush()
            end = nursery.stdout.readline().strip()
            assert version_of(reader) == live
            reader.close()
            with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
                now = version_of(snapshot)
            assert now in ((live, number) if end == "killed" else (number,))
            ends[f"{end}, {'switched' if now == number else 'not switched'}"] += 1
            live = now
        nursery.stdin.close()
    report = rebuild([write(tmp_path, 9999)], index_dir, ToyEncoder(), ToySegmenter())
    names = {path.name for path in index_dir.iterdir()} - {".lock"}
    assert len(names) == 3
    assert names > {"CURRENT", report.generation}
    assert ends["killed, not switched"] > 0
    tally(
        f"kill -9 at {sum(ends.values())} random moments: {dict(ends)}; 0 answers lost, 0 indexes mixed or half-written"
    )
