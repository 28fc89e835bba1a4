"""Rebuilding: what goes in, what is not done twice, and that nothing breaks what is live."""

import errno
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import ArticleError, BusyError, IndexUnusableError
from embeddings.index import build as build_module
from embeddings.index import dense
from embeddings.index.build import rebuild
from embeddings.index.building import building
from embeddings.index.generations import current_generation
from embeddings.index.report import STAGES, BuildReport
from embeddings.index.scoring import bm25
from embeddings.index.snapshot import Snapshot
from tests.index.conftest import ARTICLES, Write
from tests.toys import ALPHABET, ToyEncoder, ToySegmenter


def files_of(index_dir: Path) -> dict[str, bytes]:
    """Read every file of an index but the lock."""
    found = [path for path in index_dir.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(index_dir).as_posix(): path.read_bytes() for path in found}


def run(path: Path, index_dir: Path, **options: object) -> tuple[BuildReport, ToyEncoder]:
    """Rebuild with toys; give the report and the encoder, which knows what it was asked."""
    encoder = ToyEncoder()
    return rebuild([path], index_dir, encoder, ToySegmenter(), **options), encoder  # type: ignore[arg-type]


def test_a_first_build(write_articles: Write, tmp_path: Path) -> None:
    """The report counts what went in; what is encoded is title and text, a line each."""
    report, encoder = run(write_articles(ARTICLES), tmp_path / "index")
    assert (report.generation, report.articles, report.passages) == ("g000001", 3, 3)
    assert (report.embedded, report.reused, report.updated, report.folded, report.recall) == (3, 0, 0, 0, 1.0)
    assert encoder.asked[1] == "雪月 山路\n雪 停了 月亮 照着 山路。行人 不多。"
    assert list(report.seconds) == list(STAGES)


