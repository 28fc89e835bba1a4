"""The command `wenxun`: errors become one line, everything else is in `bot.commands`."""

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version

import click
from click.exceptions import NoArgsIsHelpError

from bot.commands.usage import told
from embeddings.errors import WenxunError

#: Where each command is; only the one that is run is imported, so that asking does not wait for the servers.
_COMMANDS = {
    "rebuild": "bot.commands.rebuild:rebuild_command",
    "watch": "bot.commands.watch:watch_command",
    "ask": "bot.commands.ask:ask_command",
    "search": "bot.commands.batch:search_command",
    "chat": "bot.commands.batch:chat_command",
    "eval": "bot.commands.evaluate:eval_command",
    "bench": "bot.commands.bench:bench_command",
    "train": "bot.commands.train:train_command",
    "serve": "bot.commands.serve:serve_command",
    "telegram": "bot.commands.telegram:telegram_command",
    "feedback": "bot.commands.feedback:feedback_command",
    "mcp": "bot.commands.mcp:mcp_command",
    "key": "bot.commands.key:key_command",
    "doctor": "bot.commands.doctor:doctor_command",
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them, in the order of a newcomer's first hour."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one, or None where there is no such command."""
        module, _, name = _COMMANDS.get(cmd_name, "").partition(":")
        command: click.Command | None = getattr(import_module(module), name) if module else None
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command as any group does, with names like a mistyped one to suggest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=_COMMANDS, ctx=ctx) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("wenxun"), prog_name="wenxun")
def cli() -> None:
    """问讯：回答关于中文新闻的问题，给出原文、媒体和日期。 Answers about Chinese news, with their source."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a usage or data error is one line on stderr and exit status 1."""
    _write_unicode()
    # The products of one question are too small to share out: it would wait for a second thread to get its turn.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
        _write_no_more()
        _fail(f"输出写不下去：{error.strerror or error}，请检查磁盘空间和输出的去处。")
    sys.exit(status if isinstance(status, int) else 0)


def _write_unicode() -> None:
    """Write what the terminal cannot show as 「?」 instead of failing in the middle of an answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _write_no_more() -> None:
    """Let go of what could not be written: Python would try again at the very end, and complain in its own words."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _fail(message: str) -> None:
    click.echo(f"错误：{message}", err=True)
    sys.exit(1)
