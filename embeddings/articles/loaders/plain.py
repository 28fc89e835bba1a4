"""A text file without any sign of another format: one article, its title in the first line."""

from collections.abc import Iterator

from embeddings.articles.draft import Draft, Loaded, Refused
from embeddings.articles.files import TextFile
from embeddings.articles.loaders.dated_lines import Head, lead, read_head

#: No article is this long, in characters: such a file holds many, in a layout that nobody knows.
LIMIT = 200_000
#: Titles, and lines that tell the day and the outlet, are no longer than this.
_TITLE_LIMIT, _HEAD_LIMIT = 60, 80
_PROSE_END = ("。", "！", "？", "；", "，", "：", "…", "”")


def load(file: TextFile) -> Iterator[Loaded]:
    """Read the file as one draft."""
    text = file.text()
    if len(text) > LIMIT:
        raise Refused("认不出格式：太长，不会是一篇文章；多篇文章请用 JSONL 或 CSV")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1 or len(lines[0]) > _TITLE_LIMIT or lines[0].endswith(("。", "，", "；")):
        yield None, Draft(title=lead(lines[0]), body="\n".join(lines), note="没有日期")
        return
    head = _head(lines[1]) if len(lines) > 2 else None
    yield (
        None,
        Draft(
            title=lines[0],
            body="\n".join(lines[2 if head else 1 :]),
            published=head.published if head else None,
            source=head.source if head else None,
            authors=head.authors if head else (),
            note=head.note if head else "没有日期",
        ),
    )


def _head(line: str) -> Head | None:
    """Read a line under the title that tells the day: "2024-05-02 08:30 来源：某某日报"."""
    if len(line) > _HEAD_LIMIT or line.endswith(_PROSE_END):
        return None
    head = read_head(line)
    return head if head.published else None
