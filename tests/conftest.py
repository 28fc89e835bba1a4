"""Fixtures shared by every room."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toys import ToyEncoder, ToySegmenter

# No test may reach for a model hub; said before any library reads it.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Find the folder of real articles and questions, which is not part of the project; skip without it."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("WENXUN_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip("the real articles are not here (set WENXUN_SHARED_DATA)")
    return folder


@pytest.fixture
def toy_encoder() -> ToyEncoder:
    """Vectors that can be worked out by hand."""
    return ToyEncoder()


@pytest.fixture
def toy_segmenter() -> ToySegmenter:
    """Terms that can be worked out by hand."""
    return ToySegmenter()


_TOLD = pytest.StashKey[list[str]]()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Take a line for the end of the output: how many trials were made, and what came of them."""
    return request.config.stash.setdefault(_TOLD, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what `tally` took."""
    for line in config.stash.get(_TOLD, []):
        terminalreporter.write_line(line)
