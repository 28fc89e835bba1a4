"""Whether the Milvus that is set can be reached."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bot.commands.findings import Finding

#: Seconds that are waited for it.
_PATIENCE = 5.0
_PORT = 19530


def engine(uri: str | None) -> Iterator[Finding]:
    """Knock where Milvus should be, if one is set; what stands before an @ in the address is in no finding."""
    if uri is None:
        return
    parts = urlsplit(uri)
    if not parts.hostname:
        folder = Path(uri).absolute().parent
        good = folder.is_dir()
        yield Finding(good, True, f"Milvus 文件 {uri}" + ("" if good else f"：文件夹 {folder} 不存在，请先建好它"))
        return
    shown = f"{parts.hostname}:{_port(uri)}"
    try:
        with socket.create_connection((parts.hostname, _port(uri)), _PATIENCE):
            yield Finding(True, True, f"Milvus（{shown}）连得上")
    except (OSError, UnicodeError, OverflowError):
        how = "请检查它是否在运行、WENXUN_ENGINE_URI 和防火墙；或去掉 WENXUN_ENGINE_URI，用本机的索引"
        yield Finding(False, True, f"连不上 Milvus（{shown}）：{how}")


def _port(uri: str) -> int:
    try:
        return urlsplit(uri).port or _PORT
    except ValueError:
        return 0
