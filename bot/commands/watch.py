"""`wenxun watch`: the index follows a folder."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from bot.commands.opening import INDEX, Parts, read_parts
from bot.commands.publishing import published
from bot.watching import Marks, marks_of, settled
from embeddings.errors import ArticleError, BusyError, IndexUnusableError, WenxunError
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.generations import current_generation
from embeddings.index.report import BuildReport

#: However long files go on changing, what is there is indexed after so many seconds.
_LONGEST = 60.0
#: How many things left out are named.
_NAMED = 3


@click.command("watch")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@INDEX
@click.option("--quiet", type=click.FloatRange(0.1, 600), default=2, show_default=True, help="静了几秒才动手。")
@click.option("--poll", is_flag=True, help="不等系统通知，自己去看；网络盘和有些容器里要用。")
def watch_command(folder: Path | None, index: Path | None, quiet: float, poll: bool) -> None:
    """盯着一个文件夹，里面的文章一变就更新索引；Ctrl-C 结束。 Keep the index up with a folder."""
    parts = read_parts(index)
    folder = folder or parts.settings.articles_dir
    follower = _Follower(parts, folder)
    click.echo(f"正在盯着 {folder}（Ctrl-C 结束）", err=True)
    # Ctrl-C is how watching is meant to end; a generation half built is never switched to.
    with suppress(KeyboardInterrupt):
        for _ in settled(folder, quiet, _LONGEST, poll, parts.index_dir):
            _update(follower, quiet)
    click.echo("不再盯着了；索引停在最后一次更新。", err=True)


class _Follower:
    """The folder and the index as the latest update left them: what has only come since is added, else all is built."""

    def __init__(self, parts: Parts, folder: Path) -> None:
        self._parts = parts
        self._folder = folder
        self._marks: Marks = {}
        self._generation: str | None = None

    def update(self) -> tuple[BuildReport, int]:
        """Bring the index up to the folder; give the report, and how many files were added (0: all was built)."""
        parts = self._parts
        marks = marks_of(self._folder, parts.index_dir)
        came = self._came(marks)
        report = self._added(came, list(marks)) if came else None
        count = len(came) if report else 0
        if report is None:
            report = rebuild([self._folder], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
        generation = report.generation
        report = published(parts, report)
        self._marks, self._generation = marks, generation
        return report, count

    def _came(self, marks: Marks) -> list[Path]:
        """Give the new files; none where another file is not as it was, or the index is not the one left here."""
        if self._generation is None or current_generation(self._parts.index_dir) != self._generation:
            return []
        if any(marks.get(path) != mark for path, mark in self._marks.items()):
            return []
        return [path for path in marks if path not in self._marks]

    def _added(self, came: list[Path], files: list[Path]) -> BuildReport | None:
        parts, merge = self._parts, self._parts.milvus is not None
        try:
            report = add(came, parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher, merge=merge)
        except (ArticleError, IndexUnusableError):
            return None
        # Of articles with one id the last that is read holds, which need not be the one that came last.
        return None if report.updated and files[-len(came) :] != came else report


def _update(follower: _Follower, quiet: float) -> None:
    told = False
    while True:
        try:
            _tell(*follower.update())
        except BusyError:
            if not told:
                click.echo(f"{_now()} 另一个程序正在建这个索引，等它做完。", err=True)
            told = True
            time.sleep(quiet)
            continue
        except WenxunError as error:
            click.echo(f"{_now()} 没有更新：{error}", err=True)
        return


def _tell(report: BuildReport, files: int) -> None:
    seconds = sum(report.seconds.values())
    done = f"加入 {files:,} 个新文件" if files else "重建"
    left_out = f"，跳过 {len(report.skips):,}" if report.skips else ""
    click.echo(
        f"{_now()} 索引 {report.generation}（{done}）：{report.articles:,} 篇，"
        f"新编码 {report.embedded:,} 段{left_out}，{seconds:.1f} 秒"
    )
    for skip in report.skips[:_NAMED]:
        place = skip.path if skip.line is None else f"{skip.path} 第 {skip.line} 行"
        click.echo(f"  跳过 {place}：{skip.reason}", err=True)


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
