"""Several processes digest as one does, whatever happens to them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index import workers as module
from embeddings.index.build import rebuild
from embeddings.index.digest import Digester
from embeddings.index.generations import read_current
from embeddings.index.manifest import Manifest
from embeddings.index.workers import Workers, portions, worth
from embeddings.schema import Article
from tests.index.conftest import Write
from tests.toys import ToyEncoder, ToySegmenter

ROOT = Path(__file__).parents[2]
ARTICLES = [Article(str(i), f"花 市 {i}", f"春风 {i} 吹过 第 {i} 座 石桥。" * (i + 1)) for i in range(12)]
PORTIONS = [ARTICLES[i : i + 3] for i in range(0, 12, 3)]


def as_bytes(digester: Digester, workers: int, disturb: object = None) -> list[tuple[list[str], bytes, bytes]]:
    """Digest all portions: the articles, and some of what came of them."""
    with Workers(digester, workers) as hands:
        found = []
        for portion, digest in hands.digested(PORTIONS):
            found.append(
                ([a.id for a in portion], digest.vectors.tobytes(), digest.terms["words"][1].run.rows.tobytes())
            )
            if callable(disturb):
                disturb(hands)
        return found


def test_articles_are_divided_by_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A portion is full once it has reached the length, and the last may be short."""
    monkeypatch.setattr(module, "PORTION", 10)
    articles = [Article(str(i), "题", "文" * length) for i, length in enumerate((8, 1, 30, 9, 2))]
    assert [[article.id for article in portion] for portion in portions(articles)] == [["0", "1"], ["2"], ["3"], ["4"]]
    assert list(portions([])) == []


def test_processes_are_worth_it_for_many_articles_and_small_models() -> None:
    """Few articles, another encoder or another segmenter: one process does it all."""
    assert worth(load_encoder(), Segmenter(), 100) == 0
    assert worth(ToyEncoder(), Segmenter(), 1_000_000) == 0
    assert worth(load_encoder(), ToySegmenter(), 1_000_000) == 0
    assert worth(load_encoder(), Segmenter(), 1_000_000) != 1


def test_as_many_as_there_are_articles_for() -> None:
    """With none, one or three processes the same comes out, in the same order."""
    digester = Digester(ToyEncoder(), ToySegmenter())
    alone = as_bytes(digester, 0)
    assert [ids for ids, _, _ in alone] == [[article.id for article in portion] for portion in PORTIONS]
    assert as_bytes(digester, 1) == alone
    assert as_bytes(digester, 3) == alone


def test_a_process_that_dies_is_done_without() -> None:
    """Processes killed at work, all of them: the rest is digested here, nothing is lost."""

    def kill(hands: Workers) -> None:
        for worker in (*hands._free, *hands._busy):
            worker._process.kill()

    digester = Digester(ToyEncoder(), ToySegmenter())
    assert as_bytes(digester, 2, kill) == as_bytes(digester, 0)


def test_parts_that_cannot_be_copied() -> None:
    """An encoder that cannot be sent to a process works here."""
    encoder = ToyEncoder()
    encoder.hook = lambda: None  # type: ignore[attr-defined]
    assert as_bytes(Digester(encoder, ToySegmenter()), 2) == as_bytes(Digester(ToyEncoder(), ToySegmenter()), 0)


def test_the_shipped_parts_can_be_copied() -> None:
    """Also when they have been asked before: both processes get them, and are still there at the end."""
    encoder, matcher = load_encoder(), LateInteraction()
    asked = encoder.encode_questions(["云川大桥"]), matcher.tokens(["云川大桥"])
    assert len(matcher.placed("云川大桥", asked[1][0]).numbers) > 0
    with Workers(Digester(encoder, Segmenter(), matcher), 2) as hands:
        assert [len(digest.passages) for _, digest in hands.digested(PORTIONS)] == [3, 3, 3, 3]
        assert len(hands._free) + len(hands._busy) == 2


def test_an_index_does_not_depend_on_how_many_built_it(
    tmp_path: Path, write_articles: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the generation has the same bytes, with vectors computed and with vectors reused."""
    monkeypatch.setattr(module, "PORTION", 300)
    parts = load_encoder(), Segmenter()
    lines = [
        {"id": str(i), "title": f"云川大桥第{i}天", "body": f"第{i}辆车在早上{i}点驶过大桥。" * 9} for i in range(30)
    ]
    path = write_articles(lines)
    for full in (True, False):
        found = []
        for workers in (0, 2):
            folder = tmp_path / f"by{workers}"
            rebuild([path], folder, *parts, matcher=LateInteraction(), full=full, workers=workers)
            current = read_current(folder)
            found.append(Manifest.read(folder / current.name, current.sha256))
        assert found[0].files == found[1].files
        assert found[0].corpus == found[1].corpus


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_who_started_them(how: signal.Signals) -> None:
    """However the builder ends, killed or interrupted, no process stays behind and none says a word."""
    program = (
        "import signal, sys\n"
        # Whoever runs the tests in the background has interrupts ignored, and so would the builder.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tests.index.test_workers import Digester, PORTIONS, ToyEncoder, ToySegmenter, Workers\n"
        "with Workers(Digester(ToyEncoder(), ToySegmenter()), 2) as hands:\n"
        "    for portion, digest in hands.digested(PORTIONS):\n"
        "        print('working', flush=True)\n"
        "        sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "working\n"
        if how == signal.SIGINT:  # as a terminal does it: to all of them
            os.killpg(builder.pid, how)
        else:
            builder.send_signal(how)
        # The processes hold the output open too; it ends when the last of them does.
        _, said = builder.communicate(timeout=120)
    assert builder.returncode == -how
    assert said.count("Traceback") == (how == signal.SIGINT)
