"""One rebuild at a time, and how it stands."""

import threading

import pytest

from bot.rebuilding import Rebuilding, RebuildStatus
from embeddings.errors import ArticleError, BusyError


def test_before_anything_it_is_idle() -> None:
    """Nothing begun, nothing to report."""
    assert Rebuilding(lambda full: {}).status == RebuildStatus("idle", False, None, None, None, None)


def test_a_finished_rebuild_keeps_its_report() -> None:
    """The report and whether it was full are told; it can be started again."""
    rebuilding = Rebuilding(lambda full: {"full": full})
    rebuilding.start(full=True)
    status = rebuilding.wait(60)
    assert (status.state, status.full, status.report, status.error) == ("done", True, {"full": True}, None)
    assert status.started_at is not None
    assert status.finished_at is not None
    assert status.started_at <= status.finished_at
    rebuilding.start()
    assert rebuilding.wait(60).report == {"full": False}


def test_a_second_start_is_refused_while_the_first_runs() -> None:
    """BusyError, and the first goes on to its end."""
    release = threading.Event()
    rebuilding = Rebuilding(lambda full: {"waited": release.wait(60)})
    assert rebuilding.start().state == "running"
    with pytest.raises(BusyError, match="正在重建"):
        rebuilding.start()
    release.set()
    assert rebuilding.wait(60).report == {"waited": True}


def test_what_comes_meanwhile_is_built_afterwards() -> None:
    """However often it is wanted during a run, one more run follows it."""
    release = threading.Event()
    runs: list[bool] = []

    def work(full: bool) -> dict[str, int]:
        release.wait(60)
        runs.append(full)
        return {"run": len(runs)}

    rebuilding = Rebuilding(work)
    assert rebuilding.soon().state == "running"
    rebuilding.soon()
    rebuilding.soon()
    release.set()
    assert rebuilding.wait(60).report == {"run": 2}
    assert runs == [False, False]


def test_a_mendable_error_is_told_as_it_is() -> None:
    """The sentence of a WenxunError reaches who asks."""

    def work(full: bool) -> dict[str, str]:
        raise ArticleError("没有文章，请先放进文章。")

    rebuilding = Rebuilding(work)
    rebuilding.start()
    status = rebuilding.wait(60)
    assert (status.state, status.error, status.report) == ("failed", "没有文章，请先放进文章。", None)


def test_an_unexpected_error_shows_no_insides(caplog: pytest.LogCaptureFixture) -> None:
    """The status has a sentence, the log the cause."""

    def work(full: bool) -> dict[str, str]:
        raise RuntimeError("secret insides")

    rebuilding = Rebuilding(work)
    rebuilding.start()
    status = rebuilding.wait(60)
    assert (status.state, status.error) == ("failed", "重建没有完成，原来的索引没有动，原因写在服务器的日志里。")
    assert "secret insides" in caplog.text
