"""A publisher that kills itself before its Nth request of a kind: `dying_publisher.py INDEX URI METHOD N`.

It names its requests on stdout, the one that it died before included. Without METHOD it finishes.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from embeddings.index import milvus_publish
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.snapshot import Snapshot


class Dying(Milvus):
    """Dies without a word."""

    def __init__(self, place: MilvusPlace, method: str, number: int) -> None:
        super().__init__(place)
        self._method, self._left = method, number

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Name the request, and die or send it."""
        print(method, flush=True)  # noqa: T201
        self._left -= method == self._method
        if self._method and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().call(method, *arguments, **options)


def main(index_dir: str, uri: str, method: str = "", number: str = "1") -> None:
    """Publish, row by row, so that there is a middle to die in."""
    milvus_publish._ROWS = 1
    with Snapshot.open(Path(index_dir)) as snapshot:
        milvus_publish.publish(snapshot, Dying(MilvusPlace(uri), method, int(number)), grace=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
