"""Notes of a search."""

import numpy as np
import pytest

from embeddings.search.trace import SILENT, Notes


def test_a_stage_is_timed_without_those_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts add up to the whole, and a stage entered twice is counted twice."""
    clock = iter([0.0, 1.0, 3.0, 10.0, 20.0, 100.0])  # outer, inner from 1 to 3 and from 10 to 20, outer to 100
    monkeypatch.setattr("time.perf_counter", clock.__next__)
    notes = Notes()
    with notes.timed("outer"):
        for _ in range(2):
            with notes.timed("inner"):
                pass
    assert notes.seconds == {"inner": 12.0, "outer": 88.0}


def test_scores_are_those_of_the_passages_shown() -> None:
    """By the row of the passage, under the article it stands for; nothing for what was not scored."""
    notes = Notes(scores=True)
    notes.searched("隧道")
    notes.scored(np.int64([7, 3, 9]), lexical=np.float32([1, 0.5, 0.25]), factor=np.float32([1, 1, 0.5]))
    notes.shown(["c", "a", "new"], [9, 7, 4])
    assert [(search.words, {one.article_id: one.scores for one in search.found}) for search in notes.searches] == [
        ("隧道", {"c": {"lexical": 0.25, "factor": 0.5}, "a": {"lexical": 1.0, "factor": 1.0}, "new": {}})
    ]


def test_what_is_read_again_stands_in_its_new_order() -> None:
    """With the score it got by that, beside those it had."""
    notes = Notes(scores=True)
    notes.searched("隧道")
    notes.scored(np.int64([7, 3]), score=np.float32([2, 1]))
    notes.shown(["a", "b"], [7, 3])
    notes.reread(["b", "a"], [5, 4])
    assert [(one.article_id, one.scores) for one in notes.searches[0].found] == [
        ("b", {"score": 1.0, "reread": 5.0}),
        ("a", {"score": 2.0, "reread": 4.0}),
    ]


def test_without_scores_only_time_is_kept() -> None:
    """And whoever takes no notes keeps nothing at all."""
    notes = Notes()
    notes.searched("隧道")
    notes.scored(np.int64([7]), lexical=np.float32([1]))
    notes.shown(["a"], [7])
    notes.reread(["a"], [1])
    assert notes.searches[0].found == []
    with SILENT.timed("whole"):
        SILENT.shown(["a"], [7])
