"""What is told where Milvus cannot be reached or does not let in: one sentence, and never a secret."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.errors import EngineUnreachableError, IndexUnusableError
from embeddings.index.milvus import MilvusOrigin
from embeddings.index.milvus_client import Milvus, MilvusPlace
from embeddings.index.milvus_generations import live
from embeddings.index.milvus_publish import publish
from embeddings.index.snapshot import Snapshot
from tests.milvus import LiteServer, needs_milvus
from tests.milvus_door import authority, door, signed
from tests.toys import ToyEncoder, ToySegmenter

needs_milvus()

TOKEN = "root:geheim"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteServer]:
    """Start a server on loopback."""
    started = LiteServer(tmp_path_factory.mktemp("server") / "data")
    started.start()
    yield started
    started.kill()


def let_in(place: MilvusPlace) -> None:
    """Ask what there is, which must be told."""
    milvus = Milvus(place)
    milvus.call("list_collections")
    milvus.close()


def refused(place: MilvusPlace) -> str:
    """Ask what is live, which must fail, and give what is told."""
    milvus = Milvus(place)
    with pytest.raises(IndexUnusableError) as told:
        live(milvus)
    milvus.close()
    said = f"{told.value} {place!r}"
    assert "geheim" not in said
    assert len(str(told.value).splitlines()) == 1
    return str(told.value)


def test_nobody_there(tmp_path: Path) -> None:
    """Where was looked, without the password, and what to check; bots take it for no news."""
    place = MilvusPlace("http://root:geheim@127.0.0.1:1/news", TOKEN)
    assert MilvusOrigin(Milvus(place), ToyEncoder(), ToySegmenter()).current() is None
    assert refused(place) == (
        "连不上 Milvus（http://127.0.0.1:1/news），请检查它是否在运行、WENXUN_ENGINE_URI 是否写对。"
    )
    with pytest.raises(EngineUnreachableError, match="打不开 Milvus 文件"):
        live(Milvus(MilvusPlace(str(tmp_path / "no" / "news.db"))))


def test_a_token(server: LiteServer, index_dir: Path) -> None:
    """With it an index is published and asked; with another one, or none, a sentence names the setting."""
    with door(f"127.0.0.1:{server.port}", TOKEN) as address:
        milvus = Milvus(MilvusPlace(f"http://{address}", TOKEN))
        with Snapshot.open(index_dir) as snapshot:
            name = publish(snapshot, milvus, grace=0)
        assert MilvusOrigin(milvus, ToyEncoder(), ToySegmenter()).open().find("spring") is not None
        assert live(milvus) == name
        milvus.close()
        for token in (None, "root:geheimer"):
            assert refused(MilvusPlace(f"http://{address}", token)) == (
                f"Milvus（http://{address}）不让进，请检查 WENXUN_ENGINE_TOKEN。"
            )


def test_a_certificate(server: LiteServer, tmp_path: Path) -> None:
    """TLS with an authority of one's own: with its certificate there is an answer, with another one a sentence."""
    ours, others = authority(tmp_path), authority(tmp_path, "others")
    own = signed(tmp_path, "server", ours)
    for ca in (ours.certificate, others.certificate, None):
        with door(f"127.0.0.1:{server.port}", TOKEN, own) as address:
            place = MilvusPlace(f"https://{address}", TOKEN, ca)
            if ca is ours.certificate:
                let_in(place)
            else:
                assert refused(place) == (
                    f"连不上 Milvus（{place.uri}），请检查它是否在运行、WENXUN_ENGINE_URI 是否写对、"
                    "WENXUN_ENGINE_CA 是否信得过它的证书。"
                )
            assert "连不上 Milvus" in refused(MilvusPlace(f"http://{address}", "not encrypted"))


def test_certificates_of_both_sides(server: LiteServer, tmp_path: Path) -> None:
    """Mutual TLS: who shows a certificate is let in, who shows none or another one is not."""
    ours, others = authority(tmp_path), authority(tmp_path, "others")
    us, them = signed(tmp_path, "us", ours), signed(tmp_path, "them", others)
    own = signed(tmp_path, "server", ours)
    for shown in (us, them, (None, None)):
        with door(f"127.0.0.1:{server.port}", "", own, ours) as address:
            place = MilvusPlace(f"https://{address}", None, ours.certificate, *shown)
            if shown is us:
                let_in(place)
            else:
                assert "连不上 Milvus" in refused(place)