def test_skipped_lines_are_counted_by_reason(write_articles: Write, tmp_path: Path) -> None:
    """A bad line is skipped and told, with its number; the rest is indexed."""
    path = write_articles([*ARTICLES, {"id": "empty", "title": "空", "body": ""}])
    path.write_text(path.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    report, _ = run(path, tmp_path / "index")
    assert report.articles == 3
    assert [skip.line for skip in report.skips] == [4, 5]
    assert sum(report.skipped.values()) == 2
    assert report.as_object()["skips"][0]["path"] == str(path)


def test_unchanged_passages_are_not_encoded_again(write_articles: Write, tmp_path: Path) -> None:
    """Only the new and the changed text is encoded, and the vectors are those of a full build."""
    run(write_articles(ARTICLES), tmp_path / "index")
    changed = [
        ARTICLES[2],
        {**ARTICLES[0], "body": "春风 又 吹过 秋月。"},
        ARTICLES[1],
        {"title": "冬", "body": "冬 雪。"},
    ]
    report, encoder = run(write_articles(changed), tmp_path / "index")
    assert (report.embedded, report.reused) == (2, 2)
    assert encoder.asked == ["春风 小镇\n春风 又 吹过 秋月。", "冬\n冬 雪。"]
    with Snapshot.open(tmp_path / "index") as snapshot:
        reused = snapshot.vectors.copy()
        texts = [f"{a.title}\n{a.body}" for a in snapshot.articles]
    assert reused.tolist() == ToyEncoder().encode_questions(texts).astype(np.float16).tolist()


def test_many_passages_are_kept_in_codes(
    write_articles: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the border the dense index is of codes, its recall is measured, and every passage still finds itself."""
    monkeypatch.setattr(dense, "CODES_FROM", 400)
    rng = np.random.default_rng(0)
    bodies = ["".join(rng.choice(list(ALPHABET), 30)) + "。" for _ in range(400)]
    path = write_articles([{"id": str(i), "title": body[:3], "body": body} for i, body in enumerate(bodies)])
    report, _ = run(path, tmp_path / "index")
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert snapshot.manifest.dense.startswith("codes")
        assert snapshot.manifest.recall == report.recall >= dense.TARGET
        vectors = snapshot.vectors.astype(np.float32)
        np.testing.assert_allclose(snapshot.dense.search(vectors, 1)[1][:, 0], 1.0, atol=2e-3)


def test_full_encodes_all_again(write_articles: Write, index_dir: Path) -> None:
    """`full` reuses nothing."""
    report, encoder = run(write_articles(ARTICLES), index_dir, full=True)
    assert (report.embedded, report.reused, len(encoder.asked)) == (3, 0, 3)


def test_another_model_reuses_nothing(write_articles: Write, index_dir: Path) -> None:
    """Vectors of another model are not taken over, and the new index is the new model's."""
    encoder = ToyEncoder("toy-2")
    report = rebuild([write_articles(ARTICLES)], index_dir, encoder, ToySegmenter())
    assert (report.embedded, report.reused) == (3, 0)
    Snapshot.open(index_dir, encoder).close()


@pytest.mark.parametrize("name", ["part-g000001/dense.faiss", "part-g000001/columns", "manifest.json"])
def test_damaged_vectors_are_not_reused(name: str, write_articles: Write, index_dir: Path) -> None:
    """What a damaged index holds is computed again, and the rebuild heals it."""
    path = index_dir / "g000001" / name
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    report, _ = run(write_articles(ARTICLES), index_dir)
    assert (report.embedded, report.reused) == (3, 0)
    with Snapshot.open(index_dir) as snapshot:
        snapshot.verify()


def test_the_same_id_later_is_an_update(write_articles: Write, tmp_path: Path) -> None:
    """The later text stands in the earlier one's place; nothing of the earlier is found any more."""
    path = write_articles([*ARTICLES, {"id": "spring", "title": "春风 再起", "body": "渡口 开船。"}])
    report, _ = run(path, tmp_path / "index")
    assert (report.articles, report.updated) == (3, 1)
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert snapshot.article(0).body == "渡口 开船。"
        assert not bm25([(snapshot.sparse["words"], {"采茶": 1.0})]).any()


def test_the_index_is_what_the_paths_say(write_articles: Write, index_dir: Path) -> None:
    """Articles that are not given any more are gone."""
    run(write_articles(ARTICLES[1:]), index_dir)
    with Snapshot.open(index_dir) as snapshot:
        assert snapshot.find("spring") is None
        assert snapshot.row_of("snow") == 0


def test_sub_headlines_come_with_their_passages(write_articles: Write, tmp_path: Path) -> None:
    """A round-up's passages are searched under title and sub-headline, and keep their sub-headline."""
    body = "茶园 开园\n今年 春茶 开采 了，茶农 很 高兴。\n冬奥 场馆 开放\n雪场 已经 对 市民 开放。"
    report, encoder = run(write_articles([{"id": "r", "title": "联播快讯", "body": body}]), tmp_path / "index")
    assert encoder.asked == [
        "联播快讯\n茶园 开园\n今年 春茶 开采 了，茶农 很 高兴。",
        "联播快讯\n冬奥 场馆 开放\n雪场 已经 对 市民 开放。",
    ]
    with Snapshot.open(tmp_path / "index") as snapshot:
        assert report.passages == 2
        assert list(snapshot.headings) == ["茶园 开园", "冬奥 场馆 开放"]
        assert snapshot.passages_of(0) == range(2)
        assert np.flatnonzero(bm25([(snapshot.sparse["words"], {"冬奥": 1.0})])).tolist() == [1]


def test_building_twice_gives_the_same_files(write_articles: Write, tmp_path: Path) -> None:
    """The same articles give the same bytes, reused or not; only the manifest knows name and time."""
    path = write_articles(ARTICLES)
    run(path, tmp_path / "index")
    run(path, tmp_path / "index")
    files = files_of(tmp_path / "index")
    first, second = (
        {name.replace(live, ""): data for name, data in files.items() if name.startswith(live)}
        for live in ("g000001", "g000002")
    )
    assert first.keys() == second.keys()
    assert {name for name in first if first[name] != second[name]} == {"/manifest.json"}


@pytest.mark.parametrize("articles", [[], [{"title": "空", "body": ""}]])
def test_no_article_is_an_error(articles: list[dict[str, object]], write_articles: Write, index_dir: Path) -> None:
    """When nothing could be read, that is said, and the old index stays."""
    before = files_of(index_dir)
    with pytest.raises(ArticleError, match="没有读到任何文章"):
        run(write_articles(articles), index_dir)
    assert files_of(index_dir) == before


def test_a_missing_path_is_an_error(tmp_path: Path, index_dir: Path) -> None:
    """A path that is not there is named, and the old index stays."""
    before = files_of(index_dir)
    with pytest.raises(ArticleError, match=r"nowhere\.jsonl"):
        run(tmp_path / "nowhere.jsonl", index_dir)
    assert files_of(index_dir) == before


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_broken_off_in_any_stage(
    stage: str, error: type[BaseException], write_articles: Write, index_dir: Path
) -> None:
    """Whatever happens in whichever stage, the old index is untouched to the byte and the next build succeeds."""
    before = files_of(index_dir)

    def progress(now: str, done: int, total: int | None) -> None:
        if now == stage:
            raise error

    with pytest.raises(error):
        run(write_articles(ARTICLES[:2]), index_dir, progress=progress)
    assert files_of(index_dir) == before
    assert run(write_articles(ARTICLES[:2]), index_dir)[0].generation == "g000002"


def test_a_second_builder_is_told_to_wait(write_articles: Write, index_dir: Path) -> None:
    """While one builds, another is refused at once."""
    with building(index_dir), pytest.raises(BusyError, match="另一个进程"):
        run(write_articles(ARTICLES), index_dir)


def test_progress_goes_through_the_stages(write_articles: Write, tmp_path: Path) -> None:
    """Stages come in order, and those with a known length end at it."""
    seen: list[tuple[str, int, int | None]] = []
    run(write_articles(ARTICLES), tmp_path / "index", progress=lambda *step: seen.append(step))
    assert list(dict.fromkeys(stage for stage, _, _ in seen)) == list(STAGES)
    assert (STAGES[0], 3, 3) in seen
    assert (STAGES[1], 3, 3) in seen


def test_what_was_written_wrong_never_goes_live(
    write_articles: Write, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A generation whose vectors are not those of its passages fails its own proof and is thrown away."""
    before = files_of(index_dir)
    monkeypatch.setattr(build_module, "searched_text", lambda article, passage: "别的")
    with pytest.raises(IndexUnusableError, match="没有通过校验"):
        run(write_articles(ARTICLES), index_dir)
    assert files_of(index_dir) == before


def test_an_index_folder_that_is_a_file(write_articles: Write, tmp_path: Path) -> None:
    """A place that cannot be a folder is one sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnusableError, match="不能写索引文件夹"):
        run(write_articles(ARTICLES), tmp_path / "file")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOSPC, "x"), "磁盘已满"),
        (PermissionError(errno.EACCES, "x"), "没有写权限"),
        (OSError("odd"), "odd"),
    ],
)
def test_what_the_system_refuses_is_told(error: OSError, why: str, write_articles: Write, index_dir: Path) -> None:
    """A full disk and a missing right are told as such, and the old index stays."""
    before = files_of(index_dir)

    def progress(now: str, done: int, total: int | None) -> None:
        if now == STAGES[3]:
            raise error

    with pytest.raises(IndexUnusableError, match=rf"{why}[^。]*。原来的索引没有动"):
        run(write_articles(ARTICLES), index_dir, progress=progress)
    assert files_of(index_dir) == before
    assert current_generation(index_dir) == "g000001"
