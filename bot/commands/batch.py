"""`wenxun search --batch` and `wenxun chat --batch`: many questions in, one JSON line out for each."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.commands.days import DAY
from bot.commands.opening import INDEX, opened_service
from bot.render import as_json
from bot.schema import Query
from bot.service import Service
from embeddings.errors import QuestionError

#: Keys whose values must be of one kind, in whatever file.
_LISTS, _TEXTS = ("turns", "gold_ids"), ("question", "type")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("search")
@click.option("--batch", type=_FILE, required=True, help='每行一个 {"qid","question"} 的 JSONL 文件。')
@click.option("-k", "k", type=click.IntRange(1, 50), default=10, show_default=True, help="最多几条结果。")
@click.option("--now", type=DAY, help="「昨天」「上个月」从哪一天数起，默认今天。")
@INDEX
def search_command(batch: Path, k: int, now: date | None, index: Path | None) -> None:
    """成批提问，每个问题输出一行 JSON。 Answer a file of questions."""
    rows = list(read_rows(batch, ("qid", "question")))
    with opened_service(index) as service:
        for row in rows:
            answered = _answered(service, Query(row["question"], k, today=now, write=False))
            click.echo(json.dumps({"qid": row["qid"], **answered}, ensure_ascii=False))
            _tell(f"{batch} 里 qid 为 {row['qid']} 的一条", answered)


@click.command("chat")
@click.option("--batch", type=_FILE, required=True, help='每行一个 {"cid","turns":["…"]} 的 JSONL 文件。')
@click.option("-k", "k", type=click.IntRange(1, 50), default=10, show_default=True, help="最多几条结果。")
@click.option("--now", type=DAY, help="「昨天」「上个月」从哪一天数起，默认今天。")
@INDEX
def chat_command(batch: Path, k: int, now: date | None, index: Path | None) -> None:
    """成批对话，每段对话输出一行 JSON。 Answer a file of conversations."""
    rows = list(read_rows(batch, ("cid", "turns")))
    with opened_service(index) as service:
        for number, row in enumerate(rows):
            # Two conversations of a file may bear the same name.
            turns = [
                _answered(service, Query(said, k, conversation_id=f"batch-{number}", today=now, write=False))
                for said in _said(row["turns"], f"{batch} 里 cid 为 {row['cid']} 的一条")
            ]
            click.echo(json.dumps({"cid": row["cid"], "turns": turns}, ensure_ascii=False))
            for turn in turns:
                _tell(f"{batch} 里 cid 为 {row['cid']} 的一条", turn)


def _answered(service: Service, query: Query) -> dict[str, Any]:
    """Answer one question; one that cannot be asked is refused with the reason, and the others go on."""
    try:
        return as_json(service.ask(query))
    except QuestionError as error:
        return {"abstained": True, "answer": None, "results": [], "error": str(error)}


def _tell(where: str, answered: dict[str, Any]) -> None:
    if "error" in answered:
        click.echo(f"{where}没有问：{answered['error']}", err=True)


def _said(turns: list[object], where: str) -> list[str]:
    """Take each turn as plain words, or as an object of a question set."""
    said = [turn.get("user") if isinstance(turn, dict) else turn for turn in turns]
    texts = [text for text in said if isinstance(text, str)]
    if len(texts) < len(said):
        raise QuestionError(f'{where}：每一轮要是一句话，或带 "user" 的对象。')
    return texts


def read_rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file; QuestionError names the first line without a needed key of its kind."""
    try:
        # Not at every line separator of Unicode: some may stand inside a JSON text.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise QuestionError(f"没有这个文件：{path}") from None
    except (OSError, UnicodeDecodeError):
        raise QuestionError(f"{path} 读不出来，请给一个 UTF-8 的 JSONL 文件。") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or any(key not in row for key in needed):
            raise QuestionError(f"{path} 第 {number} 行不是带有 {'、'.join(needed)} 的 JSON 对象。")
        for key in needed:
            if key in _LISTS and not isinstance(row[key], list):
                raise QuestionError(f"{path} 第 {number} 行的 {key} 不是一个列表。")
            if key in _TEXTS and not isinstance(row[key], str):
                raise QuestionError(f"{path} 第 {number} 行的 {key} 不是一段文字。")
        yield row
