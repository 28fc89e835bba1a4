"""The shipped folder is a plain sentence-transformers model: both ways of loading it give the same vectors."""

import warnings

import numpy as np
import pytest

from embeddings.encoding.encoder import SHIPPED
from embeddings.encoding.static import StaticEncoder

TEXTS = [
    "",
    " ",
    "\n\t",
    "。",
    "！？……",
    "🚀",
    "🎉开幕了🎉",
    "a",
    "GDP",
    "gdp",
    "ＧＤＰ",
    "C919",
    "5G基站",
    "50.2%",
    "５０．２％",
    "3.5亿元",
    "1,234",
    "1.2.3",
    "％",
    "2023年6月18日",
    "2023-06-18T09:30",
    "云",
    "桥",
    "龘靐",
    "𠮷野",
    "〇",
    "二〇二三年",
    "雲川大橋",
    "云川大桥正式通车",
    "云川大桥什么时候通车？",
    "海棠港第二季度货物吞吐量同比增长50.2%。",
    "青岚航空接收首架C919客机，编号B-919Q。",
    "第十二届白鹭湖观鸟节3月2日开幕，来自23个国家的爱好者参加。",
    "“老渡轮走完了最后一程，”船长说，“舍不得。”",
    "（本报记者 某某）",
    "https://example.org/a?b=1&c=2",
    "mail@example.org",
    "The ferry leaves at 7:30.",
    "Café à la carte",
    "Москва",
    "ガンダム展",
    "한국어 뉴스",
    "第一行\n第二行\r\n第三行",
    "空格　全角　空格",
    "零宽\u200b字符",
    "①②③",
    "㎡和㎞",
    "∑≠≈",
    "渡" * 1200,
    "渡轮和大桥。" * 200,
    "a" * 3000,
    "１２３４５６７８９０" * 20,
]


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    """Encode by the library itself, which needs torch."""
    with warnings.catch_warnings():
        # What the library warns of on import is its own affair.
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(SHIPPED), device="cpu")
        return np.asarray(model.encode(TEXTS, show_progress_bar=False))


def test_vectors_equal_those_of_the_library(shipped: StaticEncoder, reference: np.ndarray) -> None:
    """Of every text, on both sides, to 1e-5; what has no tokens is zero in both."""
    assert len(TEXTS) > 50
    assert shipped.encode_passages(TEXTS) == pytest.approx(reference, abs=1e-5)
    assert shipped.encode_questions(TEXTS) == pytest.approx(reference, abs=1e-5)


def test_meaning_is_in_the_vectors(shipped: StaticEncoder) -> None:
    """A question lies nearer to the sentence that answers it than to those of other matters."""
    passages = shipped.encode_passages(
        ["跨江大桥今天正式通车", "早稻收割接近尾声，粮食丰收", "棋手半目险胜，卫冕围棋冠军"]
    )
    questions = shipped.encode_questions(["大桥什么时候开通", "粮食产量怎么样", "谁赢了围棋比赛"])
    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]
