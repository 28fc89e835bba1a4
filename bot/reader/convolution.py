"""Convolutions over five neighbours with less than half the products: eight for four outputs, and not twenty.

Minimal filtering (Winograd 1980; Lavin & Gray 2016): inputs and weights are taken as polynomials, evaluated at eight
points and multiplied there; the outputs are sums of the eight products.
"""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Outputs that are computed together.
OUTPUTS = 4
#: Taps of a convolution; for its outputs a stretch needs its own inputs and those of the next, as many again.
WIDTH = OUTPUTS + 1
#: Where the polynomials are evaluated, and at infinity. Small numbers lose the least precision.
_POINTS = tuple(map(Fraction, ("0", "1", "-1", "2", "-2", "1/2", "-1/2")))


def _powers(count: int) -> NDArray[np.float64]:
    """Give the powers 0 to count - 1 of each point, (8, count); of infinity the highest alone is left."""
    return np.array([[float(point**power) for power in range(count)] for point in _POINTS] + [[0] * (count - 1) + [1]])


_WEIGH = _powers(WIDTH)
_GATHER = _powers(OUTPUTS).T.astype(np.float32)
_SPREAD = np.linalg.inv(_powers(2 * OUTPUTS)).T


class Convolution:
    """Convolutions of the same tokens, each with taps (WIDTH, inputs, outputs), which look at tokens `dilation` apart.

    Tokens come in a multiple of OUTPUTS * dilation.
    """

    def __init__(self, dilation: int, *taps: NDArray[np.floating[Any]]) -> None:
        self._dilation = dilation
        # A factor of a point may stand on either side; with the weights it does not spoil the precision of the inputs.
        largest = np.abs(_SPREAD).max(axis=1, keepdims=True)
        self._spread = (_SPREAD / largest).astype(np.float32)
        self._weights = [np.einsum("pw,wio->pio", _WEIGH * largest, one).astype(np.float32) for one in taps]

    def over(self, padded: Floats) -> list[Floats]:
        """Convolve t tokens with 2 * dilation zeros on both sides; each (t, outputs), in the order of `ordered`."""
        stretches = self.ordered(padded)
        read = np.concatenate([stretches[:, :-1], stretches[:, 1:]])
        points = len(self._spread)
        values = (self._spread @ read.reshape(points, -1)).reshape(points, -1, padded.shape[1])
        products = [values @ weights for weights in self._weights]
        return [(_GATHER @ one.reshape(points, -1)).reshape(-1, one.shape[2]) for one in products]

    def ordered(self, tokens: Floats) -> Floats:
        """View (t, size) as (OUTPUTS, stretches, dilation, size)."""
        return tokens.reshape(-1, OUTPUTS, self._dilation, tokens.shape[1]).swapaxes(0, 1)
