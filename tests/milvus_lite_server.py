"""milvus-lite as a server, of whichever kind is installed: `milvus_lite_server.py FOLDER PORT`."""

import os
import sys
from pathlib import Path

from tests.milvus import is_core


def main(folder: str, port: str) -> None:
    """Serve what is in a folder on loopback until killed."""
    Path(folder).mkdir(exist_ok=True)
    if not is_core():
        from milvus_lite.cmdline import main as serve

        serve(["server", "--data-dir", folder, "--host", "127.0.0.1", "--port", port])
        return
    # milvus-lite 2 brings Milvus' core as a program, and starts it for a file; it serves a port just as well.
    from milvus_lite.server import Server

    core = Server(str(Path(folder) / "news.db"), f"127.0.0.1:{port}")
    os.environ["LD_LIBRARY_PATH"] = str(Path(core.milvus_bin).parent)
    os.execv(core.milvus_bin, [str(argument) for argument in core.args])


if __name__ == "__main__":
    main(*sys.argv[1:])
