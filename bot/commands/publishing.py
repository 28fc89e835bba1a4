"""What was built here, copied to where the bots look for it, if that is elsewhere."""

from filelock import FileLock, Timeout

from bot.commands.opening import Parts
from embeddings.errors import BusyError
from embeddings.index.milvus_publish import PUBLISHING, publish
from embeddings.index.report import BuildReport, Progress, silent
from embeddings.index.snapshot import Snapshot


def published(parts: Parts, report: BuildReport, progress: Progress = silent) -> BuildReport:
    """Copy the live generation to Milvus where one is set, and tell its name there."""
    if parts.milvus is None:
        return report
    lock = FileLock(parts.index_dir / ".publishing", timeout=0)
    try:
        with (
            lock,
            report.timed(PUBLISHING),
            Snapshot.open(parts.index_dir, parts.encoder, parts.segmenter, parts.matcher) as snapshot,
        ):
            report.generation = publish(snapshot, parts.milvus, progress=progress)
    except Timeout:
        raise BusyError("另一个进程正在把索引写入 Milvus，请等它做完再试。") from None
    return report
