"""Adding articles comes to harm as rebuilding does, and harms as little: killed builders, damaged files."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index import snapshot as opening
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.report import STAGES
from embeddings.index.snapshot import Snapshot
from tests.damage import harm
from tests.index.test_adding import article, build, grow, shown, write
from tests.toys import ToyEncoder, ToySegmenter
from tests.trials import LONG, trials

ROOT = Path(__file__).parents[2]


def check(index_dir: Path, generation: str, articles: int) -> None:
    """Open the live generation, read every byte of it and every article, and count."""
    with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
        snapshot.verify()
        assert (snapshot.manifest.generation, len(list(snapshot.present()))) == (generation, articles)


def outcome(index_dir: Path) -> tuple[object, str]:
    """Give what is shown, without reading every file first, or what is said instead."""
    try:
        return shown(index_dir, verify=False), ""
    except IndexUnusableError as error:
        return [], str(error)


@pytest.mark.parametrize("moment", [*STAGES, "manifest.json", "gone", ".making-g000002", ".CURRENT", "switched"])
def test_killed_at_any_moment(moment: str, tmp_path: Path) -> None:
    """After kill -9 the old index answers whole, or the new one once switched; adding again heals and cleans."""
    build(tmp_path, [article(number) for number in range(100)])
    command = [sys.executable, "-m", "tests.index.dying_builder"]
    path = write(tmp_path, [article(100), article(7, seed=1)])
    with subprocess.Popen([*command, path, tmp_path / "index", moment, "add"], cwd=ROOT) as builder:
        assert builder.wait(timeout=300) == -signal.SIGKILL
    check(tmp_path / "index", *(("g000002", 101) if moment == "switched" else ("g000001", 100)))
    report = grow(tmp_path, [article(100), article(7, seed=1), article(101)])
    check(tmp_path / "index", report.generation, 102)
    kept = {path.name for path in (tmp_path / "index").iterdir()} - {".lock"}
    assert kept == {"CURRENT", report.generation, "g000002" if moment == "switched" else "g000001"}


def test_killed_at_random_moments(tmp_path: Path, tally: Callable[[str], None]) -> None:
    """After every kill -9 the articles that were there are there, and the new one as well or not at all."""
    index_dir, chance = tmp_path / "index", random.Random(time.time_ns() if LONG else 9)
    build(tmp_path, [article(number) for number in range(200)])
    began = time.perf_counter()
    grow(tmp_path, [article(200)])
    whole = time.perf_counter() - began
    there, ends = 201, Counter[str]()
    command = [sys.executable, "-m", "tests.index.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _ in range(trials(10, 200)):
            path = write(tmp_path, [article(there)])
            nursery.stdin.write(f"add {path} {index_dir} {chance.uniform(0, 2 * whole):.4f}\n")
            nursery.stdin.flush()
            end = nursery.stdout.readline().strip()
            with Snapshot.open(index_dir, ToyEncoder(), ToySegmenter()) as snapshot:
                snapshot.verify()
                now = sorted(int(one.id[1:]) for one in snapshot.present())
            assert now in ([*range(there)], [*range(there + 1)]) if end == "killed" else [[*range(there + 1)]]
            ends[f"{end}, {'added' if len(now) > there else 'not added'}"] += 1
            there = len(now)
        nursery.stdin.close()
    report = grow(tmp_path, [article(there)])
    assert (report.articles, report.added) == (there + 1, 1)
    names = {path.name for path in index_dir.iterdir()} - {".lock"}
    assert len(names) == 3
    tally(f"builders that add killed at random moments: {dict(ends)}; 0 articles lost")


@pytest.mark.parametrize("small", [1 << 16, 0], ids=["small files", "as if all were large"])
def test_harm_is_refused_or_harmless(
    small: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Callable[[str], None]
) -> None:
    """As for an index of one part: the hits are those of the whole index, or one sentence says to rebuild."""
    build(tmp_path, [article(number) for number in range(100)])
    grow(tmp_path, [article(number) for number in (100, 101)] + [article(7, seed=1)])
    monkeypatch.setattr(opening, "_SMALL", small)
    index_dir, chance = tmp_path / "index", random.Random(time.time_ns() if LONG else 5)
    whole, _ = outcome(index_dir)
    live = index_dir / "g000002"
    files = [path for path in sorted(live.rglob("*")) if path.is_file()]
    assert len(files) == 20
    ends = Counter[str]()
    for trial in range(trials(112, 1400)):
        path = files[trial % len(files)]
        kept = path.read_bytes()
        way = harm(path, chance)
        hits, said = outcome(index_dir)
        if said:
            assert "wenxun rebuild" in said
            ends["refused"] += 1
        else:
            # What scores are added up from is too large to be read at every opening; harmed, it may change the order.
            if small or path.relative_to(live).parts[1:2] not in (("sparse",), ("tokens",)):
                assert hits == whole, (path.name, way)
            ends["harmless" if hits == whole else "other order"] += 1
        path.unlink(missing_ok=True)
        path.write_bytes(kept)
    assert outcome(index_dir) == (whole, "")
    assert ends["refused"] > 50
    tally(f"files of an added generation harmed {sum(ends.values())} times (limit {small}): {dict(ends)}")


def test_a_folder_that_cannot_be_read_loses_nothing(tmp_path: Path) -> None:
    """An old format, and a live generation whose articles have come to harm, are refused; the files stay."""
    build(tmp_path, [article(number) for number in range(50)])
    store = tmp_path / "index" / "g000001" / "part-g000001" / "articles.sqlite"
    store.write_bytes(store.read_bytes()[:-4096])
    with pytest.raises(IndexUnusableError, match="wenxun rebuild"):
        grow(tmp_path, [article(50)])
    path = tmp_path / "index" / "g000001" / "manifest.json"
    path.write_text(json.dumps({"format": 1}), encoding="utf-8")
    with pytest.raises(IndexUnusableError, match="wenxun rebuild"):
        add([write(tmp_path, [article(50)])], tmp_path / "index", ToyEncoder(), ToySegmenter())
    names = {path.name for path in (tmp_path / "index").iterdir()}
    assert names == {".lock", "CURRENT", "g000001"}
    rebuild([write(tmp_path, [article(50)])], tmp_path / "index", ToyEncoder(), ToySegmenter())
    check(tmp_path / "index", "g000002", 1)
