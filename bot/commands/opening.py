"""From settings to the parts that every command opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from bot.conversation_store import ConversationStore
from bot.service import Service
from bot.settings import Settings
from embeddings.encoding.encoder import Encoder, load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.errors import WenxunError

INDEX = click.option(
    "--index", type=click.Path(path_type=Path, file_okay=False), help="索引文件夹，默认取 WENXUN_INDEX_DIR。"
)


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

    def service(self, conversations: ConversationStore | None = None) -> Service:
        """Open the service; whoever called closes it. Conversations end with it unless a store is given."""
        return Service(
            self.index_dir, self.encoder, self.segmenter, self.settings.abstain_below, conversations, self.matcher
        )


def read_settings() -> Settings:
    """Read the environment and `.env`; SettingsError names the first setting that is wrong, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        first: Any = error.errors()[0]
        name = "WENXUN_" + str(first["loc"][0]).upper()
        raise SettingsError(f"设置 {name} 的值不对（{first['msg']}），请改正或去掉它。") from None


def read_parts(index: Path | None) -> Parts:
    """Load what the settings name; `index` goes before WENXUN_INDEX_DIR."""
    settings = read_settings()
    return Parts(
        settings=settings,
        index_dir=index or settings.index_dir,
        encoder=load_encoder(settings.model),
        segmenter=Segmenter(settings.user_dictionary),
        matcher=LateInteraction(),
    )


@contextmanager
def opened_service(index: Path | None) -> Iterator[Service]:
    """Open a service and close it at the end; an unusable index is told before anything is asked."""
    service = read_parts(index).service()
    try:
        service.info()
        yield service
    finally:
        service.close()
