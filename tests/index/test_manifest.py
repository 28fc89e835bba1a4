"""What a generation says of itself."""

import hashlib
import json
from pathlib import Path

import pytest

from embeddings.errors import IndexUnusableError
from embeddings.index.manifest import FileMark, Manifest, PartMark, mark_of, marks_of


def written(folder: Path) -> tuple[Manifest, str]:
    """Write two files and a manifest of them."""
    (folder / "sparse").mkdir()
    (folder / "sparse" / "rows").write_bytes(b"abc")
    (folder / "none").touch()
    manifest = Manifest(
        generation="g000001",
        built_at="2024-05-02T00:00:00+00:00",
        encoder_id="toy",
        encoder_digest="1",
        dim=8,
        segmenter="s",
        matcher="",
        chunking={"limit": 400},
        corpus="c",
        articles=1,
        passages=2,
        folded=0,
        parts=[PartMark("g000001", 1, 2, "flat", 1.0)],
        files=marks_of(folder),
    )
    return manifest, manifest.write(folder)


def test_marks_are_size_and_sha256(tmp_path: Path) -> None:
    """Each file is marked by its path inside the folder."""
    manifest, _ = written(tmp_path)
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert manifest.files == {"none": FileMark(0, empty), "sparse/rows": FileMark(3, abc)}


def test_a_file_longer_than_one_reading(tmp_path: Path) -> None:
    """Large files are read piece by piece to the same hash."""
    content = bytes(range(256)) * 10_000
    (tmp_path / "large").write_bytes(content)
    assert mark_of(tmp_path / "large") == FileMark(2_560_000, hashlib.sha256(content).hexdigest())


def test_round_trip(tmp_path: Path) -> None:
    """What was written is read, by its hash or without."""
    manifest, sha256 = written(tmp_path)
    assert Manifest.read(tmp_path, sha256) == Manifest.read(tmp_path) == manifest


def test_another_manifest_than_vouched_for_is_refused(tmp_path: Path) -> None:
    """One changed character, and the hash in CURRENT does not fit."""
    _, sha256 = written(tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"passages": 2', '"passages": 3'), encoding="utf-8")
    with pytest.raises(IndexUnusableError, match=r"manifest\.json"):
        Manifest.read(tmp_path, sha256)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"format": 4}', '{"format": 4, "files": {"a": 3}}', "\xff"]
)
def test_what_is_no_manifest_is_refused(text: str, tmp_path: Path) -> None:
    """Torn, foreign and incomplete ones are damage, told in one sentence."""
    (tmp_path / "manifest.json").write_text(text, encoding="utf-16" if text == "\xff" else "utf-8")
    with pytest.raises(IndexUnusableError, match=r"manifest\.json 缺失或已损坏，请运行 wenxun rebuild"):
        Manifest.read(tmp_path)


def test_another_format_is_told(tmp_path: Path) -> None:
    """A later format is not called damage."""
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 5}), encoding="utf-8")
    with pytest.raises(IndexUnusableError, match=r"格式版本是 5，这个程序用的是 4，请运行 wenxun rebuild"):
        Manifest.read(tmp_path)


def test_sizes_and_bytes_are_checked(tmp_path: Path) -> None:
    """Opening checks lengths, verifying checks bytes, all of them or those named."""
    manifest, _ = written(tmp_path)
    manifest.check_sizes(tmp_path)
    manifest.verify(tmp_path)
    (tmp_path / "sparse" / "rows").write_bytes(b"abd")
    manifest.check_sizes(tmp_path)
    manifest.verify(tmp_path, ["none"])
    for names in (None, ["sparse/rows"]):
        with pytest.raises(IndexUnusableError, match="rows 缺失或已损坏"):
            manifest.verify(tmp_path, names)
    with pytest.raises(IndexUnusableError, match="other"):
        manifest.verify(tmp_path, ["other"])
    (tmp_path / "sparse" / "rows").write_bytes(b"ab")
    with pytest.raises(IndexUnusableError, match="rows 缺失或已损坏"):
        manifest.check_sizes(tmp_path)
