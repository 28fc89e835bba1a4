"""Publishers killed at every kind of request, over a file and over a server: what is live stays live and whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from embeddings.index.milvus import MilvusOrigin
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_generations import live, names
from embeddings.index.snapshot import Snapshot
from tests.milvus import let_go, needs_milvus
from tests.toys import ToyEncoder, ToySegmenter

needs_milvus()

ROOT = Path(__file__).parents[2]
#: Kinds of requests, and which of the kind: in an empty Milvus but for one generation, and later over what the one
#: killed before has left behind.
DEATHS = (
    ("drop_collection", 1),
    ("drop_collection", 2),
    ("create_collection", 1),
    ("create_index", 2),
    ("upsert", 1),
    ("upsert", 6),
    ("flush", 1),
    ("describe_index", 1),
    ("query", 1),
    ("search", 1),
    ("alter_alias", 1),
)


def test_killed_at_any_request(index_dir: Path, milvus_place: MilvusPlace) -> None:
    """After kill -9 the old generation answers, or the new one once switched; the next one cleans up and goes live."""

    def publisher(*death: object) -> tuple[int, list[str]]:
        command = [sys.executable, "-W", "ignore", "-m", "tests.index.dying_publisher", str(index_dir)]
        command += [milvus_place.uri, *map(str, death)]
        ran = subprocess.run(command, cwd=ROOT, env=os.environ, check=False, stdout=subprocess.PIPE, text=True)
        return ran.returncode, ran.stdout.split()

    def live_and_whole() -> tuple[str | None, list[str]]:
        milvus = Milvus(milvus_place)
        engine = MilvusOrigin(milvus, ToyEncoder(), ToySegmenter()).open()
        with Snapshot.open(index_dir) as snapshot:
            rows = range(snapshot.manifest.passages)
            expected = list(snapshot.articles), [snapshot.passage(row) for row in rows]
            assert engine.read(range(snapshot.manifest.articles), rows) == expected
        found = live(milvus), names(milvus)
        engine.close()
        milvus.close()
        let_go()
        assert found[0] == engine.about.generation
        return found

    assert publisher()[0] == 0
    now, there = live_and_whole()
    assert (now, there) == ("g000001", ["g000001"])
    for death in DEATHS:
        status, requests = publisher(*death)
        assert (status, requests[-1]) == (-signal.SIGKILL, death[0])
        before, (now, there) = now, live_and_whole()
        assert (now != before) == ("alter_alias" in requests[:-1]), death
        assert len(there) <= 2
    assert publisher()[0] == 0
    before, (now, there) = now, live_and_whole()
    assert now != before
    assert there == [now]
