"""`wenxun rebuild`: articles in, a new generation of the index out."""

import json
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.commands.bars import bars
from bot.commands.opening import INDEX, read_parts
from bot.commands.publishing import published
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.report import BuildReport

#: How many single skips of each kind are listed; `--json` has all of them.
_LISTED = 5


@click.command("rebuild")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@INDEX
@click.option("--add", "adding", is_flag=True, help="只把这些文章加进现有的索引，其余照旧；编号相同的算更新。")
@click.option("--full", is_flag=True, help="所有段落都重新编码。")
@click.option("--json", "as_object", is_flag=True, help="输出一行 JSON。")
def rebuild_command(paths: tuple[Path, ...], index: Path | None, adding: bool, full: bool, as_object: bool) -> None:
    """读文章，在旧索引旁边建新索引，校验后切换。 Build the index anew beside the old one, then switch."""
    if adding and full:
        raise click.UsageError("--add 和 --full 不能一起用。")
    if adding and not paths:
        raise click.UsageError("--add 后面要写上文章文件或文件夹。")
    parts = read_parts(index)
    with bars() as tell:
        build = (
            partial(add, merge=parts.milvus is not None, progress=tell)
            if adding
            else partial(rebuild, full=full, progress=tell)
        )
        report = build(
            list(paths) or [parts.settings.articles_dir],
            parts.index_dir,
            parts.encoder,
            parts.segmenter,
            matcher=parts.matcher,
        )
        report = published(parts, report, tell)
    if as_object:
        click.echo(json.dumps(report.as_object(), ensure_ascii=False))
    else:
        _show(report)


def _show(report: BuildReport) -> None:
    table = Table(title=f"索引 {report.generation} 已就绪", show_header=False)
    table.add_row("文章 articles", f"{report.articles:,}")
    if report.added:
        table.add_row("新增 added", f"{report.added:,}")
    if report.unchanged:
        table.add_row("已有 unchanged", f"{report.unchanged:,}")
    if report.updated:
        table.add_row("更新 updated", f"{report.updated:,}")
    table.add_row("跳过 skipped", f"{len(report.skips):,}")
    for kind, count in report.skipped.items():
        table.add_row(f"  {kind}", f"{count:,}")
    for kind, count in report.noted.items():
        table.add_row(f"照收 kept · {kind}", f"{count:,}")
    table.add_row("折叠的转载 reprints folded", f"{report.folded:,}")
    table.add_row("段落 passages", f"{report.passages:,}（新编码 {report.embedded:,}，沿用 {report.reused:,}）")
    table.add_row("近邻召回 recall@10", f"{report.recall:.3f}")
    table.add_row("用时 seconds", "、".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items()))
    Console().print(table)
    listed: dict[str, int] = {}
    for skip in report.skips:
        listed[skip.kind] = listed.get(skip.kind, 0) + 1
        if listed[skip.kind] <= _LISTED:
            place = skip.path if skip.line is None else f"{skip.path} 第 {skip.line} 行"
            click.echo(f"跳过 {place}：{skip.reason}", err=True)
    if any(count > _LISTED for count in listed.values()):
        click.echo("（每种只列前几条，wenxun rebuild --json 给出全部。）", err=True)
