"""A retriever over the made-up newsroom, with the shipped model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.encoding.encoder import Encoder, load_encoder
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from embeddings.index.snapshot import Snapshot
from tests import newsroom


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """Load the shipped model once."""
    return load_encoder()


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """Load the segmenter once."""
    return Segmenter()


@pytest.fixture(scope="session")
def newsroom_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, segmenter: Segmenter) -> Path:
    """Build the index of the newsroom once; no test may change it."""
    folder = tmp_path_factory.mktemp("newsroom")
    rebuild([newsroom.write(folder)], folder / "index", encoder, segmenter)
    return folder / "index"


@pytest.fixture(scope="session")
def snapshot(newsroom_index: Path) -> Iterator[Snapshot]:
    """Open the index."""
    with Snapshot.open(newsroom_index) as opened:
        yield opened
