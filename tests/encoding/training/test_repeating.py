"""The last stage repeated from the same weights."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from embeddings.encoding.training.corpus import collect
from embeddings.encoding.training.recipe import Recipe
from embeddings.encoding.training.repeating import earlier, pieces_of, some, taught
from embeddings.encoding.training.sources import Sources, tokenised

pytestmark = pytest.mark.usefixtures("one_thread")


def test_fewer_questions_are_among_more(sources: Sources, tokenizer: Tokenizer) -> None:
    """Each keeps its passage, and the order of another seed is another."""
    asked = tokenised(sources, tokenizer)
    rows = {asked.questions[row].tobytes(): asked.passage_of[row] for row in range(len(asked.questions))}

    def kept(count: int, seed: int) -> list[bytes]:
        part = some(asked, count, seed)
        texts = [part.questions[row].tobytes() for row in range(len(part.questions))]
        assert [rows[text] for text in texts] == part.passage_of.tolist()
        return texts

    assert kept(10, 3) == kept(30, 3)[:10]
    assert kept(10, 4) != kept(10, 3)
    assert kept(0, 3) == []
    assert len(kept(1000, 3)) == 80


def test_runs_start_from_weights_kept(sources: Sources, tiny: Recipe, tmp_path: Path) -> None:
    """The weights are learned once, from articles alone; the loss on the questions falls from there.

    Without questions the last stage changes the weights too, and twice the same is the same.
    """
    tokenizer, start = earlier(tmp_path / "earlier", sources.articles, tiny)
    written = (tmp_path / "earlier" / "earlier.safetensors").stat().st_mtime_ns
    tokenizer, again = earlier(tmp_path / "earlier", sources.articles, replace(tiny, seed=99))
    assert (tmp_path / "earlier" / "earlier.safetensors").stat().st_mtime_ns == written
    assert np.array_equal(start.words, again.words)
    corpus, asked = collect(sources.articles, tokenizer), tokenised(sources, tokenizer)

    def run(count: int) -> tuple[np.ndarray, tuple[float, ...]]:
        learned = taught(pieces_of(tokenizer), start, corpus, some(asked, count, 0), tiny.static, 0)
        return learned.rows, learned.losses[0]

    rows, losses = run(80)
    assert len(losses) == 30
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    assert np.array_equal(rows, run(80)[0])
    assert not np.array_equal(rows, run(0)[0])
    assert np.array_equal(start.words, again.words)
