"""From settings to the parts that every command opens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import ValidationError
from pydantic_settings.exceptions import SettingsError as UnreadableSettingError

from bot.conversation_store import ConversationStore
from bot.llm.completions import Completions
from bot.llm.writing import Writer
from bot.service import Service
from bot.settings import Settings
from embeddings.encoding.encoder import Encoder, load_encoder
from embeddings.encoding.late_interaction import LateInteraction, shipped
from embeddings.encoding.segment import Segmenter
from embeddings.errors import WenxunError
from embeddings.index.engine import Origin
from embeddings.index.milvus import MilvusOrigin
from embeddings.index.milvus_client import Milvus, MilvusPlace

INDEX = click.option(
    "--index", type=click.Path(path_type=Path, file_okay=False), help="索引文件夹，默认取 WENXUN_INDEX_DIR。"
)


#: What is to be written, where not every text will do.
_WANTED = {
    "abstain_below": " 0 到 1 之间的数",
    "engine_uri": " http:// 或 https:// 开头的地址，或以 .db 结尾的文件名",
    "admin_key": "一个密钥，或 sha256: 加 64 位十六进制",
    "admin_keys": '成 JSON 数组，如 ["甲钥","sha256:……"]',
    "api_keys": '成 JSON 数组，如 ["甲钥","sha256:……"]',
    "feeds": '成 JSON 数组，如 ["https://example.org/rss.xml"]',
    "feeds_minutes": " 0 到 10080 之间的分钟数",
    "feeds_private": " true 或 false",
    "log_questions": " true 或 false",
    "queue": " 0（不限）或一个正整数",
    "rate_per_address": " 0（不限）或一个正整数",
    "rate_per_key": " 0（不限）或一个正整数",
    "telegram_admins": "成 JSON 数组，如 [11,12]",
    "telegram_chats": "成 JSON 数组，如 [11,-1001234]",
    "trusted_proxies": '成 JSON 数组，如 ["127.0.0.1","10.0.0.0/8"]',
    "segmenter": " rjieba 或 jieba",
    "llm_base_url": "一个 http:// 或 https:// 开头的地址",
    "llm_timeout": " 0 到 600 之间的秒数",
}


class SettingsError(WenxunError):
    """A setting that cannot be used."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the index is, and the encoder and segmenter that make and read it."""

    settings: Settings
    index_dir: Path
    encoder: Encoder
    segmenter: Segmenter
    matcher: LateInteraction
    milvus: Milvus | None = None

    def service(self, conversations: ConversationStore | None = None) -> Service:
        """Open the service; whoever called closes it. Conversations end with it unless a store is given."""
        completions = read_completions(self.settings)
        return Service(
            self._origin(),
            self.encoder,
            self.segmenter,
            self.settings.abstain_below,
            conversations,
            self.matcher,
            Writer(completions, self.settings.llm_timeout) if completions else None,
        )

    def _origin(self) -> Path | Origin:
        """Name the folder of the index, or the Milvus that is set."""
        if self.milvus is None:
            return self.index_dir
        return MilvusOrigin(self.milvus, self.encoder, self.segmenter, self.matcher)


def read_settings() -> Settings:
    """Read the environment and `.env`; SettingsError names the first setting that is wrong, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        raise _wrong(str(error.errors()[0]["loc"][0])) from None
    except UnreadableSettingError as error:
        # It has no other word of which one it was.
        found = re.search(r'field "(\w+)"', str(error))
        raise _wrong(found[1] if found else "*") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError("当前文件夹里的 .env 读不出来，请把它存成 UTF-8 的文本文件，或移走它。") from None


def read_completions(settings: Settings) -> Completions | None:
    """Make the client of the language model that is set, or None where none is; nothing is sent yet."""
    if settings.llm_base_url is None and settings.llm_model is None:
        return None
    if settings.llm_base_url is None or settings.llm_model is None:
        missing = "BASE_URL" if settings.llm_base_url is None else "MODEL"
        raise SettingsError(f"WENXUN_LLM_BASE_URL 和 WENXUN_LLM_MODEL 要一起设；现在少 WENXUN_LLM_{missing}。")
    return Completions(str(settings.llm_base_url), settings.llm_model, settings.llm_api_key)


def _wrong(field: str) -> SettingsError:
    wanted = _WANTED.get(field, "")
    return SettingsError(f"设置 WENXUN_{field.upper()} 的值不对{wanted and f'，要写{wanted}'}；请改正或去掉它。")


def read_parts(index: Path | None) -> Parts:
    """Load what the settings name; `index` goes before WENXUN_INDEX_DIR."""
    settings = read_settings()
    return Parts(
        settings=settings,
        index_dir=index or settings.index_dir,
        encoder=load_encoder(settings.model),
        segmenter=Segmenter(settings.user_dictionary, settings.segmenter),
        matcher=shipped(),
        milvus=read_milvus(settings),
    )


def read_milvus(settings: Settings) -> Milvus | None:
    """Name the Milvus that is set, or None where none is; nothing is sent yet."""
    if settings.engine_uri is None:
        return None
    token = settings.engine_token.get_secret_value() if settings.engine_token else None
    places = settings.engine_ca, settings.engine_certificate, settings.engine_key
    for name, place in zip(("CA", "CERTIFICATE", "KEY"), places, strict=True):
        if place is not None and not place.is_file():
            raise SettingsError(f"设置 WENXUN_ENGINE_{name} 指的文件不存在；请改正或去掉它。")
    if (settings.engine_certificate is None) != (settings.engine_key is None) or (
        settings.engine_key is not None and settings.engine_ca is None
    ):
        raise SettingsError(
            "WENXUN_ENGINE_CERTIFICATE、_ENGINE_KEY 和 _ENGINE_CA 要一起设；只验服务器只要 _ENGINE_CA。"
        )
    return Milvus(MilvusPlace(settings.engine_uri, token, *places))


@contextmanager
def opened_service(index: Path | None) -> Iterator[Service]:
    """Open a service and close it at the end; an unusable index is told before anything is asked."""
    service = read_parts(index).service()
    try:
        service.info()
        yield service
    finally:
        service.close()
