"""Fixtures shared by every room."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embeddings.index.milvus_client import MilvusPlace
from tests.milvus import WAYS, lite
from tests.toys import ToyEncoder, ToySegmenter
from tests.trials import budget

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


@pytest.fixture(params=WAYS)
def milvus_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MilvusPlace]:
    """Name an empty milvus-lite: a file, and a server on loopback."""
    with lite(request.param, tmp_path) as place:
        yield place


_TOLD = pytest.StashKey[list[str]]()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Take a line for the end of the output: how many trials were made, and what came of them."""
    return request.config.stash.setdefault(_TOLD, []).append


#: Files in which every test is one trial, and what each of them tries.
_TRIALS = {
    "tests/articles/test_hostile_files.py": "hostile files and folders, each refused in a sentence",
    "tests/articles/test_loaders_fuzz.py": f"tests of reading what chance made up, {budget.max_examples} examples each",
    "tests/search/test_questions_fuzz.py": f"tests of asking what chance made up, {budget.max_examples} examples each",
    "tests/test_linear_time.py": "functions and formats, in time that grows no faster than the text",
    "tests/bot/test_keys.py": "promises of keys",
    "tests/bot/test_rates.py": "promises of rates",
    "tests/bot/api/test_api_limits.py": "promises of limits over HTTP",
    "tests/bot/api/test_api_slow.py": "ways of sending slowly, nothing, or not listening: none holds a place",
    "tests/bot/commands/test_settings_of_doors.py": "settings of keys and limits",
    "tests/bot/commands/test_open_to_all.py": "addresses to listen at, loud where strangers need no key",
    "tests/bot/commands/test_doctor_finds.py": "tests of doctor: what is wrong is named, with what to do",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what `tally` took, and how many trials of each kind were passed."""
    for line in config.stash.get(_TOLD, []):
        terminalreporter.write_line(line)
    passed = Counter(one.nodeid.partition("::")[0] for one in terminalreporter.stats.get("passed", []))
    for path, tried in _TRIALS.items():
        if passed[path]:
            terminalreporter.write_line(f"{passed[path]} {tried}")
