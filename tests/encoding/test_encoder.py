"""Which encoder a name means."""

from pathlib import Path

import pytest

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.static import StaticEncoder
from embeddings.errors import ModelError


def test_no_name_means_the_shipped_model(shipped: StaticEncoder) -> None:
    """It is called wenxun-static, whatever folder it is installed in."""
    encoder = load_encoder()
    assert (encoder.id, encoder.digest, encoder.dim) == ("wenxun-static", shipped.digest, shipped.dim)


def test_a_folder_with_a_static_model_is_read_without_torch(
    model_copy: Path, shipped: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its path, from the working folder or from home; the name stays as it was given."""
    monkeypatch.chdir(model_copy.parent)
    monkeypatch.setenv("HOME", str(model_copy.parent))
    for name in (str(model_copy), "model", "./model", "~/model"):
        encoder = load_encoder(name)
        assert isinstance(encoder, StaticEncoder)
        assert (encoder.id, encoder.digest) == (name, shipped.digest)


@pytest.mark.parametrize("name", ["/no/such/model", "./model", "~/no-model", "a/b/c"])
def test_a_missing_folder_is_told_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can only be a path is not looked for anywhere else."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError) as told:
        load_encoder(name)
    assert str(told.value) == f"没有这个模型文件夹：{name}。请检查 WENXUN_MODEL，或去掉它以使用自带模型。"
