"""Builders raised to be killed: a process that has loaded everything, and forks a builder for each line it reads.

A line is "ARTICLES INDEX SECONDS", or "add ARTICLES INDEX SECONDS" for one that adds; the builder is killed after so
many seconds, and the answer is "killed" or "done".
"""

import os
import signal
import sys
import time
from pathlib import Path

from embeddings.index.adding import add
from embeddings.index.build import rebuild
from tests.toys import ToyEncoder, ToySegmenter


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        articles, index_dir, seconds = line.removeprefix("add ").rsplit(maxsplit=2)
        build = add if line.startswith("add ") else rebuild
        child = os.fork()
        if child == 0:
            build([Path(articles)], Path(index_dir), ToyEncoder(), ToySegmenter())
            os._exit(0)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write("killed\n" if os.WIFSIGNALED(status) else "done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
