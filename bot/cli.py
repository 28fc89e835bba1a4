"""The command `wenxun`: errors become one line, everything else is in `bot.commands`."""

import io
import sys
from collections.abc import Sequence
from importlib.metadata import version

import click
from click.exceptions import NoArgsIsHelpError

from bot.commands.ask import ask_command
from bot.commands.batch import chat_command, search_command
from bot.commands.doctor import doctor_command
from bot.commands.evaluate import eval_command
from bot.commands.mcp import mcp_command
from bot.commands.rebuild import rebuild_command
from bot.commands.serve import serve_command, telegram_command
from bot.commands.train import train_command
from bot.commands.usage import told
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
    train_command,
    serve_command,
    telegram_command,
    mcp_command,
    doctor_command,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a usage or data error is one line on stderr and exit status 1."""
    _write_unicode()
    try:
        status = cli.main(list(arguments) if arguments is not None else None, "wenxun", standalone_mode=False)
    except NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 0
    except click.ClickException as error:
        _fail(told(error))
    except WenxunError as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("已中断，原有索引和设置没有改动。")
    except OSError as error:
        _fail(f"输出写不下去：{error.strerror or error}，请检查磁盘空间和输出的去处。")
    sys.exit(status if isinstance(status, int) else 0)


def _write_unicode() -> None:
    """Write what the terminal cannot show as 「?」 instead of failing in the middle of an answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(message: str) -> None:
    click.echo(f"错误：{message}", err=True)
    sys.exit(1)
