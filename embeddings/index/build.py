"""From files to a live generation: read, cut, encode, fold, write, verify, switch."""

import errno
import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from embeddings.articles import read
from embeddings.articles.fingerprints import Hashes
from embeddings.articles.reprints import fold
from embeddings.encoding.encoder import Encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.errors import ArticleError, IndexUnusableError
from embeddings.index.building import building, go_live, name_of
from embeddings.index.columns import open_column
from embeddings.index.dense import DenseIndex
from embeddings.index.digest import Digester, searched_text
from embeddings.index.folds import save_folding, save_prints
from embeddings.index.maker import CHUNKING, Maker
from embeddings.index.manifest import FileMark, Manifest, PartMark, marks_of
from embeddings.index.report import FOLDING, INDEXING, READING, VERIFYING, WRITING, BuildReport, Progress, silent
from embeddings.index.rows import RowWriter
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from embeddings.index.store import ArticleStore
from embeddings.index.workers import Workers, portions, worth
from embeddings.schema import Article

#: BM25: how soon repeats of a term stop counting, and how much length counts against a text.
K1, B = 1.2, 0.75
#: Titles that stand for questions when recall is measured, and passages that must find themselves.
_PROBES, _SELF_PROBES = 256, 64
#: The same where a small part was written beside large ones, which every probe has to look through.
_FEW_PROBES = 8
#: Free space, in bytes, below which a write that failed without a reason failed for want of space.
_ROOM = 1 << 24


