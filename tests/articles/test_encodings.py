"""UTF-8 and GB18030 are read; every other encoding is refused by its name."""

import json

import pytest

from embeddings.articles.draft import Refused
from embeddings.articles.encodings import encoding_of

WORDS = "你好，今天天气很好。我们去公园玩，大家都说这个地方不错。"
TRADITIONAL = "你好，今天天氣很好。我們去公園玩，大家都說這個地方不錯。"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"title": "bridge"}\n', "ascii"),
        (WORDS.encode(), "utf-8"),
        (WORDS.encode("utf-8-sig"), "utf-8"),
        (WORDS.encode()[:-1], "utf-8"),
        (WORDS.encode("gb18030"), "gb18030"),
        (TRADITIONAL.encode("gb18030"), "gb18030"),
        ("新桥通车".encode("gb18030"), "gb18030"),
        ("联通".encode("gb18030"), "gb18030"),
        (f"{WORDS}\n".encode() * 2 + b"\xff\xfe\xfd\n", "utf-8"),
    ],
)
def test_readable_encodings_are_told(data, expected):
    """A byte order mark, a cut last character, a short text or one damaged line mislead nobody."""
    assert encoding_of(data) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (WORDS.encode("utf-16"), "编码是 UTF-16：请先转成 UTF-8 或 GB18030"),
        (TRADITIONAL.encode("big5"), "编码是 Big5：请先转成 UTF-8 或 GB18030"),
        ("今日はとてもいい天気です。".encode("shift_jis"), "编码是 Shift_JIS：请先转成 UTF-8 或 GB18030"),
        ("오늘은 날씨가 아주 좋습니다.".encode("euc_kr"), "编码是 EUC-KR：请先转成 UTF-8 或 GB18030"),
        ("les élèves ont été là".encode("cp1252"), "编码无法识别：请先转成 UTF-8 或 GB18030"),
        (b"\x89PNG\r\n\x1a\n", "不是文本：PNG 图片"),
        (b"%PDF-1.7\n", "不是文本：PDF"),
        (b"PK\x03\x04abc", "不是文本：ZIP 或 Office 文档"),
        (b"abc\x00def", "不是文本：二进制文件"),
    ],
)
def test_others_are_refused_by_name(data, reason):
    """The reason says what the file is and what to do."""
    with pytest.raises(Refused) as refusal:
        encoding_of(data)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_words_come_out_of_each_encoding(load, codec):
    """Encoding leaves no trace in the article, the mark at the start neither."""
    text = json.dumps({"title": "公园", "published": "2024-05-02", "body": WORDS}, ensure_ascii=False)
    (article,) = load("a.jsonl", text.encode(codec)).articles
    assert (article.title, article.body) == ("公园", WORDS)


def test_one_damaged_line_costs_one_line(load):
    """A line that is not UTF-8 is told by number; its neighbours are read, even when the file began in ASCII."""
    good = json.dumps({"title": "公园", "body": WORDS}, ensure_ascii=False).encode() + b"\n"
    plain = b'{"title": "park", "body": "A bridge."}\n'
    gathered = load(
        "a.jsonl", plain * 1 + good + b'{"title": "\xe4\xbd", "body": "x"}\n' + good.replace(b"\xe5", b"\xe6")
    )
    assert [(skip.line, skip.reason) for skip in gathered.skips] == [(3, "编码损坏：不是有效的 UTF-8")]
    assert len(gathered.articles) == 3
