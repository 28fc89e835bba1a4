"""What Prometheus is told when it asks: the index that answers now, and the rebuilds so far."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.rebuilding import Rebuilding
from bot.schema import IndexInfo
from embeddings.errors import WenxunError

_SHANGHAI = timezone(timedelta(hours=8))


class State(Collector):
    """Looks at the index and at the rebuilds each time it is asked."""

    def __init__(self, info: Callable[[], IndexInfo], rebuilding: Rebuilding | None) -> None:
        self._info = info
        self._rebuilding = rebuilding

    def collect(self) -> Iterator[Metric]:
        """Tell all of it; without a usable index its counts are 0 and it has no age."""
        try:
            info = self._info()
        except WenxunError:
            info = None
        yield GaugeMetricFamily("wenxun_index_articles", "Articles in the index.", info.articles if info else 0)
        yield GaugeMetricFamily("wenxun_index_passages", "Passages in the index.", info.passages if info else 0)
        if info:
            built = datetime.fromisoformat(info.built_at).timestamp()
            yield GaugeMetricFamily("wenxun_index_built_timestamp_seconds", "When the index was built.", built)
            yield GaugeMetricFamily("wenxun_index_age_seconds", "How long ago that was.", time.time() - built)
        if info and info.newest:
            midnight = datetime(info.newest.year, info.newest.month, info.newest.day, tzinfo=_SHANGHAI).timestamp()
            yield GaugeMetricFamily("wenxun_index_newest_timestamp_seconds", "Day of its newest article.", midnight)
        if self._rebuilding:
            rebuilds = CounterMetricFamily("wenxun_rebuilds", "Rebuilds that ended, by outcome.", labels=["outcome"])
            for outcome, count in self._rebuilding.ended.items():
                rebuilds.add_metric([outcome], count)
            yield rebuilds
            running = self._rebuilding.status.state == "running"
            yield GaugeMetricFamily("wenxun_rebuild_running", "Whether one runs now.", int(running))
