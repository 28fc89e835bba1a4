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
                name: values.astype(np.float32) for name, values in load_file(path).items()
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
        bent = _gelu(_convolved(words, self._weights["qc.weight"], self._weights["qc.bias"], 1))
        share = _softmax(self._linear("qa", bent)[:, 0])
        of_kind: Floats = self._weights["k.weight"][given.kind]
        return self._linear("qo", share @ bent) + of_kind

    def _block(self, name: str, tokens: Floats, dilation: int) -> Floats:
        weights = self._weights
        bent = _convolved(
            self._normed(f"{name}.n", tokens), weights[f"{name}.c.weight"], weights[f"{name}.c.bias"], dilation
        )
        values, gates = np.split(bent, 2, axis=1)
        # The logistic function, in the form that no gate overflows.
        return tokens + self._linear(f"{name}.o", values * (1 + np.tanh(gates / 2)) / 2)

    def _linear(self, name: str, values: Floats) -> Floats:
        product: Floats = values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normed(self, name: str, values: Floats) -> Floats:
        mean = values.mean(axis=-1, keepdims=True)
        spread = np.sqrt(values.var(axis=-1, keepdims=True) + np.float32(1e-5))
        normed: Floats = (values - mean) / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normed


def _convolved(values: Floats, weight: Floats, bias: Floats, dilation: int) -> Floats:
    """Convolve (t, d) with a kernel (out, d, width), as many zeros beside the ends as keep the length."""
    out, size, width = weight.shape
    reach = dilation * (width // 2)
    padded = np.pad(values, ((reach, reach), (0, 0)))
    taps = [padded[tap * dilation : tap * dilation + len(values)] for tap in range(width)]
    product: Floats = np.hstack(taps) @ weight.transpose(2, 1, 0).reshape(width * size, out) + bias
    return product


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    share: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return share


def _gelu(values: Floats) -> Floats:
    """Hendrycks & Gimpel 2016, by its tanh formula."""
    bent: Floats = values / 2 * (1 + np.tanh(np.float32(0.7978846) * (values + np.float32(0.044715) * values**3)))
    return bent
