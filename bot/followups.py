"""Words that tie a question to the one before it: pronouns, ellipsis, and questions about the report itself."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Asks(StrEnum):
    """What a question wants of the article in focus rather than of the index."""

    OUTLET = "outlet"
    DATE = "date"
    PUBLISHED = "published"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Cue:
    """What a question says of its place in a conversation.

    `rest` is the question without the words that only join or part. `apart` says that the subject is changed in so
    many words; `pointing` that a word stands for something said before; `swap` that a word may replace one of the
    question before; `turning` that a new subject is put beside the old one (那长江呢，有多长？); `again` that more of
    the same is wanted than was told.
    """

    rest: str
    asks: Asks | None = None
    apart: bool = False
    pointing: bool = False
    swap: bool = False
    turning: bool = False
    again: bool = False


_END = r"[的了呢啊呀吗吧哈嘛]*[?？!！。.\s]*$"
_START = r"^(?:那么?|所以|请问|话说|对了|诶|哎|嗯|哦|[,，、\s])*"
_REPORT = r"(?:稿子?|文章|报道|消息|新闻|通稿|原文)"
_THIS = r"(?:这|那|它|该|此|上面|刚才)(?:个|条|篇|则|份|些)?的?"
_ASK_WHO = r"(?:(?:是|都|由|被|来自|出自)*(?:哪(?:一?家|个|里)|谁|什么|啥)(?:的)?)"
_MEDIA = r"(?:媒体|报社|报纸|网站|通讯社|新闻社|电视台|机构|单位|平台)"
_SENT = r"(?:最先|最早|首先|先)?(?:发布|发表|发出|报道|刊登|刊发|转载|采写|撰写|发|报|登|写|播)(?:出来|出|布)?"
_WHEN = r"(?:是|在|都)*(?:什么时[候间]|啥时候?|何时|哪一?[天年日]|几月?几?[号日]|几月份?|多会儿)"


def _whole(*bodies: str) -> re.Pattern[str]:
    """Match a question that is one of these, but for what may stand around it."""
    return re.compile(f"{_START}(?:{'|'.join(bodies)}){_END}")


_OUTLET = _whole(
    rf"(?:{_THIS})?{_REPORT}{_ASK_WHO}{_MEDIA}?(?:{_SENT})?",
    rf"(?:{_THIS})?{_REPORT}?(?:的)?(?:来源|出处)(?:是|在)?(?:什么|哪里?儿?|谁|哪家)?(?:{_MEDIA})?",
    rf"(?:{_THIS})?(?:是|由)?(?:哪(?:一?家|个)|什么|啥|谁家)(?:的)?{_MEDIA}(?:{_SENT})?",
    r"(?:这|那)?(?:是|由)?(?:哪一?家|谁)(?:最先|最早|先)?(?:报道|刊登|刊发|采写|转载)",
    r"(?:这|那)?(?:是|由)?哪一?家(?:发布|发|报|登|写)",
)
_PUBLISHED = _whole(
    rf"(?:{_THIS})?{_REPORT}?{_WHEN}(?:{_SENT})",
    rf"(?:{_THIS})?{_REPORT}{_WHEN}",
    rf"(?:{_THIS})?{_REPORT}?(?:的)?(?:发布|发表|报道|刊登)(?:时间|日期)(?:是)?(?:什么时候|哪天|多少|几号)?",
)
_DATE = re.compile(
    _START
    + rf"(?:(?:这|那|此)(?:个|件|次|起|场|项)?(?:事儿?|事情|活动|会议?)?)?{_WHEN}"
    + r"(?:的(?:事儿?|事情|时候)|发生|举行|举办|办|开|召开|出)?"
    + _END
)
_MORE = re.compile(
    r"(?:还有|有没有|有无|有|再(?:来|找|看|给))(?:没有)?(?:什么|啥|一?[些点篇条]|几[篇条])*"
    rf"(?:别家?|其[他它余]|另外|更多|相关|类似|同题)(?:的|家)*(?:{_MEDIA}|{_REPORT}|说法|内容)"
    rf"|(?:更多|其[他它]|别)的?(?:相关)?{_REPORT}{_END}|换一?[篇条]{_END}|再来[几一两]?[篇条]"
    rf"|^(?:那|就)?还有(?:没有|吗|呢|么){_END}"
)
_APART = re.compile(
    r"^(?:换个?(?:一个)?(?:话题|问题|事儿?)|(?:另外|再|还想|顺便|接着)再?问[你您]?一?[个下件句]?(?![他她它这那])"
    r"|不[说聊问](?:这个|它|他|她)?了|说[到起回](?!底)|聊聊|另一个(?:问题|话题)|新(?:问题|话题))[,，:：、。\s]*"
)
_SWAP = re.compile(r"^(?:那|要是|如果)?(?:换成|换作|换到|改成|改为|换)(?!个|一)|^(?:那|要是|如果)(?:是|换成)")
_AGAIN = re.compile(
    r"还(?:[有都]?(?:说|讲|提|谈|表示|强调|要求|指出|介绍|做|干|宣布|建议|透露)|有(?:什么|啥|哪些|别的|其他))"
)
_TURNING = re.compile(r"^(?:那么?|还有)?[^，,？?]{2,15}呢[,，]")
_OF = re.compile(r"^(?:那么?|要是)?[^，,？?的]{2,12}呢[?？!！。.\s]*$")
_POINTING = re.compile(
    r"[他她它]们?|[这那此该其](?!个叫)|当时|当天|当晚|同一?天|后来|之后|然后|接着|刚才|上面|前面|自己|人家|双方|[两二]人"
    r"|^(?:还|又|再|都|也)|呢[?？!！。.\s]*$|呢[,，]"
)
_LEFT_OPEN = re.compile(r"的?(?:话|情况)?呢[?？!！。.\s]*$")
_SWAP_END = re.compile(r"(?:的|的?(?:话|情况)?呢)[?？!！。.\s]*$")
# 那 at the head only joins; 那个叫…的人 describes, it does not point back.
_JOINING = re.compile(r"^(?:那么?|所以|然后|另外|还有|以及)(?![个位次天年种边里儿些时届件条篇场艘座])[,，、\s]*")


def read_cue(question: str) -> Cue:
    """Read how a question hangs on the one before it; asks nothing of any article.

    >>> read_cue("那谁主办的？").rest, read_cue("这稿子是哪家发的？").asks
    ('谁主办的？', <Asks.OUTLET: 'outlet'>)
    """
    text = question.strip()
    if apart := _APART.match(text):
        rest = text[apart.end() :]
        return Cue(rest or text, apart=True)
    for asks, matches in (
        (Asks.OUTLET, bool(_OUTLET.match(text))),
        (Asks.PUBLISHED, bool(_PUBLISHED.match(text))),
        (Asks.DATE, bool(_DATE.match(text))),
        (Asks.MORE, bool(_MORE.search(text))),
    ):
        if matches:
            return Cue(text, asks=asks, pointing=True)
    again = bool(_AGAIN.search(text))
    if swap := _SWAP.match(text):
        rest = _SWAP_END.sub("", text[swap.end() :])
        return Cue(rest or text, pointing=True, swap=True)
    joining = _JOINING.match(text)
    rest = _LEFT_OPEN.sub("", text[joining.end() :] if joining else text)
    pointing = bool(joining) or bool(_POINTING.search(text))
    turning, of = bool(_TURNING.match(text)), bool(_OF.match(text))
    return Cue(rest or text, pointing=pointing, swap=turning or of, turning=turning, again=again)
