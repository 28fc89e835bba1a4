"""Whether Telegram can be reached and knows the token, and whether the clock here is the one there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from pydantic import SecretStr

from bot.commands.findings import Finding

BASE_URL = "https://api.telegram.org/bot"
#: Seconds that are waited for Telegram, and by which a clock may be off.
_PATIENCE, _OFF = 10.0, 300.0


def telegram(token: SecretStr | None, base_url: str | None = None) -> Iterator[Finding]:
    """Ask Telegram who the bot is; without a token nobody is asked. The token is in no finding."""
    if token is None:
        return
    try:
        reply = httpx.get(f"{base_url or BASE_URL}{token.get_secret_value()}/getMe", timeout=_PATIENCE)
        said = reply.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # The error's own words may hold the address, and the address the token.
        how = "请检查网络、防火墙和代理（HTTPS_PROXY）"
        yield Finding(False, False, f"连不上 Telegram（{type(error).__name__}）：{how}；网页和命令行不受影响")
        return
    if reply.status_code in (401, 404):
        yield Finding(False, True, "Telegram 不认这个 WENXUN_TELEGRAM_TOKEN：请向 @BotFather 核对或换一个")
    elif reply.is_success and isinstance(said, dict) and said.get("ok"):
        yield Finding(True, False, f"Telegram 有应答，机器人是 @{said['result'].get('username', '')}")
    else:
        yield Finding(False, False, f"Telegram 暂时不能应答（{reply.status_code}）：请过一会儿再试")
    if there := _date_of(reply):
        yield from clock(there, "Telegram", datetime.now(UTC))


def clock(there: datetime, whose: str, here: datetime, ahead: bool = True) -> Iterator[Finding]:
    """Compare the time here with one that is known; without `ahead`, only being behind it is wrong."""
    off = (here - there).total_seconds()
    if off < -_OFF or (ahead and off > _OFF):
        minutes = f"{abs(off) / 60:,.0f} 分钟"
        how = "「昨天」「上个月」会算错，请校准系统时间（如开启 NTP）"
        yield Finding(False, True, f"这台机器的时钟比{whose}{'慢' if off < 0 else '快'} {minutes}：{how}")


def _date_of(reply: httpx.Response) -> datetime | None:
    try:
        there = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return there if there.tzinfo else there.replace(tzinfo=UTC)
