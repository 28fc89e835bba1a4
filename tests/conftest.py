"""Fixtures shared by every room."""

import os
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
