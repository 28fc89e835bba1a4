import json
from collections.abc import Callable, Iterator

import pytest

from bot.service import Service
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.attacks import MARKUP, ORDERS
from tests.botapi.server import BotApi
from tests.toys import ToyEncoder

pytestmark = pytest.mark.anyio

ATTACKS = [*MARKUP, *(order for order, _ in ORDERS)]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter) -> Iterator[Service]:
    """Open an index whose every article is an attack, each about something of its own."""
    folder = tmp_path_factory.mktemp("attacked")
    lines = [
        json.dumps(
            {
                "id": f"a{number}",
                "title": f"{number}号渡口{attack}",
                "published": "2024-05-06",
                "source": f"{attack}报",
                "url": "javascript:window.hit=1",
                "body": f"{number}号渡口5月6日开航。{attack}。渡轮每天{number + 3}班。",
            }
        )
        for number, attack in enumerate(ATTACKS)
    ]
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rebuild([folder / "articles.jsonl"], folder / "index", ToyEncoder(), segmenter)
    service = Service(folder / "index", ToyEncoder(), segmenter, abstain_below=0)
    yield service
    service.close()


async def test_chats_show_attacks_as_text(api: BotApi, serve, attacked: Service, tally: Callable[[str], None]) -> None:
    """Each attack comes as an article, as a question, by /latest, /timeline and inline: no message is refused."""
    async with serve(service=attacked):
        for number, attack in enumerate(ATTACKS):
            said = "".join(attack.encode(errors="replace").decode().split("\x00"))
            await api.say(1000 + number, f"{number}号渡口哪天开航？")
            await api.say(3000 + number, f"{number}号渡口{said}")
            await api.say(5000 + number, f"/{('latest', 'timeline')[number % 2]} {number}号渡口{said}"[:400])
            await api.type_inline(7000 + number, f"{number}号渡口")
        await api.until(lambda: len({message.chat_id for message in api.sent}) == 3 * len(ATTACKS), seconds=300)
        await api.until(lambda: len(api.inline_answers) == len(ATTACKS), seconds=300)
        await api.quiet()
    assert {call.method for call in api.calls if not call.done} <= {"getUpdates"}
    entities = [entity for message in api.sent for entity in message.entities]
    assert {entity["type"] for entity in entities} <= {"bold", "italic", "underline", "expandable_blockquote"}
    assert not any("url" in entity for entity in entities)
    tally(
        f"{len(ATTACKS)} attacks in Telegram, each as an article, a question, a list and inline: "
        f"{len(api.sent) + len(api.inline_answers)} messages and lists, 0 refused, 0 links"
    )
