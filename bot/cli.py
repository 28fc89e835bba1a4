"""The command `wenxun`: errors become one line, everything else is in `bot.commands`."""

import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from bot.commands.ask import ask_command
from bot.commands.batch import chat_command, search_command
from bot.commands.doctor import doctor_command
from bot.commands.evaluate import eval_command
from bot.commands.rebuild import rebuild_command
from bot.commands.serve import serve_command, telegram_command
from embeddings.errors import WenxunError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("wenxun"), prog_name="wenxun")
def cli() -> None:
    """问讯：回答关于中文新闻的问题，给出原文、媒体和日期。 Answers about Chinese news, with their source."""


for command in (
    rebuild_command,
    ask_command,
    search_command,
    chat_command,
    eval_command,
    serve_command,
    telegram_command,
    doctor_command,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a usage or data error is one line on stderr and exit status 1."""
    try:
        status = cli.main(list(arguments) if arguments is not None else None, "wenxun", standalone_mode=False)
    except click.ClickException as error:
        _fail(error.format_message())
    except WenxunError as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("已中断，原有索引和设置没有改动。")
    except BrokenPipeError:
        # The reader of our output went away (`wenxun search | head`): nothing is left to say to it.
        sys.stderr.close()
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> None:
    click.echo(f"错误：{message}", err=True)
    sys.exit(1)
