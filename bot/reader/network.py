"""A small convolutional reader: for each token of a passage how much it speaks for being the answer, and for none.

Gated dilated convolutions (Dauphin et al. 2017) over aligned word vectors (Chen et al. 2017, "DrQA"), with a score for
"no answer" beside those of the tokens (Clark & Gardner 2018). Numpy alone; `bot.reader.training` makes the weights.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, count, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from bot.reader.convolution import OUTPUTS, WIDTH, Convolution
from bot.reader.inputs import Inputs, Near, Question
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.errors import ModelError

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "reader.safetensors"
#: Distance between the taps of each block's convolution, in tokens.
DILATIONS = (1, 2, 4, 1)
#: Taps of the convolution over the question.
QUESTION_WIDTH = 3
#: How sharply a passage token attends to the question's token nearest to it.
SHARPNESS = 8.0
#: Scales the product of two unit vectors to the size of the other inputs.
PRODUCT = 4.0

#: Log-odds of a passage without words.
NOTHING = -20.0
#: Farthest that a convolution looks to one side, in tokens.
_REACH = max(DILATIONS) * (WIDTH // 2)
#: Passages are laid out in a number of rows that every convolution can do.
_ROWS = max(DILATIONS) * OUTPUTS
_EPSILON = 1e-5
#: All layers but those of the blocks and the rows of the kinds.
_LAYERS = ("p", "al", "mul", "f", "q", "qc", "qa", "qo", "n", "t.0", "t.2", "z.0", "z.3")


class Judgement(NamedTuple):
    """What the reader thinks of one passage.

    `tokens` (t,) says how the chance of being the answer is spread over the tokens, summing to 1. `odds` is the
    logarithm of the odds that the passage answers at all.
    """

    tokens: Floats
    odds: float


class Prepared(NamedTuple):
    """A question as the reader takes it up: its summary (size,), its m words to match, and the first layer for it.

    The first layer is for rows of: a word, that word by the aligned one, the shares of the question's m words, signs.
    """

    summary: Floats
    matched: Floats
    layer: Floats


class _Block:
    """Normed, convolved, gated, added.

    What is the same for every passage is worked into the weights once: scale and shift of the norm, the halves of the
    logistic function, and the mean of the rows: what adds to them leaves them a mean of zero.
    """

    def __init__(self, weights: Mapping[str, Floats], name: str, dilation: int) -> None:
        taps = weights[f"{name}.c.weight"].transpose(2, 1, 0)
        # One more input is 1 at every token and 0 beside them: it carries the shift, and in the middle the bias.
        ones = weights[f"{name}.n.bias"] @ taps
        ones[WIDTH // 2] += weights[f"{name}.c.bias"]
        size = taps.shape[1]
        scale = weights[f"{name}.n.weight"] * np.sqrt(np.float32(size))
        taps = np.concatenate([taps * scale[:, None], ones[:, None]], axis=1)
        # The logistic function is (1 + tanh(x / 2)) / 2, in the form that no gate overflows.
        values, gates = taps[..., :size], taps[..., size:] / 2
        self._out = _centred(weights[f"{name}.o.weight"].T) / 2
        self._bias = _centred(weights[f"{name}.o.bias"])
        self._convolution = Convolution(dilation, values, gates)
        self._beside = _REACH - dilation * (WIDTH // 2)

    def add_to(self, rows: Floats, padded: Floats) -> None:
        """Add to the rows; `padded` holds them normed, with a 1 at every token, and _REACH zeros on both sides."""
        values, gates = self._convolution.over(padded[self._beside : len(padded) - self._beside])
        np.tanh(gates, out=gates)
        gates += 1
        gates *= values
        added = gates @ self._out
        added += self._bias
        ordered = self._convolution.ordered(rows)
        ordered += added.reshape(ordered.shape)


class Reader:
    """Judges passages; holds nothing but weights, so any number of threads may share it."""

    def __init__(self, matcher: LateInteraction, path: Path = WEIGHTS) -> None:
        self._matcher = matcher
        try:
            weights = {name: values.astype(np.float32) for name, values in load_file(path).items()}
            self._blocks = [_Block(weights, f"b.{number}", dilation) for number, dilation in enumerate(DILATIONS)]
            names = [f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias")]
            self._weights = {name: _laid_out(weights[name]) for name in names}
            self._kinds = weights["k.weight"]
            self._last = weights["n.weight"] * np.sqrt(np.float32(len(weights["n.weight"])))
            product = np.float32(PRODUCT)
            self._words = _centred(np.concatenate([self._weights["p.weight"], self._weights["mul.weight"] * product]))
            self._shared, self._signs = _centred(self._weights["al.weight"]), _centred(self._weights["f.weight"])
            self._same = sum((weights[f"{name}.bias"] for name in ("p", "al", "f")), weights["mul.bias"] * product)
        except Exception as error:  # safetensors raises nothing narrower
            raise ModelError(f"模型文件 {path} 读不出来（{error}）。请重新安装 wenxun。") from error

    def prepare(self, question: Question) -> Prepared:
        """Take up a question."""
        words = self._linear("q", self._matcher.vectors(question.asked))
        padded = np.zeros((len(words) + QUESTION_WIDTH - 1, words.shape[1]), np.float32)
        padded[QUESTION_WIDTH // 2 :][: len(words)] = words
        taps = np.concatenate([padded[tap : tap + len(words)] for tap in range(QUESTION_WIDTH)], axis=1)
        bent = _gelu(self._linear("qc", taps))
        share = _softmax(self._linear("qa", bent)[:, 0])
        summary = self._linear("qo", share @ bent) + self._kinds[question.kind]
        matched = self._matcher.vectors(question.matched)
        # The shares of a token sum to 1: what all tokens get is added to each of the words that are shared out.
        shared = matched @ self._shared + _centred(summary + self._same)
        return Prepared(summary, matched, np.concatenate([self._words, shared, self._signs]))

    def judge(self, question: Prepared, given: Sequence[Inputs], near: Near | None = None) -> list[Judgement]:
        """Judge passages for one question; one without words does not answer. `near` is theirs, where it is at hand."""
        if near is None:
            vectors = self._matcher.vectors(np.concatenate([one.passage for one in given]))
            near = Near(vectors, question.matched @ vectors.T)
        read = [one for one in given if len(one.passage)]
        judged = iter(self._weighed(question, *self._read(question, read, near)) if read else ())
        return [next(judged) if len(one.passage) else Judgement(np.zeros(0, np.float32), NOTHING) for one in given]

    def _read(self, question: Prepared, given: Sequence[Inputs], near: Near) -> tuple[Floats, list[slice]]:
        """Give the last layer's rows, and which are the tokens of each passage."""
        words = near.vectors
        # No cosine is so large that it would need the largest taken away.
        share = np.exp(near.cosines * np.float32(SHARPNESS))
        share /= share.sum(axis=0)
        signs = np.concatenate([one.signs for one in given])
        read = np.concatenate([words, words * (share.T @ question.matched), share.T, signs], axis=1) @ question.layer
        # Passages stand below each other, with zeros between them as far as a convolution looks.
        edges = [0, *accumulate(len(one.passage) for one in given)]
        gaps = count(0, _REACH)
        places = [slice(first + gap, last + gap) for (first, last), gap in zip(pairwise(edges), gaps, strict=False)]
        height = -(-places[-1].stop // _ROWS) * _ROWS
        rows = np.zeros((height, read.shape[1]), np.float32)
        padded = np.zeros((height + 2 * _REACH, read.shape[1] + 1), np.float32)
        inside = padded[_REACH:-_REACH]
        for place, (first, last) in zip(places, pairwise(edges), strict=True):
            rows[place] = read[first:last]
            inside[place, -1] = 1
        is_token = inside[:, -1].copy()
        for block in self._blocks:
            np.multiply(rows, (is_token / _lengths(rows))[:, None], out=inside[:, :-1])
            block.add_to(rows, padded)
        rows /= _lengths(rows)[:, None]
        rows *= self._last
        rows += self._weights["n.bias"]
        return rows, places

    def _weighed(self, question: Prepared, rows: Floats, places: Sequence[slice]) -> list[Judgement]:
        """Judge passages, each by its place in the last layer's rows."""
        speaks = self._linear("t.2", _gelu(self._linear("t.0", rows)))[:, 0]
        shares: list[Floats] = []
        heard: list[float] = []
        wholes: list[Floats] = []
        for place in places:
            tokens, spoken = rows[place], speaks[place]
            top = spoken.max()
            raised = np.exp(spoken - top)
            total = raised.sum()
            shares.append(raised / total)
            heard.append(float(top + np.log(total)))
            wholes.append(np.concatenate([tokens.max(axis=0), shares[-1] @ tokens, question.summary]))
        silence = self._linear("z.3", _gelu(self._linear("z.0", np.stack(wholes))))[:, 0].tolist()
        return [Judgement(share, loud - still) for share, loud, still in zip(shares, heard, silence, strict=True)]

    def _linear(self, name: str, values: Floats) -> Floats:
        product: Floats = values @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return product


def _lengths(rows: Floats) -> Floats:
    """Give the length of each row, whose mean is zero; that over the root of its size is its standard deviation."""
    squares = np.einsum("td,td->t", rows, rows)
    squares += _EPSILON * rows.shape[1]
    lengths: Floats = np.sqrt(squares, out=squares)
    return lengths


def _centred(weights: Floats) -> Floats:
    """Change weights (..., out) so that the outputs have a mean of zero."""
    return np.ascontiguousarray(weights - weights.mean(axis=-1, keepdims=True))


def _laid_out(weight: Floats) -> Floats:
    """Lay a layer's weights (out, size) or (out, size, width) out for products from the left: (width * size, out)."""
    if weight.ndim < 2:
        return weight
    taps = weight if weight.ndim == 3 else weight[..., None]
    return np.ascontiguousarray(taps.transpose(2, 1, 0).reshape(-1, len(weight)))


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    share: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return share


def _gelu(values: Floats) -> Floats:
    """Hendrycks & Gimpel 2016, by its tanh formula."""
    # Products, not powers: numpy takes a power a hundred times as long.
    bent = values * values
    bent *= np.float32(0.7978846 * 0.044715)
    bent += np.float32(0.7978846)
    bent *= values
    np.tanh(bent, out=bent)
    bent += 1
    bent *= values
    bent /= 2
    return bent