def rebuild(
    paths: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    segmenter: Segmenter,
    *,
    matcher: LateInteraction | None = None,
    full: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Build a new generation from the articles of `paths` and, once it is verified, make it the live one.

    The index then holds these articles and no others. Passages that the live generation holds are not encoded again
    unless `full`. With a matcher the token numbers of passages are kept too, for soft matching. `workers` processes
    help (None: as many as there are cores, for many articles); what is built does not depend on them. Whatever goes
    wrong, the live generation is not touched.

    Raises:
        ArticleError: a path is missing, or no article was read.
        BusyError: another process builds here.
        IndexUnusableError: the folder cannot be written, or what was written does not hold.

    """
    report = BuildReport()
    maker = Maker(encoder, segmenter, matcher)
    with told(index_dir), building(index_dir) as folder:
        articles = read(paths, report.skips.append, report.notes.append)
        build_whole(articles, folder, maker, None if full else index_dir, report, progress, workers)
    return report


def build_whole(
    articles: Iterable[Article],
    folder: Path,
    maker: Maker,
    known_from: Path | None,
    report: BuildReport,
    progress: Progress,
    workers: int | None = None,
) -> None:
    """Write a generation of one part into an empty folder of `building`, and make it the live one.

    Vectors that the live generation of `known_from` holds are taken from there.
    """
    report.generation = name_of(folder)
    part = folder / f"part-{report.generation}"
    part.mkdir()
    with ArticleStore.create(part / "articles.sqlite") as store:
        with report.timed(READING):
            _read(articles, store, report, progress)
        with report.timed(INDEXING):
            digester = Digester(*maker, known_from)
            workers = worth(maker.encoder, maker.segmenter, len(store)) if workers is None else workers
            corpus, hashes = index_part(store, part, digester, workers, report, progress)
        with report.timed(FOLDING):
            progress(FOLDING, 0, None)
            folding = fold(store, hashes)
            del hashes
            report.folded = save_folding(folder, folding, np.zeros(0, np.int32))
            save_prints(part, folding.prints)
        with report.timed(WRITING):
            progress(WRITING, 0, None)
            mark = finish_part(part, store, maker.encoder, report.generation, report.passages)
            report.recall = mark.recall
    with report.timed(VERIFYING):
        progress(VERIFYING, 0, None)
        sha256 = manifest_of([mark], marks_of(folder), corpus, maker, report).write(folder)
        prove(folder, Manifest.read(folder, sha256), maker.segmenter)
        go_live(folder, sha256)


def _read(articles: Iterable[Article], store: ArticleStore, report: BuildReport, progress: Progress) -> None:
    progress(READING, 0, None)
    for count, article in enumerate(articles, start=1):
        report.updated += not store.put(article)
        if count % 500 == 0:
            progress(READING, count, None)
    store.finish()
    if not len(store):
        raise ArticleError("没有读到任何文章，请检查给出的路径和文件格式；原来的索引没有动。")
    progress(READING, len(store), len(store))


def index_part(
    store: ArticleStore,
    part: Path,
    digester: Digester,
    workers: int,
    report: BuildReport,
    progress: Progress,
    means: Mapping[str, float] | None = None,
) -> tuple[str, list[Hashes]]:
    """Write the rows of all articles of a part; give a hash of them, and what they say, for folding."""
    corpus = hashlib.sha256()
    spill = part / "spill"
    progress(INDEXING, 0, len(store))
    with RowWriter(part, spill) as rows, Workers(digester, workers) as hands:
        for articles, digest in hands.digested(portions(store)):
            rows.write(articles, digest)
            for article in articles:
                corpus.update(repr(asdict(article)).encode(errors="replace"))
            progress(INDEXING, rows.articles, len(store))
        rows.finish(K1, B, means or {})
    shutil.rmtree(spill)
    report.articles, report.passages = rows.articles, rows.passages
    report.embedded, report.reused = rows.embedded, rows.reused
    return corpus.hexdigest(), rows.hashes


def finish_part(part: Path, store: Sequence[Article], encoder: Encoder, name: str, passages: int) -> PartMark:
    """Write the dense index of a part, whose vectors are written, and say what the part is."""
    vectors = open_column(part / "vectors", "<f2", (passages, encoder.dim))
    every = max(1, len(store) // _PROBES)
    probes = encoder.encode_questions([store[row].title for row in range(0, len(store), every)])
    probes = probes[np.any(probes != 0, axis=1)]
    index = DenseIndex.build(vectors, probes if len(probes) else None)
    index.save(part / "dense.faiss")
    recall = round(index.recall(vectors, probes), 4)
    # The dense index holds them now.
    (part / "vectors").unlink()
    return PartMark(name, len(store), passages, index.kind, recall)


def manifest_of(
    parts: Sequence[PartMark],
    files: Mapping[str, FileMark],
    corpus: str,
    maker: Maker,
    report: BuildReport,
) -> Manifest:
    """Describe the generation that a report tells of."""
    return Manifest(
        generation=report.generation,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder_id=maker.encoder.id,
        encoder_digest=maker.encoder.digest,
        dim=maker.encoder.dim,
        segmenter=maker.segmenter.fingerprint,
        matcher=maker.matcher_digest,
        chunking=CHUNKING,
        corpus=corpus,
        articles=report.articles,
        passages=report.passages,
        folded=report.folded,
        parts=parts,
        files=files,
    )


def prove(folder: Path, manifest: Manifest, segmenter: Segmenter, known: frozenset[str] = frozenset()) -> None:
    """Open what was written as a reader would, read every byte, and let some passages find themselves.

    Files `known` to be whole are of earlier parts; they are not read again, and the passages are those of the last.
    """
    with Snapshot.open_folder(folder, manifest, known) as snapshot:
        manifest.verify(folder, manifest.files.keys() - known)
        first, after = snapshot.passage_starts[-2:]
        probes = _FEW_PROBES if known else _SELF_PROBES
        for row in range(first, after, max(1, (after - first) // probes)):
            passage = snapshot.passage(row)
            text = searched_text(snapshot.article(int(snapshot.passage_article[row])), passage)
            vector = np.asarray(snapshot.vectors[row : row + 1], np.float32)
            terms = segmenter.terms(text)
            found = (
                # Equal texts may come before it, so the score counts and not the place.
                snapshot.dense.search(vector, 1)[1][0, 0] >= vector[0] @ vector[0] - 1e-3
                and all(
                    bm25([(snapshot.sparse[kind], dict.fromkeys(of_kind, 1.0))], every=True)[row] > 0
                    for kind, of_kind in zip(KINDS, terms, strict=True)
                    if of_kind
                )
            )
            if not found:
                raise IndexUnusableError(
                    "新建的索引没有通过校验，原来的索引没有动；请再运行一次 wenxun rebuild --full。"
                )


@contextmanager
def told(index_dir: Path) -> Iterator[None]:
    """Tell what the system refuses in one sentence."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        code = error.errno if isinstance(error, OSError) else None
        # FAISS and numpy tell no number, only what could not be written.
        if code in (errno.ENOSPC, errno.EDQUOT) or "full" in str(error) or (code is None and _is_full(index_dir)):
            why = "磁盘已满，请腾出空间再试"
        elif code in (errno.EACCES, errno.EPERM, errno.EROFS):
            why = "没有写权限，请检查它的权限，或用 --index 换一个文件夹"
        elif code in (errno.EEXIST, errno.ENOTDIR):
            why = "那里有一个同名的文件，请用 --index 换一个文件夹"
        else:
            why = str(error)
        raise IndexUnusableError(f"不能写索引文件夹 {index_dir}：{why}。原来的索引没有动。") from error


def _is_full(index_dir: Path) -> bool:
    try:
        return shutil.disk_usage(index_dir).free < _ROOM
    except OSError:
        return False
