"""Who may build, how a generation goes live, and what is cleaned up."""

from pathlib import Path

import pytest

from embeddings.errors import BusyError
from embeddings.index.building import building, go_live, name_of
from embeddings.index.generations import Current, current_generation, read_current

SHA = "0" * 64


def build(index_dir: Path) -> str:
    """Make a generation of one file live."""
    with building(index_dir) as folder:
        (folder / "sparse").mkdir()
        (folder / "sparse" / "rows").write_text(folder.name)
        go_live(folder, SHA)
    return name_of(folder)


def names(index_dir: Path) -> set[str]:
    """List what is in the folder of an index, but for the lock."""
    return {path.name for path in index_dir.iterdir()} - {".lock"}


def test_generations_count_up_and_two_are_kept(tmp_path: Path) -> None:
    """Each build is live at once; the one before it stays for its readers, the one before that goes."""
    assert [build(tmp_path) for _ in range(3)] == ["g000001", "g000002", "g000003"]
    assert read_current(tmp_path) == Current("g000003", SHA)
    assert names(tmp_path) == {"CURRENT", "g000002", "g000003"}
    assert (tmp_path / "g000003" / "sparse" / "rows").read_text() == ".making-g000003"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """An error in the middle, Ctrl-C included, changes nothing and frees the lock."""
    build(tmp_path)
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), building(tmp_path) as folder:  # noqa: PT012
            (folder / "half").write_text("x")
            raise error
    assert names(tmp_path) == {"CURRENT", "g000001"}
    assert build(tmp_path) == "g000002"


def test_two_builders_at_once(tmp_path: Path) -> None:
    """The second is told to wait, and the first goes on unharmed."""
    with building(tmp_path) as folder:
        with pytest.raises(BusyError, match="另一个进程"), building(tmp_path):
            pass
        go_live(folder, SHA)
    assert current_generation(tmp_path) == "g000001"


def test_leftovers_of_a_crash_are_cleaned(tmp_path: Path) -> None:
    """Half-built, half-removed and never-switched-to folders go at the next build; strangers stay."""
    build(tmp_path)
    for name in (".making-g000009", ".dropped-g000000", "g000007", "g000002.bak", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    (tmp_path / ".CURRENT").write_text("g0000")
    assert build(tmp_path) == "g000002"
    assert names(tmp_path) == {"CURRENT", "g000001", "g000002", "g000002.bak", "notes"}


def test_a_crash_between_naming_and_switching(tmp_path: Path) -> None:
    """A generation with its name but not in CURRENT was never live: the old one answers, the next build heals."""
    build(tmp_path)
    with building(tmp_path) as folder:
        folder.rename(tmp_path / "g000002")
    assert current_generation(tmp_path) == "g000001"
    assert build(tmp_path) == "g000002"
    assert (tmp_path / "g000002" / "sparse" / "rows").exists()


def test_a_lost_current_keeps_the_newest(tmp_path: Path) -> None:
    """When CURRENT is gone or torn, no build removes what may have been live, nor takes its name."""
    build(tmp_path)
    build(tmp_path)
    (tmp_path / "CURRENT").write_text("g00")
    with building(tmp_path):
        assert names(tmp_path) == {"CURRENT", ".making-g000003", "g000001", "g000002"}
