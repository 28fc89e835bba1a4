"""The shapes of the OpenAI chat API, as far as a question-answering service needs them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

#: The one model there is.
MODEL = "wenxun"
_MOST_MESSAGES = 200


class TextPart(BaseModel):
    """A piece of a message; parts that are not text are passed over."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    def words(self) -> str:
        """Return the text of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """Whether the stream ends with the counts."""

    model_config = ConfigDict(extra="ignore")

    include_usage: StrictBool = False


class ChatBody(BaseModel):
    """A chat request; what steers a language model (temperature and the like) is accepted and has no effect."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "中俄睦邻友好合作条约是哪天宣布延期的？"}]}
            ]
        },
    )

    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=_MOST_MESSAGES)]
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None

    def questions(self) -> list[str]:
        """Return what the user said, oldest first; the last one is the question."""
        return [words for message in self.messages if message.role == "user" and (words := message.words().strip())]


class Usage(BaseModel):
    """Counts in characters: nothing here is made of tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, question: str, reply: str) -> "Usage":
        """Count both sides."""
        return cls(prompt_tokens=len(question), completion_tokens=len(reply), total_tokens=len(question) + len(reply))


class Reply(BaseModel):
    """The assistant's message."""

    role: Literal["assistant"] = "assistant"
    content: str


class Choice(BaseModel):
    """The one choice there is."""

    index: int = 0
    message: Reply
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """A whole reply."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


class ModelCard(BaseModel):
    """One model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "wenxun"


class ModelList(BaseModel):
    """Every model."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


def chunk(head: dict[str, Any], delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    """Shape one event of a stream; `head` is what every event of it shares."""
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}
