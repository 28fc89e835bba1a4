"""A publisher that kills itself when a stage begins: `dying_publisher.py INDEX URI STAGE`; no stage: it finishes."""

import os
import signal
import sys
from pathlib import Path

from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot


def main(index_dir: str, uri: str, stage: str = "") -> None:
    """Publish, and die without a word when the stage of that name begins."""

    def at(now: str, done: int, total: int | None) -> None:
        if now == stage:
            os.kill(os.getpid(), signal.SIGKILL)

    with Snapshot.open(Path(index_dir)) as snapshot:
        publish(snapshot, Milvus(MilvusPlace(uri)), progress=at, grace=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
