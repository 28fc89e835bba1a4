"""The door for assistants: three tools over the service, by the official MCP package (extra `mcp`)."""

import logging
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from bot.api_models import AnswerModel, ArticleModel
from bot.api_requests import K_LIMIT, ConversationId, Day, Outlet, Question
from bot.api_topics import Sources
from bot.schema import Answer, Query
from bot.service import Service
from embeddings.errors import WenxunError

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS = (
    "Answers questions about Chinese news articles in the articles' own words. Ask search_news in Chinese. Quote what "
    "it returns and name the outlet and the date. When `abstained` is true the articles do not say it: tell the user "
    "so, and do not answer from the nearest articles."
)


HOW_TO_INSTALL = "没有安装 MCP，请运行 pip install 'wenxun[mcp]'。"


class McpMissingError(WenxunError):
    """The package `mcp` is not installed."""


def mcp_installed() -> bool:
    """Tell whether the extra is installed, without importing it."""
    return find_spec("mcp") is not None


def build_mcp(service: Service, ask: Callable[[Query], Answer], version: str = "0") -> "MCPServer[Any]":
    """Build the server over `service`; `ask` is the service's, or one that counts.

    Raises:
        McpMissingError: the extra is not installed.

    """
    if not mcp_installed():
        raise McpMissingError(HOW_TO_INSTALL)
    # 24 MB and half a second that most servers have no use for.
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    # Its constructor sets up logging for the whole process, unless somebody has.
    root, placeholder = logging.getLogger(), logging.NullHandler()
    root.addHandler(placeholder)
    server: MCPServer[Any] = MCPServer("wenxun", title="问讯", version=version, instructions=_INSTRUCTIONS)
    root.removeHandler(placeholder)
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    def tell(error: WenxunError) -> ToolError:
        return ToolError(str(error))

    @server.tool(title="搜索新闻 · Search the news", annotations=reading)
    def search_news(
        question: Annotated[Question, Field(description="A question in Chinese, e.g. 哪天宣布延期的？")],
        k: Annotated[int, Field(ge=1, le=K_LIMIT, description="At most this many articles.")] = 5,
        since: Annotated[Day | None, Field(description="Only from this day on, YYYY-MM-DD.")] = None,
        until: Annotated[Day | None, Field(description="Only up to this day, YYYY-MM-DD.")] = None,
        source: Annotated[Outlet | None, Field(description="Only this outlet, named as by list_sources.")] = None,
        conversation_id: Annotated[
            ConversationId | None, Field(description="The same for follow-up questions.")
        ] = None,
    ) -> AnswerModel:
        """Find the sentence that answers and the passages around it, each with outlet, date and link."""
        try:
            return AnswerModel.of(ask(Query(question, k, since, until, source, conversation_id)))
        except WenxunError as error:
            raise tell(error) from error

    @server.tool(title="读一篇报道 · Read an article", annotations=reading)
    def get_article(
        article_id: Annotated[str, Field(min_length=1, max_length=300, description="As in a search result.")],
    ) -> ArticleModel:
        """Read one article whole."""
        try:
            article = service.article(article_id)
        except WenxunError as error:
            raise tell(error) from error
        if article is None:
            raise ToolError("没有这篇报道，请照 search_news 结果里的 article_id 写编号。")
        return ArticleModel.of(article)

    @server.tool(title="有哪些媒体 · List the outlets", annotations=reading)
    def list_sources() -> Sources:
        """List the outlets whose articles are indexed, and how many each has."""
        try:
            return Sources.of(service)
        except WenxunError as error:
            raise tell(error) from error

    return server
