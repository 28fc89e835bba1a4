"""The shipped model, loaded once, and copies of it that a test may break."""

import shutil
from pathlib import Path

import pytest

from embeddings.encoding.encoder import SHIPPED
from embeddings.encoding.segment import Segmenter
from embeddings.encoding.static import StaticEncoder


@pytest.fixture(scope="session")
def shipped() -> StaticEncoder:
    """Load the shipped model without torch."""
    return StaticEncoder(SHIPPED, "shipped")


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """Copy the shipped model folder, for a test to break."""
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    return folder


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """Load the segmenter once."""
    return Segmenter()
