"""Questions at full rate while the index is rebuilt over and over: `python -m tests.endurance.switching SECONDS`."""

import gc
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from bot.schema import Query
from bot.service import Service
from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.late_interaction import LateInteraction
from embeddings.encoding.segment import Segmenter
from embeddings.index.build import rebuild
from tests.endurance import editions
from tests.endurance.sampling import Sampler, verdict

_ASKING = 4
#: Seconds between two looks at what the process holds.
_EVERY = 2.0


class Asking:
    """Threads that ask as fast as they are answered."""

    def __init__(self, service: Service, count: int) -> None:
        self._service, self._count = service, count
        self._lock, self.stop = threading.Lock(), threading.Event()
        self.seen, self.errors = editions.Editions(), list[str]()
        self._threads = [threading.Thread(target=self._ask, args=(first,)) for first in range(_ASKING)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop, and wait for the last answers."""
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        while not self.stop.is_set():
            number += _ASKING
            query = Query(editions.questions(number % self._count)[number % 3], conversation_id=f"c{number % 50}")
            try:
                answer = self._service.ask(query)
                found = self._service.article(answer.hits[0].article.id) if answer.hits else None
                texts = [answer.text or "", *(text for hit in answer.hits for text in (hit.article.title, hit.text))]
                with self._lock:
                    self.seen.note(answer.index.generation, texts)
                    if not answer.hits or found is None:
                        self.errors.append(f"nothing found for {query.question}")
            except Exception as error:
                with self._lock:
                    self.errors.append(repr(error))


def switch(seconds: float, folder: Path, count: int) -> dict[str, object]:
    """Rebuild and switch for so long, under questions, and tell what was seen."""
    index, encoder, segmenter, matcher = folder / "index", load_encoder(), Segmenter(), LateInteraction()
    written: dict[str, int] = {}

    def build(edition: int) -> None:
        report = rebuild([editions.write(folder, edition, count)], index, encoder, segmenter, matcher=matcher)
        written[report.generation] = edition

    build(1)
    service = Service(index, encoder, segmenter, matcher=matcher)
    asking = Asking(service, count)
    service.ask(Query(editions.questions(1)[0], conversation_id="first"))
    edition = 1
    with Sampler("self", index, _EVERY) as sampler:
        before = sampler.look()
        asking.start()
        # On a busy machine it takes longer until two generations have answered.
        while (now := time.monotonic() - sampler.began) < seconds or (asking.seen.generations < 3 and now < 600):
            edition += 1
            build(edition)
            # Every other one is left to be noticed by the questions themselves.
            if edition % 2:
                service.reload()
        asking.end()
    service.reload()
    gc.collect()
    after = sampler.look()
    service.close()
    judged = verdict(sampler.samples)
    return {
        "seconds": round(after.at),
        "answers": asking.seen.answers,
        "rebuilds": edition - 1,
        "generations": asking.seen.generations,
        "errors": asking.errors[:5],
        "mixed": asking.seen.mixed(written)[:5],
        "left": {"maps": after.removed, "handles": after.handles - before.handles},
        "flat": judged.text,
        "grown": judged.grown,
    }


def main() -> None:
    """Print one JSON object of figures."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(switch(float(sys.argv[1]), Path(folder), int(sys.argv[2]) if sys.argv[2:] else 240)))  # noqa: T201


if __name__ == "__main__":
    main()
