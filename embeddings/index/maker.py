"""The parts that make an index: what is written into its manifest, and must be the same to add to it."""

from typing import NamedTuple

from embeddings.articles.chunking import PASSAGE_MIN, PASSAGE_TARGET
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.manifest import Manifest
from embeddings.schema import PASSAGE_LIMIT

#: How articles are cut into passages.
CHUNKING = {"limit": PASSAGE_LIMIT, "target": PASSAGE_TARGET, "least": PASSAGE_MIN}


class Maker(NamedTuple):
    """Encoder and segmenter; with a matcher the token numbers of passages are kept too, for soft matching."""

    encoder: Encoder
    segmenter: Segmenter
    matcher: LateInteraction | None = None

    @property
    def matcher_digest(self) -> str:
        """Name the version of the matcher; "" without one."""
        return self.matcher.digest if self.matcher else ""

    def made(self, manifest: Manifest) -> bool:
        """Tell whether these very parts made a generation."""
        return (
            manifest.encoder_id,
            manifest.encoder_digest,
            manifest.segmenter,
            manifest.matcher,
            dict(manifest.chunking),
        ) == (self.encoder.id, self.encoder.digest, self.segmenter.fingerprint, self.matcher_digest, CHUNKING)
