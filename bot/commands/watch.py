"""`wenxun watch`: the index follows a folder."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from bot.commands.opening import INDEX, Parts, read_parts
from bot.commands.publishing import published
from bot.watching import settled
from embeddings.errors import BusyError, WenxunError
from embeddings.index.build import rebuild
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
    click.echo(f"正在盯着 {folder}（Ctrl-C 结束）", err=True)
    # Ctrl-C is how watching is meant to end; a generation half built is never switched to.
    with suppress(KeyboardInterrupt):
        for _ in settled(folder, quiet, _LONGEST, poll, parts.index_dir):
            _update(parts, folder, quiet)
    click.echo("不再盯着了；索引停在最后一次更新。", err=True)


def _update(parts: Parts, folder: Path, quiet: float) -> None:
    told = False
    while True:
        try:
            report = rebuild([folder], parts.index_dir, parts.encoder, parts.segmenter, matcher=parts.matcher)
            _tell(published(parts, report))
        except BusyError:
            if not told:
                click.echo(f"{_now()} 另一个程序正在建这个索引，等它做完。", err=True)
            told = True
            time.sleep(quiet)
            continue
        except WenxunError as error:
            click.echo(f"{_now()} 没有更新：{error}", err=True)
        return


def _tell(report: BuildReport) -> None:
    seconds = sum(report.seconds.values())
    left_out = f"，跳过 {len(report.skips):,}" if report.skips else ""
    click.echo(
        f"{_now()} 索引 {report.generation}：{report.articles:,} 篇，新编码 {report.embedded:,} 段{left_out}，"
        f"{seconds:.1f} 秒"
    )
    for skip in report.skips[:_NAMED]:
        place = skip.path if skip.line is None else f"{skip.path} 第 {skip.line} 行"
        click.echo(f"  跳过 {place}：{skip.reason}", err=True)


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
