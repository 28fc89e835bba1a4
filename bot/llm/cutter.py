"""A text that arrives in pieces, cut into sentences that keep their citation marks."""

import re

from embeddings.text import sentences

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_MARK = re.compile(r"[\[【［]\s*\^?(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】］]")
# Models also set their marks after the stop.
_AFTER_STOP = re.compile(r"([。！？!?…]+[”’」』）)》〉\"']*)[ \t]*((?:\[\d{1,3}\][ \t]*)+)")
_MAYBE_MARK = re.compile(r"[\s\d,，、^\[\]【】［］]*")


class Cutter:
    """Takes pieces of text and gives each sentence once it is complete, its marks as `[1][2]` before its stop.

    >>> cutter = Cutter()
    >>> cutter.feed("大桥通车。【1】全长三"), cutter.feed("公里[1,"), cutter.feed("2]"), cutter.finish()
    (['大桥通车[1]。'], [], [], ['全长三公里[1][2]'])
    """

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> list[str]:
        """Take a piece; give the sentences that it completes."""
        self._text = _THOUGHT.sub("", self._text + piece)
        if "<think>" in self._text:
            return []
        text = _tidy(self._text)
        spans = list(sentences(text))
        # What follows a stop may still turn out to be the mark of the sentence before it.
        kept = 2 if spans and _MAYBE_MARK.fullmatch(text, spans[-1][0]) else 1
        if len(spans) <= kept:
            return []
        self._text = text[spans[-kept][0] :]
        return [text[start:end] for start, end in spans[:-kept]]

    def finish(self) -> list[str]:
        """Give what is left."""
        text, self._text = _tidy(self._text.partition("<think>")[0]), ""
        return [text[start:end] for start, end in sentences(text)]


def _tidy(text: str) -> str:
    text = _MARK.sub(lambda match: "".join(f"[{number}]" for number in re.findall(r"\d+", match[1])), text)
    return _AFTER_STOP.sub(lambda match: match[2].replace(" ", "").replace("\t", "") + match[1], text)
