"""What is wrong with a command line, in one Chinese sentence that says what to do."""

import re

import click

_EXTRA = re.compile(r"unexpected extra arguments? \((?P<words>.*)\)")


def told(error: click.ClickException) -> str:
    """Say what is wrong and where the usage stands."""
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx is not None else "wenxun"
    return f"{_sentence(error)}，用法见 {command} --help。"


def _sentence(error: click.ClickException) -> str:
    # The narrower kinds first: each is a UsageError too.
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项{_or(error.possibilities)}"
        case click.NoSuchCommand():
            return f"没有「{error.command_name}」这个命令{_or(error.possibilities)}"
        case click.MissingParameter() if error.param is not None:
            return f"缺少 {_name(error.param)}"
        case click.BadParameter() if error.param is not None:
            return f"{_name(error.param)} 的值不对：{_wanted(error.param) or error.message.rstrip('。.')}"
        case click.BadOptionUsage():
            return f"{error.option_name} 后面要有一个值，而且只有一个"
        case click.UsageError() if found := _EXTRA.search(error.message):
            return f"多出了「{found['words']}」：问题或路径里有空格时，请用引号括起来"
        case _:
            return error.format_message()


def _or(possibilities: list[str] | None) -> str:
    return f"（是不是 {' 或 '.join(possibilities)}？）" if possibilities else ""


def _name(param: click.Parameter) -> str:
    return param.opts[-1] if isinstance(param, click.Option) else str(param.make_metavar(_nowhere(param)))


def _nowhere(param: click.Parameter) -> click.Context:
    return click.Context(click.Command(None, params=[param]))


def _wanted(param: click.Parameter) -> str | None:
    """Say what a parameter takes; None where its own sentence says it."""
    match param.type:
        case click.IntRange(min=low, max=high):
            return f"要 {low} 到 {high} 之间的整数"
        case click.FloatRange(min=low, max=high):
            return f"要 {low:g} 到 {high:g} 之间的数"
        case click.Choice(choices=choices):
            return f"只能是 {'、'.join(map(str, choices))} 之一"
        case click.Path(dir_okay=False):
            return "要一个文件，不是文件夹"
        case click.Path(file_okay=False):
            return "要一个文件夹，不是文件"
        case _:
            return None
