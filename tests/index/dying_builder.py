"""A builder that kills itself, or waits, at a moment given by name: `dying_builder.py ARTICLES INDEX MOMENT [add]`."""

import os
import signal
import sys
from pathlib import Path

from embeddings.index import building
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.generations import current_generation
from tests.toys import ToyEncoder, ToySegmenter


def main(articles: str, index_dir: str, moment: str, how: str = "rebuild") -> None:
    """Rebuild or add, and die without a word when a stage, or the syncing of a file, of that name begins."""

    def at(now: str) -> None:
        if now == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        if moment == f"wait:{now}":
            sys.stdout.write("waiting\n")
            sys.stdout.flush()
            sys.stdin.read()

    sync, clean = building._sync, building._clean

    def clean_or_die(folder: Path) -> None:
        if current_generation(folder) == "g000002":
            at("switched")
        clean(folder)

    building._sync = lambda path: (at(path.name), sync(path))[1]
    building._clean = clean_or_die
    build = add if how == "add" else rebuild
    build([Path(articles)], Path(index_dir), ToyEncoder(), ToySegmenter(), progress=lambda stage, *_: at(stage))


if __name__ == "__main__":
    main(*sys.argv[1:])
