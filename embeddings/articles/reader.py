"""The one way in: files and folders to articles, what is left out told as it is met."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from embeddings.articles.cleaning import clean, one_line, unusable, web_link
from embeddings.articles.credits import credits_of
from embeddings.articles.draft import Draft, Refused
from embeddings.articles.files import BROKEN, TextFile, walk
from embeddings.articles.formats import loader_for
from embeddings.articles.skips import Note, Skip
from embeddings.errors import ArticleError
from embeddings.schema import Article


def read(
    paths: Iterable[Path], skipped: Callable[[Skip], None], noted: Callable[[Note], None] | None = None
) -> Iterator[Article]:
    """Articles of files and folders, one at a time.

    Lines and files that are no article go to `skipped`, articles kept without a date to `noted`. The same id may come
    twice: the later article is an update of the earlier; an article that repeats exactly is skipped. Raises
    ArticleError for a missing path (at once) and, at the end, when nothing at all could be read.
    """
    files = walk(paths)
    if not files:
        raise ArticleError("没有可读的文件：请给出文章文件，或放有文章文件的文件夹。")
    return _read(files, skipped, noted or (lambda note: None))


def _read(files: list[Path], skipped: Callable[[Skip], None], noted: Callable[[Note], None]) -> Iterator[Article]:
    # Eight bytes of hash stand for an article, so that a corpus of any size is never held here.
    latest: dict[int, int] = {}
    first: Skip | None = None
    for path in files:
        line: int | None = None
        for line, found in _load(path):
            article = _article(found) if isinstance(found, Draft) else found
            if isinstance(article, Article):
                key, content = _marks(article)
                if latest.get(key) == content:
                    article = "重复"
                latest[key] = content
            if isinstance(article, str):
                skip = Skip(str(path), line, article)
                first = first or skip
                skipped(skip)
                continue
            if isinstance(found, Draft) and found.note:
                noted(Note(str(path), line, found.note))
            yield article
    if not latest and first:
        where = f"{first.path} 第 {first.line} 行" if first.line else first.path
        raise ArticleError(f"没有读到任何文章：{where}：{first.reason}。")


def _load(path: Path) -> Iterator[tuple[int | None, Draft | str]]:
    """Yield what the loader of a file finds; a fault of the file itself is one more reason at its end."""
    line: int | None = None
    try:
        file = TextFile(path)
        none = True
        for line, found in loader_for(file)(file):
            none = False
            yield line, found
        if none:
            yield None, "里面没有文章"
    except Refused as refusal:
        yield None, str(refusal)
    except BROKEN as error:
        yield line, f"文件读不下去：{error.strerror if isinstance(error, OSError) and error.strerror else error}"


def _article(draft: Draft) -> Article | str:
    body, url, dateline = clean(draft.body)
    if reason := unusable(body):
        return "正文只有链接" if reason == "正文为空" and url else reason
    title = one_line(draft.title)
    said = credits_of(body)
    article = Article(
        id=draft.id or "",
        title=title,
        body=body,
        published=draft.published,
        source=one_line(draft.source or "") or said.source,
        url=web_link(draft.url) or web_link(url),
        authors=draft.authors or said.authors,
        dateline=dateline or said.dateline,
    )
    try:
        own = _hash(title, draft.published or "", body)
        _hash(article.id, article.source or "", article.url or "", *article.authors)
    except UnicodeEncodeError:
        return "含有残缺的字符"
    return article if article.id else replace(article, id=own)


def _hash(*fields: str) -> str:
    return hashlib.blake2b(json.dumps(fields, ensure_ascii=False).encode(), digest_size=10).hexdigest()


def _marks(article: Article) -> tuple[int, int]:
    """Hashes of an article's id and of all it says."""
    fields = (article.title, article.body, article.published, article.source, article.url, *article.authors)
    whole = "\0".join(field or "" for field in fields).encode(errors="replace")
    key = hashlib.blake2b(article.id.encode(errors="replace"), digest_size=8)
    return int.from_bytes(key.digest()), int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest())
