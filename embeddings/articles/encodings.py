"""Which encoding a text is in: UTF-8 or GB18030; anything else is refused by its name."""

import codecs

from embeddings.articles.draft import Refused

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP 或 Office 文档"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文档"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"SQLite format 3", "SQLite 数据库"),
    (b"BZh", "bzip2 压缩文件"),
    (b"\x28\xb5\x2f\xfd", "zstd 压缩文件"),
    (b"7z\xbc\xaf", "7z 压缩文件"),
    (b"Rar!", "RAR 压缩文件"),
)
# Characters that any page of Chinese, Japanese or Korean is full of. A wrong decoding hits them only by chance.
_COMMON = frozenset(
    "，。、：；“”《》（）的一是在不了有和人这中大为上个国我以要他会年月日時时们這個國為來說會對發天新"
    "のにはをたがでてとしれさいるな이다는을를가에의하고지은로한기"
)
_RIVALS = (("big5", "Big5"), ("shift_jis", "Shift_JIS"), ("euc_kr", "EUC-KR"))
_TOLD = "请先转成 UTF-8 或 GB18030"


def encoding_of(data: bytes) -> str:
    """'ascii', 'utf-8' or 'gb18030' for the head of a text (its last line may be cut); raises Refused with the name."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise Refused(f"编码是 {name}：{_TOLD}")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Refused(f"不是文本：{name}")
    if b"\0" in data:
        raise Refused("不是文本：二进制文件")
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    if not lines:
        return "ascii"
    # By lines, so that one damaged line does not decide for the file.
    if 2 * sum(_decodes(line, "utf-8") for line in lines) >= len(lines):
        return "utf-8"
    return _legacy(lines)


def _decodes(line: bytes, codec: str) -> bool:
    """Whether `line` is valid, an unfinished character at its end aside."""
    try:
        codecs.getincrementaldecoder(codec)().decode(line)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(lines: list[bytes]) -> str:
    valid = [line for line in lines if _decodes(line, "gb18030")]
    scores = {"gb18030": _likeness(valid, "gb18030") if 2 * len(valid) >= len(lines) else -1.0}
    for codec, _ in _RIVALS:
        scores[codec] = _likeness(lines, codec) if all(_decodes(line, codec) for line in lines) else -1.0
    best = max(scores, key=lambda codec: scores[codec])
    # A few words without a mark hold none of the common characters; as plain hanzi they pass.
    if valid and (
        scores["gb18030"] == scores[best] > 0.0
        or (all(_decodes(line, "gb2312") for line in lines) and not scores[best])
    ):
        return "gb18030"
    name = dict(_RIVALS).get(best) if scores[best] > 0.0 else None
    raise Refused(f"编码是 {name}：{_TOLD}" if name else f"编码无法识别：{_TOLD}")


def _likeness(lines: list[bytes], codec: str) -> float:
    """Share of the characters beyond ASCII that are among the common ones."""
    text = b"\n".join(lines).decode(codec, errors="ignore")
    wide = [char for char in text if not char.isascii()]
    return sum(char in _COMMON for char in wide) / len(wide) if wide else 0.0
