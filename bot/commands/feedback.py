"""`wenxun feedback`: the verdicts of Telegram's readers, for evaluation."""

import json
from contextlib import closing
from pathlib import Path

import click

from bot.commands.opening import read_settings
from bot.state.feedback import verdicts
from bot.state.store import Store
from embeddings.errors import WenxunError


@click.command("feedback")
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="机器人的记录文件，默认取 WENXUN_TELEGRAM_STATE。",
)
def feedback_command(state: Path | None) -> None:
    """输出读者的评价，每行一个 JSON，旧的在前。 Print readers' verdicts as JSONL, oldest first.

    每行有 at（时间）、chat（聊天和人的散列，认不出是谁）、question、answer、articles（当时列出的文章）、
    generation（哪一代索引）、verdict（good 或 bad）。机器人正在运行也可以导出。
    """
    path = state or read_settings().telegram_state
    if not path.is_file():
        raise WenxunError(f"没有 {path}：机器人还没有记下过什么，或者用 --state 指出它的记录文件。")
    with closing(Store(path)) as store:
        for verdict in verdicts(store):
            click.echo(json.dumps(verdict, ensure_ascii=False))
