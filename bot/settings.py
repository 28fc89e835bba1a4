"""Settings from the environment (`WENXUN_*`) or a `.env` file; secrets are never shown."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.keys import digest_of
from bot.llm.writing import TIMEOUT
from embeddings.encoding.segment import Engine


class Settings(BaseSettings):
    """Everything that can be set, with what it is when nothing is."""

    model_config = SettingsConfigDict(env_prefix="WENXUN_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    index_dir: Path = Field(Path("data/index"), description="索引所在的文件夹 · where the index lives")
    engine_uri: str | None = Field(
        None,
        pattern=r"^(https?://[^/\s]+.*|[^:]+\.db)$",
        description="Milvus 的地址，如 http://127.0.0.1:19530，或 milvus-lite 的 .db 文件 · search in Milvus instead",
    )
    engine_token: SecretStr | None = Field(None, description="Milvus 的 token，如 root:密码 · the token of Milvus")
    engine_ca: Path | None = Field(
        None, description="验 Milvus 的 TLS 证书用的 CA 证书，PEM 文件 · the authority behind its certificate"
    )
    engine_certificate: Path | None = Field(
        None, description="双向 TLS 时出示的证书，PEM 文件 · this side's certificate, for mutual TLS"
    )
    engine_key: Path | None = Field(None, description="这张证书的私钥，PEM 文件 · the key of that certificate")
    articles_dir: Path = Field(
        Path("data/articles"), description="rebuild 默认读的文章 · what rebuild reads by default"
    )
    conversations: Path = Field(
        Path("data/conversations.sqlite"), description="对话记录 · where conversations are kept"
    )
    model: str | None = Field(None, description="任一 sentence-transformers 模型的名字或文件夹 · another encoder")
    segmenter: Engine = Field("rjieba", description="分词：rjieba 快，jieba 是原版 · which segmenter cuts")
    user_dictionary: Path | None = Field(None, description="自定义词典，每行一个词 · words to keep whole, one a line")
    abstain_below: float | None = Field(None, ge=0, le=1, description="低于这个把握就说没有找到 · say no below this")
    llm_base_url: AnyHttpUrl | None = Field(
        None,
        description="任一 OpenAI 兼容服务的地址，如 http://127.0.0.1:11434/v1 · lets a language model write answers",
    )
    llm_model: str | None = Field(None, description="那里的模型名 · the model there")
    llm_api_key: SecretStr | None = Field(
        None, description="那里的密钥，不需要就不设 · the key there, if it asks for one"
    )
    llm_timeout: float = Field(TIMEOUT, gt=0, le=600, description="一次最多等多少秒 · the longest wait, in seconds")
    telegram_token: SecretStr | None = Field(None, description="Telegram 机器人的 token")
    telegram_webhook_url: str | None = Field(
        None, description="公网 https 地址；设了就用 webhook · a public https address, for webhook mode"
    )
    telegram_admins: tuple[int, ...] = Field(
        (), description="可用 /rebuild 的 Telegram 用户号，JSON 数组 · users who may rebuild"
    )
    telegram_chats: tuple[int, ...] = Field(
        (), description="只为这些聊天（人或群的号码）服务，JSON 数组；不设就为所有人 · serve only these chats"
    )
    telegram_state: Path = Field(
        Path("data/telegram.sqlite"), description="机器人的设置、翻页和评价 · the bot's memory"
    )
    api_keys: tuple[SecretStr, ...] = Field((), description="允许调用 /v1 的密钥，JSON 数组 · keys allowed to ask")
    admin_key: SecretStr | None = Field(None, description="重建索引所需的密钥 · the key that may rebuild")
    admin_keys: tuple[SecretStr, ...] = Field((), description="另几个管理密钥，JSON 数组 · more of them")
    rate_per_key: int = Field(600, ge=0, description="每个密钥每分钟最多几次，0 不限 · requests a minute of a key")
    rate_per_address: int = Field(
        120, ge=0, description="每个外来地址每分钟最多几次，0 不限；本机不计 · the same of an address without a key"
    )
    queue: int = Field(128, ge=0, description="最多几个请求同时在办或等着，0 不限 · requests under way or waiting")
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (), description="前面的反向代理的地址，JSON 数组；别的都不信 · proxies whose X-Forwarded-For is believed"
    )
    log_questions: bool = Field(False, description="把经 HTTP 问的问题写进日志 · log the questions asked over HTTP")
    cors_origins: tuple[str, ...] = Field((), description="可跨站调用的网站，JSON 数组 · sites whose pages may call")
    feeds: tuple[AnyHttpUrl, ...] = Field(
        (), description="serve 定时去取的 RSS/Atom 地址，JSON 数组 · feeds that serve polls"
    )
    feeds_minutes: float = Field(15, gt=0, le=10080, description="几分钟取一次 · how often, in minutes")
    feeds_private: bool = Field(False, description="也取内网的地址 · poll addresses of one's own network as well")
    hosts: tuple[str, ...] = Field((), description="/mcp 另外认的主机名，JSON 数组 · names of this server, for /mcp")

    @field_validator("api_keys", "admin_key", "admin_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr | tuple[SecretStr, ...] | None) -> SecretStr | tuple[SecretStr, ...] | None:
        for key in value if isinstance(value, tuple) else [value] if value else []:
            digest_of(key.get_secret_value())
        return value
