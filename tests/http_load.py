"""How many questions a second a running server answers: `python -m tests.http_load --questions FILE.jsonl`.

Each connection asks its next question once the last is answered (closed loop), over HTTP/1.1 that is kept alive.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Load:
    """Seconds of every answer, statuses other than 200, and how long it all took."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    took: float = 0.0

    def line(self) -> str:
        """Tell it in one line."""
        if not self.seconds:
            return f"no answer; {len(self.wrong)} errors"
        ordered = sorted(self.seconds)
        p50, p95, p99 = (1000 * ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99))
        rate = len(ordered) / self.took
        return f"{rate:.0f} questions/s  p50 {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f} ms  errors {len(self.wrong)}"


async def load(url: str, questions: Iterator[str], connections: int, seconds: float, k: int = 5) -> Load:
    """Ask over so many connections for so long; what is under way at the end is waited for."""
    result, address = Load(), urlsplit(url)
    began = time.perf_counter()
    until = began + seconds

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port or 80)
        while time.perf_counter() < until:
            body = json.dumps({"question": next(questions), "k": k}, ensure_ascii=False).encode()
            head = (
                f"POST /v1/ask HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            asked = time.perf_counter()
            writer.write(head.encode() + body)
            status = await _read(reader)
            if status == 200:
                result.seconds.append(time.perf_counter() - asked)
            else:
                result.wrong.append(status)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(connections)))
    result.took = time.perf_counter() - began
    return result


async def _read(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(lines[0].split()[1])


def mixed(questions: Sequence[str], seed: int = 0) -> Iterator[str]:
    """Give questions as people ask them: a few often, most seldom (Zipf's law), in random order."""
    chance = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(questions))]
    while True:
        yield from chance.choices(questions, weights, k=1000)


def distinct(questions: Sequence[str]) -> Iterator[str]:
    """Give each question once, then each with another ending, so that none comes twice."""
    for turn in cycle(range(10_000)):
        yield from (f"{question}{'？' * (turn > 0)}{turn or ''}" for question in questions)


def main() -> None:
    """Print one line of figures for all-distinct questions, and one for a natural mix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--questions", type=Path, required=True, help="JSONL with a question each")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=15.0)
    given = parser.parse_args()
    rows = given.questions.read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(row)["question"]) for row in rows]
    for name, order in (("all distinct", distinct(questions)), ("natural mix", mixed(questions))):
        result = asyncio.run(load(given.url, order, given.connections, given.seconds))
        print(f"{name:13} {result.line()}")  # noqa: T201


if __name__ == "__main__":
    main()
