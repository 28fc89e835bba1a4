from pathlib import Path

import pytest

from bot.service import Service
from tests.botapi.load import load

pytestmark = pytest.mark.anyio


async def test_many_chats_at_once_are_all_answered_once(service: Service, tmp_path: Path) -> None:
    """Sixty chats at the same moment, and a Telegram that takes thirty messages a second: none lost, none doubled."""
    result = await load(service, ["青川大桥哪天合龙？", "新馆门票多少钱？"], 60, 30, tmp_path / "state.sqlite")
    assert (result.lost, result.doubled, len(result.seconds)) == (0, 0, 60)
