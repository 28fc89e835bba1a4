"""How well scores tell two classes apart."""

from collections.abc import Sequence

import numpy as np


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Chance that one of `right` is above one of `wrong`, equals counted half.

    >>> auroc([1.0, 3.0], [2.0, 1.0])
    0.625
    """
    above, below = np.array(right)[:, None], np.array(wrong)[None]
    return float(((above > below) + 0.5 * (above == below)).mean())
