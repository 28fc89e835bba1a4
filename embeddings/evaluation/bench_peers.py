"""Other search libraries on the same passages, terms, vectors and questions, where they are installed.

Each is used as its own documentation shows. Those that search by words get our three kinds of terms, so that what is
compared is the look-up and not the cutting; those that search by vectors get ours.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.encoding.segment import KINDS, Segmenter
from embeddings.evaluation.bench_build import OpenTools
from embeddings.evaluation.bench_corpus import Asked
from embeddings.evaluation.bench_process import watched
from embeddings.evaluation.bench_query import Spread
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from embeddings.search.fusion import top
from embeddings.search.question import content

_K, _WARM_UP = 10, 10


class Material(NamedTuple):
    """What every library gets: texts, terms (kind and term in one word) and vectors of passages and of questions."""

    texts: list[str]
    terms: list[list[str]]
    vectors: NDArray[np.float32]
    questions: list[str]
    asked: list[list[str]]
    wanted: NDArray[np.float32]
    folder: Path
    snapshot: Snapshot
    encode: Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """One library: how it searched, seconds to build (terms cut beforehand), bytes, milliseconds a question.

    `told` says why there are no figures.
    """

    name: str
    searches: str
    version: str = ""
    seconds: float | None = None
    disk: int | None = None
    peak: int | None = None
    query: Spread | None = None
    told: str | None = None

    def as_object(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return asdict(self)


#: Builds from the material, and gives what answers question number i.
Peer = Callable[[Material], Callable[[int], object]]


def measure_peers(
    index_dir: Path, asked: Sequence[Asked], open_tools: OpenTools, names: Sequence[str]
) -> Iterator[PeerFigures]:
    """Measure the libraries one after the other, each in a process of its own."""
    for name in names:
        searches, package, _ = PEERS[name]
        try:
            release = version(package)
        except PackageNotFoundError:
            yield PeerFigures(name, searches, told=f"not installed (pip install {package})")
            continue
        try:
            done = watched(_measure, name, index_dir, [one.question for one in asked], open_tools)
        except Exception as error:  # a library that breaks must not end the run
            yield PeerFigures(name, searches, release, told=f"{type(error).__name__}: {error}"[:200])
            continue
        seconds, disk, times = done.value
        yield PeerFigures(name, searches, release, seconds, disk, done.peak, Spread.of(times))


def _measure(
    name: str, index_dir: Path, questions: list[str], open_tools: OpenTools
) -> tuple[float, int | None, list[float]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    tools = open_tools()
    try:
        with Snapshot.open(index_dir) as snapshot:
            texts = [_text(snapshot, row) for row in range(snapshot.manifest.passages)]
            material = Material(
                texts,
                [_terms(tools.segmenter, text) for text in texts],
                snapshot.vectors.astype(np.float32),
                questions,
                [_terms(tools.segmenter, content(question), once=True) for question in questions],
                tools.encoder.encode_questions(questions),
                folder,
                snapshot,
                tools.encoder.encode_passages,
            )
            began = perf_counter()
            ask = PEERS[name][2](material)
            seconds = perf_counter() - began
            for number in range(min(_WARM_UP, len(questions))):
                ask(number)
            times = []
            for number in range(len(questions)):
                began = perf_counter()
                ask(number)
                times.append(perf_counter() - began)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return seconds, size or None, times
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _text(snapshot: Snapshot, row: int) -> str:
    article = snapshot.article(int(snapshot.passage_article[row]))
    passage = snapshot.passage(row)
    return f"{article.title}\n{passage.heading}\n{article.body[passage.start : passage.end]}"


def _terms(segmenter: Segmenter, text: str, once: bool = False) -> list[str]:
    terms = [f"{kind[0]}{term}" for kind, given in zip(KINDS, segmenter.terms(text), strict=True) for term in given]
    return list(dict.fromkeys(terms)) if once else terms


def _ours(material: Material) -> Callable[[int], object]:
    """Look up the passages alone, as the others do; the index is the one already built."""
    indexes = material.snapshot.sparse
    kinds = {kind[0]: kind for kind in KINDS}

    def by_kind(terms: list[str]) -> dict[str, dict[str, float]]:
        weights: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
        for term in terms:
            weights[kinds[term[0]]][term[1:]] = 1.0
        return weights

    # As a search has them, not in one word as the others get them.
    asked = [by_kind(terms) for terms in material.asked]
    return lambda number: top(bm25((indexes[kind], weights) for kind, weights in asked[number].items()), _K)


def _bm25s(material: Material) -> Callable[[int], object]:
    import bm25s

    index = bm25s.BM25(backend="numba", method="lucene", k1=1.2, b=0.75)
    index.index(material.terms, show_progress=False)
    index.save(material.folder / "bm25s")
    known = index.vocab_dict

    def ask(number: int) -> object:
        # What is unknown is left out, as the library asks for.
        terms = [term for term in material.asked[number] if term in known]
        return index.retrieve([terms], k=_K, show_progress=False, n_threads=1)

    return ask


def _tantivy(material: Material) -> Callable[[int], object]:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=True)
    builder.add_text_field("terms", stored=False, tokenizer_name="given", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(material.folder))
    index.register_tokenizer("given", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(heap_size=256_000_000, num_threads=2)
    for row, terms in enumerate(material.terms):
        writer.add_document(tantivy.Document(row=row, terms=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(number: int) -> object:
        terms = (tantivy.Query.term_query(schema, "terms", term) for term in material.asked[number])
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return searcher.search(query, _K).hits

    return ask


def _lancedb(material: Material) -> Callable[[int], object]:
    import lancedb

    rows = (
        {"row": row, "terms": " ".join(terms), "vector": vector}
        for row, (terms, vector) in enumerate(zip(material.terms, material.vectors, strict=True))
    )
    table = lancedb.connect(str(material.folder)).create_table("passages", data=list(rows))
    table.create_fts_index(
        "terms", base_tokenizer="whitespace", stem=False, remove_stop_words=False, ascii_folding=False
    )

    def ask(number: int) -> object:
        query = table.search(query_type="hybrid").vector(material.wanted[number]).text(" ".join(material.asked[number]))
        return query.limit(_K).to_list()

    return ask


def _txtai(material: Material) -> Callable[[int], object]:
    import txtai

    def transform(texts: Sequence[str]) -> NDArray[np.float32]:
        return material.encode(texts)

    embeddings = txtai.Embeddings(
        {"method": "external", "transform": transform, "hybrid": True, "content": False, "backend": "faiss"}
    )
    embeddings.index((row, text, None) for row, text in enumerate(material.texts))
    embeddings.save(str(material.folder / "txtai"))
    return lambda number: embeddings.search(material.questions[number], _K)


#: By name: what it searches by, its package, and how it is used.
PEERS: Mapping[str, tuple[str, str, Peer]] = {
    "wenxun": ("words", "wenxun", _ours),
    "bm25s": ("words, numba", "bm25s", _bm25s),
    "tantivy": ("words", "tantivy", _tantivy),
    "lancedb": ("words and vectors", "lancedb", _lancedb),
    "txtai": ("its own words, our vectors", "txtai", _txtai),
}
