"""When a watched folder has come to rest."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.watching import settled
from embeddings.errors import ArticleError


def watching(folder: Path, quiet: float = 0.2, poll: bool = False) -> Iterator[None]:
    """Watch, from the first rest on."""
    rests = settled(folder, quiet, 60, poll, folder / "index")
    next(rests)
    return rests


@pytest.mark.parametrize("poll", [False, True])
def test_a_change_is_told_once_it_has_come_to_rest(tmp_path: Path, poll: bool) -> None:
    """A new file, more in it, another name, and its end are each told; a folder inside counts as well."""
    rests = watching(tmp_path, poll=poll)
    (tmp_path / "inside").mkdir()
    file, renamed = tmp_path / "inside" / "a.txt", tmp_path / "b.txt"
    for change in (
        lambda: file.write_text("一", encoding="utf-8"),
        lambda: file.write_text("一二", encoding="utf-8"),
        lambda: file.rename(renamed),
        lambda: renamed.unlink(),
    ):
        change()
        next(rests)


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    """Forty pieces with little between them are read at once, not forty times."""
    rests, file, pause = watching(tmp_path, quiet=1), tmp_path / "long.txt", Event()

    def write() -> None:
        with file.open("w", encoding="utf-8") as stream:
            for _ in range(40):
                stream.write("字")
                stream.flush()
                pause.wait(0.05)

    writer = Thread(target=write)
    writer.start()
    count = 0
    while not file.exists() or file.read_text(encoding="utf-8") != "字" * 40:
        next(rests)
        count += 1
    assert count < 10  # one, unless the machine stands still
    writer.join()


def test_a_writing_without_end_is_read_as_it_stands(tmp_path: Path) -> None:
    """After the longest wait what is there is told, though it goes on changing."""
    over = Event()

    def write() -> None:
        while not over.wait(0.02):
            (tmp_path / "endless.txt").write_text("字", encoding="utf-8")

    rests = settled(tmp_path, 3600, 0.5, False, tmp_path / "index")
    writer = Thread(target=write)
    writer.start()
    next(rests)
    next(rests)
    over.set()
    writer.join()


def test_what_a_rebuild_would_not_read_is_no_change(tmp_path: Path) -> None:
    """Hidden files, hidden folders and the index itself do not begin a rebuild; what comes after them does."""
    (tmp_path / "index").mkdir()
    (tmp_path / ".git").mkdir()
    rests = watching(tmp_path)
    seen = []

    def wait() -> None:
        next(rests)
        seen.append((tmp_path / "a.txt").exists())

    waiter = Thread(target=wait)
    waiter.start()
    for path in (".a.txt.swp", ".git/b", "index/CURRENT"):
        (tmp_path / path).write_text("x", encoding="utf-8")
    waiter.join(1)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    waiter.join(60)
    assert seen == [True]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """At once where there was none, and as soon as it goes away."""
    with pytest.raises(ArticleError, match="打不开"):
        next(settled(tmp_path / "none", 0.1, 60, False, tmp_path / "index"))
    folder = tmp_path / "folder"
    folder.mkdir()
    rests = watching(folder)
    folder.rmdir()
    with pytest.raises(ArticleError, match="不见了"):
        next(rests)
