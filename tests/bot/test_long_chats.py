"""Ten long conversations over real articles, with changes of subject and questions that nothing answers.

The questions and the facts wanted are in our own words, the articles are named by id. A turn is right when the answer
holds the fact, or is refused where there is none. Skipped where the corpus is not at hand.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.schema import Query
from bot.service import Service
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild

CHATS = [json.loads(line) for line in Path(__file__).with_name("long_chats.jsonl").read_text("utf-8").splitlines()]
#: Turns of each that are right, of how many.
RIGHT = {
    "space": (8, 12),
    "moon": (6, 11),
    "planes": (11, 12),
    "links": (10, 12),
    "disasters": (8, 12),
    "ships": (10, 13),
    "rail": (10, 11),
    "water": (9, 11),
    "games": (13, 13),
    "people": (11, 13),
}


@pytest.fixture(scope="module")
def service(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Index the whole corpus, which takes some twenty seconds."""
    folder = tmp_path_factory.mktemp("news")
    encoder, segmenter, matcher = load_encoder(), Segmenter(), LateInteraction()
    rebuild([shared_data / "news" / "xwlb-20k.jsonl.xz"], folder, encoder, segmenter, matcher=matcher)
    opened = Service(folder, encoder, segmenter, matcher=matcher)
    yield opened
    opened.close()


def test_every_chat_is_long_and_changes_its_subject() -> None:
    """Eight turns at least, over two articles at least, one of them without an answer."""
    assert {chat["cid"]: len(chat["turns"]) for chat in CHATS} == {name: turns for name, (_, turns) in RIGHT.items()}
    for chat in CHATS:
        subjects = {turn["gold_ids"][0] for turn in chat["turns"] if turn["gold_ids"]}
        assert len(chat["turns"]) >= 8
        assert len(subjects) >= 2
        assert sum(turn["answer"] is None for turn in chat["turns"]) == 1


@pytest.mark.parametrize("chat", CHATS, ids=[chat["cid"] for chat in CHATS])
def test_turns_are_answered(service: Service, chat: dict) -> None:  # type: ignore[type-arg]
    """As many turns are right as were when this was measured, or more."""
    right = 0
    for turn in chat["turns"]:
        answer = service.ask(Query(turn["user"], 10, conversation_id=chat["cid"], today=date(2026, 11, 22)))
        right += answer.abstained if turn["answer"] is None else turn["answer"] in (answer.text or "")
    assert right >= RIGHT[chat["cid"]][0]
