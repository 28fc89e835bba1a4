"""`wenxun train`: articles, questions and a lexicon in, a model folder out."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bot.commands.bars import bars
from bot.commands.batch import read_rows
from embeddings.articles import Skip, read
from embeddings.articles.chunking import chunk
from embeddings.encoding.segment import Segmenter
from embeddings.encoding.training.card import Figures
from embeddings.encoding.training.pipeline import train
from embeddings.encoding.training.recipe import Recipe, smoke_recipe
from embeddings.encoding.training.sources import Entry, Question, Sources
from embeddings.errors import ModelError
from embeddings.index.digest import searched_text
from embeddings.schema import Article
from embeddings.search.word_scores import WordScores

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_NEEDED = ("torch", "sentence_transformers")
_PATHS_HELP = "文章文件或文件夹，可以给几次；把要检索的文章放在最前面。"
_PASSAGES_HELP = '每行一个 {"passage_id","title","passage"} 的 JSONL 文件。'


@click.command("train")
@click.option("--articles", "paths", type=click.Path(path_type=Path), required=True, multiple=True, help=_PATHS_HELP)
@click.option("--questions", type=_FILE, required=True, help='每行一个 {"passage_id","question"} 的 JSONL 文件。')
@click.option("--passages", type=_FILE, required=True, help=_PASSAGES_HELP)
@click.option("--lexicon", type=_FILE, required=True, help='每行一个 {"everyday","official":[…]} 的 JSONL 文件。')
@click.option("--out", type=_FOLDER, required=True, help="模型写到这个文件夹。")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="同一个种子得到同样的权重。")
@click.option("--smoke", is_flag=True, help="几秒钟走完全程，只看装得对不对；这样得到的模型没有用。")
def train_command(
    paths: tuple[Path, ...], questions: Path, passages: Path, lexicon: Path, out: Path, seed: int, smoke: bool
) -> None:
    """用文章和问题训练自带的模型，得到完整的模型文件夹。 Train the shipped model from named inputs."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise ModelError(f"训练要用 {'、'.join(missing)}，请运行 pip install 'wenxun[train]'。")
    recipe = smoke_recipe(seed) if smoke else Recipe(seed=seed)
    asked = [Question(str(row["passage_id"]), str(row["question"])) for row in _rows(questions, "passage_id question")]
    texts = {
        str(row["passage_id"]): "\n".join(filter(None, (row["title"], row["passage"])))
        for row in _rows(passages, "passage_id title passage")
    }
    words = [Entry(str(row["everyday"]), " ".join(row["official"])) for row in _rows(lexicon, "everyday official")]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"不能写到 {out}（{error.strerror}），请换一个 --out。") from None
    skipped: list[Skip] = []
    segmenter = Segmenter()
    with bars() as tell:
        sources = Sources(
            articles=_read(paths, recipe.articles, skipped.append, tell),
            passages=texts,
            questions=asked,
            lexicon=words,
            cut=_cut,
            scorer=lambda listed: WordScores(listed, segmenter),
        )
        _, figures = train(sources, recipe, out, tell)
    if lost := sum(question.passage not in texts for question in asked):
        click.echo(f"{lost} 个问题的 passage_id 不在 {passages} 里，没有用。", err=True)
    _show(figures, out, len(skipped))


def _rows(path: Path, needed: str) -> list[dict[str, Any]]:
    return list(read_rows(path, tuple(needed.split())))


def _read(
    paths: Sequence[Path],
    limit: int | None,
    skipped: Callable[[Skip], None],
    tell: Callable[[str, int, int | None], None],
) -> list[Article]:
    articles: list[Article] = []
    for article in islice(read(paths, skipped), limit):
        articles.append(article)
        tell("读取文章", len(articles), limit)
    return articles


def _cut(article: Article) -> list[str]:
    return [searched_text(article, passage) for passage in chunk(article)]


def _show(figures: Figures, out: Path, skipped: int) -> None:
    by_words, both = figures.held_out
    table = Table(title=f"模型已写到 {out}", show_header=False)
    table.add_row("文章 articles", f"{figures.articles:,}（跳过 {skipped:,}）")
    table.add_row("问题 questions", f"{figures.questions:,} 个，{figures.passages:,} 段")
    table.add_row("损失 loss", "；".join(f"{first:.3f} → {last:.3f}" for first, last in figures.losses))
    table.add_row("留出的问题 held out", f"MRR {by_words:.3f}（只看词）→ {both:.3f}")
    table.add_row("大小 size", f"{sum(figures.sizes.values()) / 1e6:.1f} MB")
    table.add_row("用时 seconds", "、".join(f"{stage} {taken:,.1f}" for stage, taken in figures.seconds.items()))
    Console().print(table)
