"""A small convolutional reader: for each token of a passage how much it speaks for being the answer, and for none.

Gated dilated convolutions (Dauphin et al. 2017) over aligned word vectors (Chen et al. 2017, "DrQA"), with a score for
"no answer" beside those of the tokens (Clark & Gardner 2018). Numpy alone; `bot.reader.training` makes the weights.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from bot.reader.inputs import Inputs
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.errors import ModelError

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "reader.safetensors"
#: Distance between the taps of each block's convolution, in tokens.
DILATIONS = (1, 2, 4, 1)
#: Taps of a convolution: over the passage, and over the question.
WIDTH, QUESTION_WIDTH = 5, 3
#: How sharply a passage token attends to the question's token nearest to it.
SHARPNESS = 8.0
#: Scales the product of two unit vectors to the size of the other inputs.
PRODUCT = 4.0

#: Log-odds of a passage without words.
NOTHING = -20.0


class Judgement(NamedTuple):
    """What the reader thinks of one passage.

    `tokens` (t,) says how the chance of being the answer is spread over the tokens, summing to 1. `odds` is the
    logarithm of the odds that the passage answers at all.
    """

    tokens: Floats
    odds: float


class Reader:
    """Judges passages; holds nothing but weights, so any number of threads may share it."""

    def __init__(self, matcher: LateInteraction, path: Path = WEIGHTS) -> None:
        self._matcher = matcher
        try:
            self._weights: Mapping[str, Floats] = {
                name: _laid_out(values.astype(np.float32)) for name, values in load_file(path).items()
            }
            missing = {"p.weight", "k.weight", f"b.{len(DILATIONS) - 1}.o.bias", "z.3.bias"} - self._weights.keys()
            if missing:
                raise ValueError(f"{missing} missing")
        except Exception as error:  # safetensors raises nothing narrower
            raise ModelError(f"模型文件 {path} 读不出来（{error}）。请重新安装 wenxun。") from error

    def judge(self, given: Inputs) -> Judgement:
        """Judge one passage for one question; one without words does not answer."""
        if not len(given.passage):
            return Judgement(np.zeros(0, np.float32), NOTHING)
        asked = self._question(given)
        words = self._matcher.vectors(given.passage)
        matched = self._matcher.vectors(given.matched)
        aligned = _softmax(words @ matched.T * np.float32(SHARPNESS)) @ matched
        tokens = (
            self._linear("p", words)
            + self._linear("al", aligned)
            + self._linear("mul", words * aligned) * np.float32(PRODUCT)
            + self._linear("f", given.signs)
            + asked
        )
        for number, dilation in enumerate(DILATIONS):
            tokens = self._block(f"b.{number}", tokens, dilation)
        tokens = self._normed("n", tokens)
        speaks = self._linear("t.2", _gelu(self._linear("t.0", tokens)))[:, 0]
        share = _softmax(speaks)
        whole = np.concatenate([tokens.max(axis=0), share @ tokens, asked])
        silence = self._linear("z.3", _gelu(self._linear("z.0", whole)))[0]
        top = speaks.max()
        return Judgement(share, float(top + np.log(np.exp(speaks - top).sum()) - silence))

    def _question(self, given: Inputs) -> Floats:
        """Sum up the question in one vector."""
        words = self._linear("q", self._matcher.vectors(given.asked))
        bent = _gelu(self._convolved("qc", words, QUESTION_WIDTH, 1))
        share = _softmax(self._linear("qa", bent)[:, 0])
        of_kind: Floats = self._weights["k.weight"][:, given.kind]
        return self._linear("qo", share @ bent) + of_kind

    def _block(self, name: str, tokens: Floats, dilation: int) -> Floats:
        bent = self._convolved(f"{name}.c", self._normed(f"{name}.n", tokens), WIDTH, dilation)
        values, gates = np.split(bent, 2, axis=1)
        # The logistic function, in the form that no gate overflows.
        return tokens + self._linear(f"{name}.o", values * (1 + np.tanh(gates / 2)) / 2)

    def _convolved(self, name: str, values: Floats, width: int, dilation: int) -> Floats:
        """Convolve (t, d), as many zeros beside the ends as keep the length."""
        reach = dilation * (width // 2)
        count, size = values.shape
        padded = np.zeros((count + 2 * reach, size), np.float32)
        padded[reach : reach + count] = values
        taps = np.empty((count, width * size), np.float32)
        for tap in range(width):
            taps[:, tap * size : (tap + 1) * size] = padded[tap * dilation : tap * dilation + count]
        return self._linear(name, taps)

    def _linear(self, name: str, values: Floats) -> Floats:
        product: Floats = values @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return product

    def _normed(self, name: str, values: Floats) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.einsum("td,td->t", centred, centred)[:, None] / np.float32(values.shape[1])
        normed: Floats = (
            centred / np.sqrt(spread + np.float32(1e-5)) * self._weights[f"{name}.weight"]
            + self._weights[f"{name}.bias"]
        )
        return normed


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
    inner = np.float32(0.7978846) * values * (1 + np.float32(0.044715) * values * values)
    bent: Floats = values / 2 * (1 + np.tanh(inner))
    return bent
