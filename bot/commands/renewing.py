"""How a running server renews its index: all of it, or what has come."""

import logging
from collections.abc import Mapping
from typing import Any

from bot.changed import ChangedFiles
from bot.commands.opening import Parts
from bot.commands.publishing import published
from bot.feeds.polling import FOLDER as FEEDS
from bot.rebuilding import Rebuilding
from bot.receiving import FOLDER
from bot.service import Service
from embeddings.errors import IndexUnusableError
from embeddings.index.adding import add
from embeddings.index.build import rebuild
from embeddings.index.report import BuildReport

_LOG = logging.getLogger(__name__)


def rebuilding_of(parts: Parts, service: Service) -> Rebuilding:
    """Rebuild from the folder of articles; add what was handed in or came by feeds since."""
    articles = parts.settings.articles_dir
    came = ChangedFiles((articles / FOLDER, articles / FEEDS))

    def work(full: bool) -> Mapping[str, Any]:
        came.look()
        report = rebuild(
            [articles],
            parts.index_dir,
            parts.encoder,
            parts.segmenter,
            matcher=parts.matcher,
            full=full,
            progress=rebuilding.progress,
        )
        return taken_up(report)

    def take_in() -> Mapping[str, Any]:
        paths = came.look()
        if not paths:
            info = service.info()
            return BuildReport(info.generation, info.articles, info.passages).as_object()
        try:
            report = add(
                paths,
                parts.index_dir,
                parts.encoder,
                parts.segmenter,
                matcher=parts.matcher,
                merge=parts.milvus is not None,
                progress=rebuilding.progress,
            )
        except IndexUnusableError as error:
            _LOG.warning("nothing can be added to the index, it is built anew: %s", error)
            return work(False)
        return taken_up(report)

    def taken_up(report: BuildReport) -> Mapping[str, Any]:
        report = published(parts, report, rebuilding.progress)
        came.taken()
        service.reload()
        return report.as_object()

    rebuilding = Rebuilding(work, take_in)
    return rebuilding
