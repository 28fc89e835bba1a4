"""The reader in torch, for training; `bot.reader.network` reads the same weights without it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

from bot.reader.convolution import WIDTH
from bot.reader.inputs import KINDS, SIGNS, Inputs
from bot.reader.network import DILATIONS, PRODUCT, QUESTION_WIDTH, SHARPNESS
from embeddings.encoding.late_interaction import LateInteraction

#: Width of all layers; dropped inputs and units.
SIZE, DROPPED = 64, 0.15
RATE, DECAY, WARMING = 2e-3, 0.02, 0.1
#: The rate falls as if so many steps were still to come, and so ends above nothing.
_STEPS_MORE = 1000
_NEVER = -1e4


class _Block(nn.Module):
    """Normed, convolved, gated, added."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.n = nn.LayerNorm(SIZE)
        self.c = nn.Conv1d(SIZE, 2 * SIZE, WIDTH, padding=dilation * (WIDTH // 2), dilation=dilation)
        self.o = nn.Linear(SIZE, SIZE)
        self.d = nn.Dropout(0.1)

    def forward(self, tokens: Tensor, filled: Tensor) -> Tensor:
        bent = self.c((self.n(tokens) * filled).transpose(1, 2)).transpose(1, 2)
        values, gates = bent.chunk(2, -1)
        added: Tensor = self.d(self.o(values * torch.sigmoid(gates)))
        return (tokens + added) * filled


class _Network(nn.Module):
    """Scores of the tokens (n, t) and of no answer (n,); names and order as in `bot.reader.network`."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.p, self.al, self.mul = (nn.Linear(dim, SIZE) for _ in range(3))
        self.f, self.q, self.qo = nn.Linear(len(SIGNS), SIZE), nn.Linear(dim, SIZE), nn.Linear(SIZE, SIZE)
        self.k = nn.Embedding(len(KINDS), SIZE)
        self.qc = nn.Conv1d(SIZE, SIZE, QUESTION_WIDTH, padding=QUESTION_WIDTH // 2)
        self.qa = nn.Linear(SIZE, 1)
        self.b = nn.ModuleList(_Block(dilation) for dilation in DILATIONS)
        self.n, self.d = nn.LayerNorm(SIZE), nn.Dropout(DROPPED)
        self.t = nn.Sequential(nn.Linear(SIZE, SIZE), nn.GELU("tanh"), nn.Linear(SIZE, 1))
        self.z = nn.Sequential(nn.Linear(3 * SIZE, SIZE), nn.GELU("tanh"), nn.Dropout(0.1), nn.Linear(SIZE, 1))

    def forward(self, batch: "_Batch") -> tuple[Tensor, Tensor]:
        filled = batch.is_filled.unsqueeze(-1).float()
        near = batch.passage @ batch.matched.transpose(1, 2) * SHARPNESS
        aligned = torch.softmax(near.masked_fill(~batch.is_matched[:, None], _NEVER), -1) @ batch.matched
        asked = self._question(batch)
        tokens = self.p(batch.passage) + self.al(aligned) + self.mul(batch.passage * aligned) * PRODUCT
        tokens = self.d(tokens + self.f(batch.signs) + asked[:, None]) * filled
        for block in self.b:
            tokens = block(tokens, filled)
        tokens = self.n(tokens)
        speaks = self.t(tokens).squeeze(-1).masked_fill(~batch.is_filled, _NEVER)
        most = tokens.masked_fill(~batch.is_filled[..., None], _NEVER).max(1)[0]
        whole = torch.cat([most, (torch.softmax(speaks, -1)[..., None] * tokens).sum(1), asked], -1)
        return speaks, self.z(whole).squeeze(-1)

    def _question(self, batch: "_Batch") -> Tensor:
        # Filling must be zero where the convolution looks over the end.
        words = self.q(batch.asked) * batch.is_asked.unsqueeze(-1)
        bent = functional.gelu(self.qc(words.transpose(1, 2)).transpose(1, 2), approximate="tanh")
        share = torch.softmax(self.qa(bent).squeeze(-1).masked_fill(~batch.is_asked, _NEVER), -1)
        summed: Tensor = self.qo((share[..., None] * bent).sum(1)) + self.k(batch.kind)
        return summed


class _Batch:
    """Inputs of n examples side by side, filled up with zeros."""

    def __init__(self, matcher: LateInteraction, rows: Sequence[Inputs]) -> None:
        self.passage, self.is_filled = _side_by_side(matcher, [row.passage for row in rows])
        self.asked, self.is_asked = _side_by_side(matcher, [row.question.asked for row in rows])
        self.matched, self.is_matched = _side_by_side(matcher, [row.question.matched for row in rows])
        self.kind = torch.tensor([row.question.kind for row in rows])
        self.signs = torch.zeros(*self.is_filled.shape, len(SIGNS))
        for place, row in enumerate(rows):
            self.signs[place, : len(row.signs)] = torch.from_numpy(row.signs)


class Learner:
    """Learns from batches of inputs with the tokens that answer marked; none marked means no answer."""

    def __init__(self, matcher: LateInteraction, steps: int, seed: int) -> None:
        torch.manual_seed(seed)
        self._matcher = matcher
        self._network = _Network(matcher.vectors(np.zeros(1, np.int64)).shape[1])
        self._optimizer = torch.optim.AdamW(self._network.parameters(), lr=RATE, weight_decay=DECAY)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimizer, RATE, total_steps=steps + _STEPS_MORE, pct_start=WARMING
        )

    def learn(self, given: Sequence[Inputs], answers: Sequence[NDArray[np.bool_]]) -> float:
        """Take one step towards the likelihood of any token that answers, or of no answer; give the loss."""
        speaks, silence = self._network(_Batch(self._matcher, given))
        marked = torch.zeros_like(speaks, dtype=torch.bool)
        for place, row in enumerate(answers):
            marked[place, : len(row)] = torch.from_numpy(row)
        everything = torch.logsumexp(torch.cat([speaks, silence[:, None]], 1), 1)
        answered = torch.logsumexp(speaks.masked_fill(~marked, _NEVER), 1)
        loss = (everything - torch.where(marked.any(1), answered, silence)).mean()
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.item())

    @torch.no_grad()
    def judge(self, rows: Sequence[Inputs]) -> tuple[list[int], list[float]]:
        """Best token of each and log-odds of an answer."""
        self._network.eval()
        best: list[int] = []
        odds: list[float] = []
        for start in range(0, len(rows), 128):
            speaks, silence = self._network(_Batch(self._matcher, rows[start : start + 128]))
            best += speaks.argmax(1).tolist()
            odds += (torch.logsumexp(speaks, 1) - silence).tolist()
        self._network.train()
        return best, odds

    def save(self, path: Path) -> None:
        """Write the weights in half precision."""
        save_file({name: value.numpy().astype(np.float16) for name, value in self._network.state_dict().items()}, path)


def _side_by_side(matcher: LateInteraction, rows: Sequence[NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
    longest = max(1, *map(len, rows))
    filled = torch.zeros(len(rows), longest, dtype=torch.bool)
    numbers = np.zeros((len(rows), longest), np.int64)
    for place, row in enumerate(rows):
        numbers[place, : len(row)] = row
        filled[place, : len(row)] = True
    vectors = torch.from_numpy(matcher.vectors(numbers.ravel())).reshape(len(rows), longest, -1)
    return vectors * filled[..., None], filled
