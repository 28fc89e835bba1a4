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
from embeddings.errors import QuestionError

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
            answer = service.ask(Query(str(row["question"]), k, today=now))
            click.echo(json.dumps({"qid": row["qid"], **as_json(answer)}, ensure_ascii=False))


@click.command("chat")
@click.option("--batch", type=_FILE, required=True, help='每行一个 {"cid","turns":["…"]} 的 JSONL 文件。')
@click.option("-k", "k", type=click.IntRange(1, 50), default=10, show_default=True, help="最多几条结果。")
@click.option("--now", type=DAY, help="「昨天」「上个月」从哪一天数起，默认今天。")
@INDEX
def chat_command(batch: Path, k: int, now: date | None, index: Path | None) -> None:
    """成批对话，每段对话输出一行 JSON。 Answer a file of conversations."""
    rows = list(read_rows(batch, ("cid", "turns")))
    with opened_service(index) as service:
        for row in rows:
            turns = [
                as_json(service.ask(Query(_said(turn), k, conversation_id=f"batch-{row['cid']}", today=now)))
                for turn in row["turns"]
            ]
            click.echo(json.dumps({"cid": row["cid"], "turns": turns}, ensure_ascii=False))


def _said(turn: str | dict[str, Any]) -> str:
    """Take a turn as plain words, or as an object of a question set."""
    return turn if isinstance(turn, str) else str(turn["user"])


def read_rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file; QuestionError names the first line without the needed keys."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise QuestionError(f"没有这个文件：{path}") from None
    except (OSError, UnicodeDecodeError):
        raise QuestionError(f"{path} 读不出来，请给一个 UTF-8 的 JSONL 文件。") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or any(key not in row for key in needed):
            raise QuestionError(f"{path} 第 {number} 行不是带有 {'、'.join(needed)} 的 JSON 对象。")
        yield row
