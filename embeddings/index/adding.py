"""Adding articles to an index: a small part is written beside those that are there, which are linked, not copied.

A question costs a little more with every part, so a new part takes in the small ones before it; and once what was added
is no longer small beside the first part, everything is written anew, from the articles that the index itself holds.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from embeddings.articles import read
from embeddings.articles.reprints import fold_in
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.errors import ArticleError
from embeddings.index.build import build_whole, finish_part, index_part, manifest_of, prove, rebuild, told
from embeddings.index.building import building, go_live, name_of
from embeddings.index.digest import Digester
from embeddings.index.folds import open_folding, save_folding, save_prints
from embeddings.index.joined import Chained
from embeddings.index.maker import Maker
from embeddings.index.manifest import FileMark, Manifest, PartMark, marks_of
from embeddings.index.part import Part
from embeddings.index.report import FOLDING, INDEXING, READING, VERIFYING, WRITING, BuildReport, Progress, silent
from embeddings.index.snapshot import Snapshot
from embeddings.index.store import ArticleStore
from embeddings.index.workers import worth
from embeddings.schema import Article

#: What was added may be this share of the first part, in articles; beyond it everything is merged.
SHARE = 0.1
#: Parts at most, and how many times larger than a new part the one before it must be to be left alone.
PARTS, RATIO = 4, 4
_INCOMING = "incoming"


def add(
    paths: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    segmenter: Segmenter,
    *,
    matcher: LateInteraction | None = None,
    merge: bool = False,
    progress: Progress = silent,
) -> BuildReport:
    """Add the articles of `paths` to the live generation; one with the id of another takes its place.

    What the index holds already, word for word, is counted as `unchanged`; when there is nothing else, no generation is
    written. Where there is no index yet, one is built of these articles alone. Whatever goes wrong, the live generation
    is not touched. With `merge` the new generation is of one part, however little is added.

    Raises:
        ArticleError: a path is missing, or no article was read.
        BusyError: another process builds here.
        IndexUnusableError: the index cannot be read, or was made otherwise, or the folder cannot be written.

    """
    if not (index_dir / "CURRENT").exists():
        return rebuild(paths, index_dir, encoder, segmenter, matcher=matcher, progress=progress)
    report = BuildReport()
    with (
        told(index_dir),
        building(index_dir) as folder,
        Snapshot.open(index_dir) as live,
        ArticleStore.create(folder / _INCOMING) as incoming,
    ):
        with report.timed(READING):
            replaced = _read(paths, live, incoming, report, progress)
        maker = Maker(encoder, segmenter, matcher)
        if not len(incoming):
            _tell(report, live.manifest)
        elif merge or not maker.made(live.manifest) or _is_much(live.manifest.parts, len(incoming)):
            report.updated -= len(replaced)  # they are counted again as they are put in place
            build_whole(chain(live.present(), incoming), folder, maker, index_dir, report, progress)
        else:
            _write(live, incoming, replaced, folder, maker, report, progress)
    return report


def _read(
    paths: Sequence[Path], live: Snapshot, incoming: ArticleStore, report: BuildReport, progress: Progress
) -> set[int]:
    """Set aside the articles that the index does not hold word for word, and give the rows of those they replace."""
    progress(READING, 0, None)
    replaced: set[int] = set()
    count = 0
    for count, article in enumerate(read(paths, report.skips.append, report.notes.append), start=1):
        row = live.row_of(article.id)
        if row is not None and row not in replaced and live.article(row) == article:
            report.unchanged += 1
            continue
        is_first = incoming.put(article)
        if row is None and is_first:
            report.added += 1
        else:
            report.updated += 1
        if row is not None:
            replaced.add(row)
        if count % 500 == 0:
            progress(READING, count, None)
    incoming.finish()
    if not count:
        raise ArticleError("没有读到任何文章，请检查给出的路径和文件格式；原来的索引没有动。")
    progress(READING, count, count)
    return replaced


def _is_much(parts: Sequence[PartMark], more: int) -> bool:
    return more + sum(part.articles for part in parts[1:]) > SHARE * parts[0].articles


def _kept(parts: Sequence[PartMark], more: int) -> int:
    """Say how many of the parts stay as they are; the first always does."""
    kept = len(parts)
    while kept > 1 and (kept >= PARTS or parts[kept - 1].articles <= RATIO * more):
        kept -= 1
        more += parts[kept].articles
    return kept


def _write(
    live: Snapshot,
    incoming: ArticleStore,
    replaced: set[int],
    folder: Path,
    maker: Maker,
    report: BuildReport,
    progress: Progress,
) -> None:
    """Write one part, beside those of the live generation that are kept, and switch."""
    report.generation = name_of(folder)
    kept = _kept(live.manifest.parts, len(incoming))
    since = live.article_starts[kept]
    gone = np.array(sorted(row for row in replaced.union(live.gone.tolist()) if row < since), np.int64)
    part = folder / f"part-{report.generation}"
    part.mkdir()
    with ArticleStore.create(part / "articles.sqlite") as store:
        with report.timed(INDEXING):
            for article in chain(_present(live, since, replaced), incoming):
                store.put(article)
            store.finish()
            # Opening all vectors takes as long as computing some: only for those of parts that are taken in.
            digester = Digester(*maker, live.folder.parent if kept < len(live.parts) else None)
            workers = worth(maker.encoder, maker.segmenter, len(store))
            corpus, hashes = index_part(store, part, digester, workers, report, progress, _means(live.parts[0]))
        with report.timed(FOLDING):
            progress(FOLDING, 0, None)
            articles = Chained([*(one.articles for one in live.parts[:kept]), store])
            folding = fold_in(articles, open_folding(live.folder, live.manifest, kept), gone, hashes)
            report.folded = save_folding(folder, folding, gone)
            save_prints(part, folding.prints)
        with report.timed(WRITING):
            progress(WRITING, 0, None)
            mark = finish_part(part, store, maker.encoder, report.generation, report.passages)
    with report.timed(VERIFYING):
        progress(VERIFYING, 0, None)
        (folder / _INCOMING).unlink()
        files = marks_of(folder)
        marks, linked = _link(live, kept, folder)
        parts = [*live.manifest.parts[:kept], mark]
        report.articles = sum(one.articles for one in parts) - len(gone)
        passages = np.isin(live.passage_article[: live.passage_starts[kept]], gone)
        report.passages = sum(one.passages for one in parts) - int(np.count_nonzero(passages))
        report.recall, report.parts = parts[0].recall, len(parts)
        corpus = hashlib.sha256(f"{live.manifest.corpus} {corpus}".encode()).hexdigest()
        sha256 = manifest_of(parts, files | marks, corpus, maker, report).write(folder)
        prove(folder, Manifest.read(folder, sha256), maker.segmenter, linked)
        go_live(folder, sha256, linked)


def _present(live: Snapshot, since: int, replaced: set[int]) -> Iterator[Article]:
    gone = replaced.union(live.gone.tolist())
    return (live.articles[row] for row in range(since, len(live.articles)) if row not in gone)


def _means(part: Part) -> dict[str, float]:
    """Give the mean lengths of a part's texts, by which those of later parts are measured too."""
    return {kind: index.mean for kind, index in part.sparse.items()}


def _link(live: Snapshot, kept: int, folder: Path) -> tuple[dict[str, FileMark], frozenset[str]]:
    """Bring the files of the first parts into a new generation; give their marks, and the names of those linked.

    A link is the very file that was measured and brought to the disk when it was written. Where the file system has no
    links it is copied, and the copy is to be measured again.
    """
    folders = {part.folder for part in live.manifest.parts[:kept]}
    marks = {name: mark for name, mark in live.manifest.files.items() if name.partition("/")[0] in folders}
    linked = set()
    for name in marks:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(live.folder / name, folder / name)
            linked.add(name)
        except OSError:
            shutil.copyfile(live.folder / name, folder / name)
    return marks, frozenset(linked)


def _tell(report: BuildReport, manifest: Manifest) -> None:
    report.generation, report.parts, report.recall = manifest.generation, len(manifest.parts), manifest.recall
    report.articles, report.passages, report.folded = manifest.articles, manifest.passages, manifest.folded
