"""Articles by row and by id."""

import sqlite3
import threading
from pathlib import Path

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.store import ArticleStore
from embeddings.schema import Article

FULL = Article("a", "题", "文。", "2024-03-05T08:30", "春报", "https://example.org", ("甲", "乙"), "本报讯")
BARE = Article("b", "", "正文\n\0二段")


def stored(path: Path, *articles: Article) -> ArticleStore:
    """Write articles and open them again."""
    with ArticleStore.create(path) as store:
        for article in articles:
            store.put(article)
        store.finish()
    return ArticleStore.open(path)


def test_articles_come_back_as_they_were(tmp_path: Path) -> None:
    """Every field survives, by row, by slice, by id, and in order; what is None stays None."""
    with stored(tmp_path / "s", FULL, BARE) as store:
        assert len(store) == 2
        assert list(store) == [FULL, BARE] == store[:] == [store[0], store[-1]]
        assert (store.row_of("a"), store.row_of("b"), store.row_of("c"), store.row_of("\ud800")) == (0, 1, None, None)
        with pytest.raises(IndexError):
            store[2]


def test_the_same_id_is_an_update(tmp_path: Path) -> None:
    """A later article with the id of an earlier one takes its row, and no row is left empty."""
    with ArticleStore.create(tmp_path / "s") as store:
        assert [store.put(a) for a in (FULL, Article("a", "新", "新文。"), BARE)] == [True, False, True]
        assert list(store) == [Article("a", "新", "新文。"), BARE]


def test_half_surrogates_become_question_marks(tmp_path: Path) -> None:
    """What cannot be stored keeps its place in the text, so that offsets stay true."""
    with stored(tmp_path / "s", Article("x", "t", "春\ud800风")) as store:
        assert store[0].body == "春?风"


def test_more_articles_than_one_reading(tmp_path: Path) -> None:
    """Iterating reads piece by piece and misses none."""
    articles = [Article(str(i), "t", f"文{i}") for i in range(600)]
    with stored(tmp_path / "s", *articles) as store:
        assert list(store) == articles


def test_read_from_many_threads(tmp_path: Path) -> None:
    """Threads that read at once each get what they asked for."""
    articles = [Article(str(i), "t", f"文{i}" * 50) for i in range(50)]
    wrong: list[int] = []
    with stored(tmp_path / "s", *articles) as store:

        def read(offset: int) -> None:
            wrong.extend(row for i in range(200) if store[row := (i * 7 + offset) % 50] != articles[row])

        threads = [threading.Thread(target=read, args=(offset,)) for offset in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_reading_goes_on_when_the_file_is_removed(tmp_path: Path) -> None:
    """A store that is open outlives the removal of its generation."""
    with stored(tmp_path / "s", FULL) as store:
        (tmp_path / "s").unlink()
        assert store[0] == FULL


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """Reading after closing is one sentence."""
    store = stored(tmp_path / "s", FULL)
    store.close()
    with pytest.raises(IndexUnusableError, match="关闭"):
        store[0]


def test_an_article_that_was_changed_behind_our_back_is_refused(tmp_path: Path) -> None:
    """A changed byte in a body is found when the article is read."""
    stored(tmp_path / "s", FULL, BARE).close()
    connection = sqlite3.connect(tmp_path / "s")
    connection.execute("UPDATE articles SET body = '假。' WHERE id = 'a'")
    connection.commit()
    connection.close()
    with ArticleStore.open(tmp_path / "s") as store:
        assert store[1] == BARE
        with pytest.raises(IndexUnusableError, match="wenxun rebuild"):
            store[0]


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0" + b"\xff" * 5000, b"no database at all" * 99])
def test_what_is_no_store_is_refused(content: bytes | None, tmp_path: Path) -> None:
    """A missing file, an empty one, a torn one and a foreign one are named, with what to run."""
    if content is not None:
        (tmp_path / "s").write_bytes(content)
    with pytest.raises(IndexUnusableError, match="wenxun rebuild"):
        ArticleStore.open(tmp_path / "s")
