"""Who folds under whom, on disk: of a generation its groups, of each part what finds the likes of its articles."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.articles.fingerprints import VALUES, Prints
from embeddings.articles.reprints import Folding
from embeddings.index.columns import open_column, save_column
from embeddings.index.manifest import Manifest
from embeddings.index.pack import Pack, PackWriter


def save_folding(folder: Path, folding: Folding, gone: NDArray[np.integer]) -> int:
    """Write `fold`, `met` and `gone` of a generation and count the articles that are folded under another."""
    save_column(folder / "fold", folding.heads.astype("<i4"))
    save_column(folder / "met", folding.met.astype("<i4"))
    save_column(folder / "gone", gone.astype("<i4"))
    return int(np.count_nonzero((folding.heads != np.arange(len(folding.heads))) & (folding.heads >= 0)))


def save_prints(part: Path, prints: Prints) -> None:
    """Write the `prints` of a part."""
    with PackWriter(part / "prints") as pack:
        pack.add("signatures", prints.signatures, "<u4")
        pack.add("sizes", prints.sizes, "<i4")


def open_folding(folder: Path, manifest: Manifest, parts: int) -> Folding:
    """Read what was written of the first so many parts, `met` of all; IndexUnusableError where it has come to harm."""
    marks = manifest.parts[:parts]
    manifest.verify(folder, [f"{mark.folder}/prints" for mark in marks])
    packs = [(Pack(folder / mark.folder / "prints"), mark.articles) for mark in marks]
    prints = Prints(
        np.concatenate([pack.array("signatures", "<u4", (count, VALUES)) for pack, count in packs]),
        np.concatenate([pack.array("sizes", "<i4", (count,)) for pack, count in packs]),
    )
    heads = open_column(folder / "fold", "<i4")[: sum(mark.articles for mark in marks)]
    return Folding(heads, open_column(folder / "met", "<i4", (-1, 2)), prints)
