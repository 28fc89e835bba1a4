"""`wenxun eval`: how well the index answers a set of questions."""

import json
from datetime import date
from pathlib import Path

import click

from bot.commands.batch import read_rows
from bot.commands.days import DAY
from bot.commands.opening import INDEX, opened_service
from bot.schema import Query
from embeddings.errors import QuestionError
from embeddings.evaluation.metrics import Judgement, Summary, judge, summarise
from embeddings.evaluation.split import ALL, PARTS, take


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--now", type=DAY, help="「昨天」「上个月」从哪一天数起，默认今天。")
@click.option(
    "--part", type=click.Choice(PARTS), default=ALL, help="只用一半：tune 用来调参，report 只用来报告，按文章分开。"
)
@click.option("--json", "as_object", is_flag=True, help="输出一行 JSON。")
@INDEX
def eval_command(questions: Path, now: date | None, part: str, as_object: bool, index: Path | None) -> None:
    """用一套带标准答案的问题打分。 Score a set of questions with known answers."""
    rows = list(take(read_rows(questions, ("question", "gold_ids", "type")), part))
    if not rows:
        raise QuestionError(f"{questions} 里没有属于 {part} 这一部分的问题。")
    judged: list[Judgement] = []
    with opened_service(index) as service:
        for row in rows:
            answer = service.ask(Query(str(row["question"]), k=10, today=now, write=False))
            judged.append(judge(row, answer.hits, answer.text))
    summary = summarise(judged)
    click.echo(json.dumps(summary.as_object(), ensure_ascii=False) if as_object else _table(summary))


def _table(summary: Summary) -> str:
    columns = (f"{'R@1':>7}{'95%':^15}", f"{'R@5':>7}", f"{'R@10':>7}{'95%':^15}", f"{'MRR@10':>8}{'95%':^15}")
    lines = [f"{'':14}{'n':>5}{''.join(columns)}{'answer':>8}"]
    for kind, row in summary.kinds.items():
        first, among, mean = (_between(*row.intervals[name]) for name in ("recall_1", "recall_10", "mrr_10"))
        lines.append(
            f"{kind:14}{row.n:5d}{row.recall_1:7.3f}{first}{row.recall_5:7.3f}{row.recall_10:7.3f}{among}"
            f"{row.mrr_10:8.3f}{mean}{row.answer:8.3f}"
        )
    if summary.unanswerable:
        lines.append(
            f"拒答 abstention: {summary.refused_rightly:.3f} of {summary.unanswerable} unanswerable, "
            f"{summary.refused_wrongly:.3f} of the answerable, balanced accuracy {summary.balanced_accuracy:.3f}"
        )
    return "\n".join(lines)


def _between(low: float, high: float) -> str:
    return f" [{low:.3f}, {high:.3f}]"
