"""`wenxun mcp` talks to the official client over standard input and output."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.cli import main

mcp = pytest.importorskip("mcp")

ARTICLE = {
    "title": "东江渡轮换新船",
    "published": "2024-10-08",
    "source": "东江晚报",
    "body": "东江渡轮10月8日换上新船，可载客三百二十人。",
}


def test_an_assistant_asks_over_standard_input(tmp_path: Path) -> None:
    """The command answers from the index it was given, and writes nothing but the protocol."""
    articles, index = tmp_path / "articles.jsonl", tmp_path / "index"
    articles.write_text(json.dumps(ARTICLE), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["rebuild", str(articles), "--index", str(index), "--json"])
    assert ended.value.code == 0
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", "from bot.cli import main; main()", "mcp", "--index", str(index)],
        env=dict(os.environ),
        cwd=Path(__file__).parents[3],
    )

    async def talk() -> Any:
        async with mcp.Client(command) as client:
            return await client.call_tool("search_news", {"question": "东江渡轮新船可载客多少人？"})

    told = anyio.run(talk).structured_content
    assert told["results"][0]["title"] == "东江渡轮换新船"
    assert "三百二十人" in told["answer"]
