"""The made-up newsroom, indexed with everything that is shipped, and the command line in this process."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.opening import Parts, read_parts
from bot.service import Service
from embeddings.index.build import rebuild
from tests import newsroom
from tests.terminal import Fails, Ran, Run


def _forget_settings(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let neither the environment nor a `.env` of whoever runs the tests reach them."""
    for name in os.environ:
        if name.startswith("WENXUN_"):
            patch.delenv(name)
    patch.chdir(folder)


@pytest.fixture(scope="session")
def newsroom_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Open what the default settings name and index the newsroom once; no test may change this index."""
    folder = tmp_path_factory.mktemp("newsroom")
    with pytest.MonkeyPatch.context() as patch:
        _forget_settings(patch, folder)
        parts = read_parts(folder / "index")
    rebuild([newsroom.write(folder)], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
    return parts


@pytest.fixture(scope="session")
def newsroom_service(newsroom_parts: Parts) -> Iterator[Service]:
    """Open the service over the newsroom."""
    service = newsroom_parts.service()
    yield service
    service.close()


@pytest.fixture
def run(
    newsroom_parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Give a way to run a command in an empty folder, over the newsroom unless told otherwise."""
    _forget_settings(monkeypatch, tmp_path)
    monkeypatch.setenv("WENXUN_INDEX_DIR", str(newsroom_parts.index_dir))

    def command(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Ran(int(ended.value.code or 0), shown.out, shown.err)

    return command


@pytest.fixture
def fails(run: Run) -> Fails:
    """Give a way to run a command that must fail in one sentence on stderr, and get that sentence."""

    def command(*arguments: object, stdin: bytes = b"") -> str:
        ran = run(*arguments, stdin=stdin)
        lines = ran.err.splitlines()
        assert (ran.status, len(lines), lines[0][:3]) == (1, 1, "错误："), ran
        return lines[0][3:]

    return command
