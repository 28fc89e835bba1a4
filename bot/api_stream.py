"""An answer as server-sent events: the articles' words at once, what a language model writes as it is checked."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from bot.api_models import AnswerModel
from bot.schema import Answer

MEDIA_TYPE = "text/event-stream"
ABOUT = (
    "With `Accept: text/event-stream`: the event `answer` (as in JSON) at once; `sentence` ({text}) for each sentence "
    "that a language model wrote, once it is checked; `written` (as `answer`, whole) after the last of them; "
    "`suggestions` ({questions}) when there are next questions that the index answers; `end`."
)


def answer_events(pieces: Iterator[Answer | str], suggest: Callable[[Answer], tuple[str, ...]]) -> Iterator[str]:
    """Turn what the service streams into events; what cannot be asked is raised here, before anything is sent."""
    first = next(piece for piece in pieces if isinstance(piece, Answer))

    def events() -> Iterator[str]:
        yield _event("answer", AnswerModel.of(first))
        last = first
        for piece in pieces:
            if isinstance(piece, Answer):
                last = piece
                yield _event("written", AnswerModel.of(piece))
            else:
                yield _event("sentence", {"text": piece})
        if questions := suggest(last):
            yield _event("suggestions", {"questions": list(questions)})
        yield _event("end", {})

    return events()


def _event(name: str, value: BaseModel | dict[str, Any]) -> str:
    data = (
        value.model_dump_json(exclude_unset=True)
        if isinstance(value, BaseModel)
        else json.dumps(value, ensure_ascii=False)
    )
    return f"event: {name}\ndata: {data}\n\n"
