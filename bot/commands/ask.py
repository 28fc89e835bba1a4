"""`wenxun ask`: one answer, or a chat at the terminal."""

import json
import uuid
from datetime import date
from pathlib import Path

import click

from bot.commands.days import DAY
from bot.commands.opening import INDEX, opened_service
from bot.render import as_json, as_text
from bot.render.rich import sound
from bot.schema import Answer, Query
from bot.service import Service
from embeddings.errors import QuestionError

_WELCOME = "问讯：直接写问题，回车得到答案；空行或 Ctrl-D 结束。"


@click.command("ask")
@click.argument("question", required=False)
@click.option("-k", "k", type=click.IntRange(1, 50), default=3, show_default=True, help="最多几条结果。")
@click.option("--since", type=DAY, help="只要这一天及以后的报道。")
@click.option("--until", type=DAY, help="只要这一天及以前的报道。")
@click.option("--source", help="只要这家媒体的报道。")
@click.option("--now", type=DAY, help="「昨天」「上个月」从哪一天数起，默认今天。")
@click.option("--json", "as_object", is_flag=True, help="输出一行 JSON。")
@INDEX
def ask_command(
    question: str | None,
    k: int,
    since: date | None,
    until: date | None,
    source: str | None,
    now: date | None,
    as_object: bool,
    index: Path | None,
) -> None:
    """回答一个问题；不写问题则在终端里连续问答。 Answer one question, or chat without one."""
    with opened_service(index) as service:
        if question is not None:
            _tell(service, Query(question, k, since, until, source, today=now), as_object)
            return
        conversation = uuid.uuid4().hex
        click.echo(_WELCOME, err=True)
        while line := _next_line():
            try:
                answer = _tell(service, Query(line, k, since, until, source, conversation, now), as_object)
                if offered := service.suggest(answer):
                    click.echo(f"\n还可以问：{' / '.join(offered)}", err=True)
            except QuestionError as error:
                click.echo(str(error), err=True)


def _tell(service: Service, query: Query, as_object: bool) -> Answer:
    """Answer on the terminal, what a language model writes sentence by sentence."""
    if as_object:
        answer = service.ask(query)
        click.echo(json.dumps(as_json(answer), ensure_ascii=False))
        return answer
    told = False
    for piece in service.stream(query):
        if isinstance(piece, Answer):
            answer = piece
        else:
            click.echo(sound(piece), nl=False)
            told = True
    if told:
        click.echo("\n")
    click.echo(as_text(answer, told=told))
    return answer


def _next_line() -> str:
    # The prompt is for the person alone: answers may go to a file or another program.
    click.echo("\n问 > ", nl=False, err=True)
    try:
        return input().strip()
    except EOFError:
        click.echo(err=True)
        return ""
    except UnicodeDecodeError:
        raise QuestionError("读到的不是 UTF-8 文字，请检查终端或上游程序的编码。") from None
