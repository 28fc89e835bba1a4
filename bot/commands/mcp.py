"""`wenxun mcp`: the MCP server over standard input and output, for an assistant on this machine."""

from importlib.metadata import version
from pathlib import Path

import click

from bot.commands.opening import INDEX, opened_service
from bot.mcp_server import build_mcp


@click.command("mcp")
@INDEX
def mcp_command(index: Path | None) -> None:
    """用标准输入输出做 MCP 服务，供本机的助手使用。 Serve MCP over standard input and output."""
    with opened_service(index) as service:
        build_mcp(service, service.ask, version("wenxun")).run("stdio")
