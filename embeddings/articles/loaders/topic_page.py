"""A scraped topic page: title line, then "即时 | 2024-05-02 08:00", then the body, again and again."""

import re
from collections.abc import Iterator

from embeddings.articles.draft import Draft, Loaded
from embeddings.articles.files import TextFile
from embeddings.articles.published import iso

#: The only anchor on such a page: the line that tells the time, under each title.
TIME_LINE = re.compile(r"[^\s|｜]{0,12}\s*[|｜]\s*(\d{4}-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?)")

_BREAK = "_ueditor_page_break_tag_"
_CAPTION = re.compile(r".*(?:记者|通讯员|新华社|中新社)\s*\S+(?:\s\S{1,8})*\s+摄[)）]?")
_AFTER_BREAK = re.compile(r".{0,200}[\s/／]摄[)）。]?")
#: A longer line is no caption.
_CAPTION_LIMIT = 300
_PAGER = re.compile(r"1(?:\s+\d+)+|编辑推荐")


def load(file: TextFile) -> Iterator[Loaded]:
    """Each article of the page; what stands before the first title and after the pager is no article."""
    lines = [(row, line.strip()) for row, line in enumerate(file.text().split("\n"), start=1) if line.strip()]
    times = [at for at, (_, line) in enumerate(lines) if TIME_LINE.fullmatch(line)]
    timed = frozenset(times)
    for at, upcoming in zip(times, [*times[1:], len(lines) + 1], strict=True):
        row = lines[at][0]
        if at == 0 or at - 1 in timed:
            yield row, "时间行上面没有标题"
            continue
        yield (
            row - 1 if lines[at - 1][0] == row - 1 else lines[at - 1][0],
            _draft(lines[at - 1][1], lines[at][1], [line for _, line in lines[at + 1 : upcoming - 1]]),
        )


def _draft(title: str, time_line: str, lines: list[str]) -> Draft:
    match = TIME_LINE.fullmatch(time_line)
    stamp = " ".join(match[1].split()) if match else ""
    published = iso(stamp)
    return Draft(
        title=title,
        body="\n".join(_kept(lines)),
        published=published,
        note="" if published else f"日期不可能：{stamp}",
    )


def _kept(lines: list[str]) -> Iterator[str]:
    after_break = False
    for line in lines:
        if _PAGER.fullmatch(line):
            return
        form = _AFTER_BREAK if after_break else _CAPTION
        caption = len(line) <= _CAPTION_LIMIT and form.fullmatch(line)
        after_break = line == _BREAK
        if not after_break and not caption:
            yield line
