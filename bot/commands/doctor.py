"""`wenxun doctor`: what is installed, configured, indexed and reachable, and what to do about what is not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from bot.commands.findings import Finding
from bot.commands.findings_of_engine import engine
from bot.commands.findings_of_feeds import feeds
from bot.commands.findings_of_places import articles, space, writable
from bot.commands.findings_of_telegram import clock, telegram
from bot.commands.opening import INDEX, read_completions, read_settings
from bot.llm.completions import LlmError
from bot.settings import Settings
from embeddings.encoding.encoder import Encoder, load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.errors import WenxunError
from embeddings.index.snapshot import Snapshot

_PACKAGES = (
    "wenxun",
    "sentence-transformers",
    "torch",
    "faiss-cpu",
    "fastapi",
    "jieba",
    "rjieba",
    "python-telegram-bot",
)


@click.command("doctor")
@INDEX
def doctor_command(index: Path | None) -> None:
    """检查安装、设置、模型和索引，并说怎么办。 Say what is in order and what to do about the rest."""
    settings = read_settings()
    index_dir = index or settings.index_dir
    findings = [
        *_packages(),
        articles(settings.articles_dir),
        *writable(index_dir, settings.conversations.parent, settings.telegram_state.parent),
        space(index_dir),
        *_configured(settings),
        *engine(getattr(settings, "engine_uri", None)),
        *telegram(settings.telegram_token),
        *feeds([str(url) for url in settings.feeds], settings.feeds_private),
        _language_model(settings),
        *_model_and_index(settings, index_dir),
    ]
    for finding in findings:
        click.echo(f"{'✓' if finding.good else '✗' if finding.needed else '–'} {finding.text}")
    if any(not finding.good and finding.needed for finding in findings):
        raise SystemExit(1)


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            yield Finding(True, True, f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(False, True, f"没有装 {name}：请运行 pip install wenxun")


def _configured(settings: Settings) -> Iterator[Finding]:
    for name, value, effect in (
        ("TELEGRAM_TOKEN", settings.telegram_token, "Telegram 机器人不会启动；向 @BotFather 要一个"),
        ("API_KEYS", settings.api_keys, "接口不验密钥；只在本机监听时没有关系"),
        ("ADMIN_KEY", settings.admin_key or settings.admin_keys, "不能经 HTTP 重建索引；命令行可以"),
    ):
        yield Finding(bool(value), False, f"WENXUN_{name} " + ("已设" if value else f"没有设：{effect}"))


def _language_model(settings: Settings) -> Finding:
    """Try the language model with one word, if one is set."""
    try:
        completions = read_completions(settings)
        if completions is None:
            return Finding(False, False, "WENXUN_LLM_BASE_URL 没有设：只用报道的原句回答，不另写成文的回答")
        for _ in completions.stream([{"role": "user", "content": "你好"}], settings.llm_timeout):
            break
        return Finding(True, False, f"语言模型 {settings.llm_model} 有应答")
    except WenxunError as error:
        return Finding(False, True, str(error))
    except LlmError as error:
        how = "请检查 WENXUN_LLM_BASE_URL、_LLM_MODEL 和 _LLM_API_KEY；没有它只用报道的原句回答"
        return Finding(False, False, f"语言模型 {settings.llm_model} 没有应答（{error}）：{how}")


def _model_and_index(settings: Settings, index_dir: Path) -> Iterator[Finding]:
    encoder: Encoder | None = None
    segmenter: Segmenter | None = None
    matcher: LateInteraction | None = None
    try:
        encoder = load_encoder(settings.model)
        segmenter = Segmenter(settings.user_dictionary, settings.segmenter)
        matcher = LateInteraction()
        yield Finding(True, True, f"模型 {encoder.id}，{encoder.dim} 维，指纹 {encoder.digest}")
    except WenxunError as error:
        yield Finding(False, True, str(error))
    try:
        with Snapshot.open(index_dir, encoder, segmenter, matcher) as snapshot:
            snapshot.verify()
            made = snapshot.manifest
            built = datetime.fromisoformat(made.built_at)
            yield from clock(built, "这个索引建成的时间", datetime.now(UTC), ahead=False)
            yield Finding(
                True,
                True,
                f"索引 {index_dir}/{made.generation}：{made.articles:,} 篇，{made.passages:,} 段，"
                f"建于 {made.built_at}，文件逐个校验无误",
            )
    except WenxunError as error:
        yield Finding(False, True, str(error))
