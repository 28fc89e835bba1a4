"""What the bot says besides the answers, in the languages it speaks."""

from dataclasses import dataclass

from bot.render import CHINESE as CHINESE_LABELS
from bot.render import ENGLISH as ENGLISH_LABELS
from bot.render import Labels
from embeddings.index.report import STAGES


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language; the names in braces are filled in.

    `stages` names those of a rebuild, in the order of `embeddings.index.report.STAGES`.
    """

    labels: Labels
    start: str
    privacy: str
    help: str
    commands: tuple[tuple[str, str], ...]
    text_only: str
    broken: str
    slow_down: str
    unconfirmed: str
    resend: str
    resent: str
    too_old: str
    ask_usage: str
    timeline_usage: str
    latest_head: str
    timeline_head: str
    nothing_there: str
    latest_all: str
    newest_first: str
    best_first: str
    all_dates: str
    context: str
    reprints: str
    reprints_head: str
    article_gone: str
    thanks: str
    only_time: str
    new: str
    about: str
    deleted: str
    settings_head: str
    language: str
    per_page: str
    period: str
    period_none: str
    period_days: str
    saved: str
    rebuild_begun: str
    stages: tuple[str, ...]
    rebuild_done: str
    rebuild_failed: str
    inline_prompt: str


CHINESE = Words(
    labels=CHINESE_LABELS,
    start=(
        "你好，我是问讯：用一句话提问，我从新闻报道里找出回答它的原文，并给出媒体、日期和链接。\n\n"
        "报道里没有的，我会直说没有找到。带上时间（昨天、上个月、2024年5月）会找得更准。发送 /help 查看全部用法。"
    ),
    privacy=(
        "在群里，我只回答 @{bot} 提到我、回复我或用 /ask 提的问题。"
        "隐私模式开着的时候，Telegram 根本不会把其他消息交给我，所以不必把我设成管理员。"
    ),
    help=(
        "直接发送问题即可。\n\n{commands}\n\n"
        "在任何聊天里输入 @{bot} 加上问题，可以直接选一条结果发出去。\n"
        "回答的第一句取自报道原文，下面是媒体、日期、标题（点开看原文）和段落；转载同一篇稿子的报道合在一起。"
    ),
    commands=(
        ("ask", "提问：/ask 问题"),
        ("latest", "最新报道：/latest，或 /latest 话题"),
        ("timeline", "来龙去脉，按日期排列：/timeline 话题"),
        ("sources", "有哪些媒体的报道"),
        ("new", "换个话题，从头开始"),
        ("settings", "语言、每页条数、默认时间"),
        ("about", "索引的日期和篇数"),
        ("delete_me", "删除我的设置和记录"),
        ("help", "用法"),
        ("start", "认识问讯"),
    ),
    text_only="我只看得懂文字，请把问题写成一句话。",
    broken="抱歉，刚才出了点问题，没有办成。请过一会儿再试一次。",
    slow_down="问得有点快，我跟不上了。请过 {seconds} 秒再问。",
    unconfirmed="刚才网络断了一下，不知道对「{question}」的回答送到没有。没看到的话，点下面重发。",
    resend="重发回答",
    resent="已重发。",
    too_old="这个按钮太旧了，请把问题再问一次。",
    ask_usage="请在 /ask 后面写上问题，例如：/ask 上个月有哪些公路通车？",
    timeline_usage="请在 /timeline 后面写上话题，例如：/timeline 大桥通车",
    latest_head="「{topic}」的最新报道",
    timeline_head="「{topic}」的来龙去脉（{count} 条，按日期）",
    nothing_there="没有找到关于「{topic}」的报道。",
    latest_all="最新报道",
    newest_first="最新优先",
    best_first="最相关优先",
    all_dates="不限时间",
    context="上下文 {number}",
    reprints="转载 {number}",
    reprints_head="「{title}」的同题报道：",
    article_gone="（这篇报道已不在索引里，以下是当时找到的段落。）",
    thanks="已记下，谢谢。",
    only_time="去掉时间就没有问题可问了，请换个说法。",
    new="好，从头开始。请提问。",
    about="问讯 {version}\n索引建于 {built}\n报道 {articles} 篇，段落 {passages} 个，最新一篇是 {newest}",
    deleted="已删除与你有关的 {count} 条记录（设置、回答、评价）。",
    settings_head="设置\n\n语言：{language}\n每页条数：{per_page}\n默认时间：{period}",
    language="中文",
    per_page="每页 {count} 条",
    period="默认时间",
    period_none="不限",
    period_days="近 {days} 天",
    saved="已保存。",
    rebuild_begun="正在重建索引……已过 {seconds} 秒。重建期间照常回答。",
    stages=STAGES,
    rebuild_done="重建完成，用了 {seconds} 秒。\n{report}",
    rebuild_failed="重建没有完成：{error}",
    inline_prompt="写一句问题，如「粮价」",
)

ENGLISH = Words(
    labels=ENGLISH_LABELS,
    start=(
        "Hello, this is wenxun: ask in one sentence (in Chinese) and get the passage of the news that answers it, "
        "with its outlet, date and link.\n\nWhat no article answers is told as such. A time in the question helps. "
        "Send /help for everything else."
    ),
    privacy=(
        "In groups only messages that mention @{bot}, reply to it or use /ask are answered. "
        "In privacy mode Telegram does not even show the others to the bot, so it need not be an administrator."
    ),
    help=(
        "Simply send a question.\n\n{commands}\n\n"
        "In any chat, type @{bot} and a question to send one of the results.\n"
        "The first sentence is the article's own; below it the outlet, the date, the title (a link) and the passage. "
        "Reprints of one text are shown as one."
    ),
    commands=(
        ("ask", "Ask: /ask question"),
        ("latest", "Latest reports: /latest, or /latest topic"),
        ("timeline", "How it developed, by date: /timeline topic"),
        ("sources", "Which outlets there are"),
        ("new", "Begin another conversation"),
        ("settings", "Language, results per page, period"),
        ("about", "Date and size of the index"),
        ("delete_me", "Delete my settings and records"),
        ("help", "How to ask"),
        ("start", "What this bot does"),
    ),
    text_only="Only text can be read here; please write the question.",
    broken="Sorry, something went wrong and this could not be done. Please try again in a while.",
    slow_down="That is a little fast. Please ask again in {seconds} s.",
    unconfirmed="The network broke off; the answer to “{question}” may not have arrived. If so, press below.",
    resend="Send it again",
    resent="Sent again.",
    too_old="This button is too old, please ask again.",
    ask_usage="Write a question after /ask, for example: /ask 上个月有哪些公路通车？",
    timeline_usage="Write a topic after /timeline, for example: /timeline 大桥通车",
    latest_head="Latest reports on “{topic}”",
    timeline_head="“{topic}” over time ({count} entries)",
    nothing_there="No report on “{topic}” was found.",
    latest_all="Latest reports",
    newest_first="Newest first",
    best_first="Best first",
    all_dates="Any date",
    context="Context {number}",
    reprints="Reprints {number}",
    reprints_head="Reports of the same text as “{title}”:",
    article_gone="(This report is no longer in the index; this is the passage as it was found.)",
    thanks="Noted, thank you.",
    only_time="Without the time there is no question left; please reword it.",
    new="A fresh start. Please ask.",
    about="wenxun {version}\nIndex built {built}\n{articles} articles, {passages} passages, the newest of {newest}",
    deleted="{count} records about you were deleted (settings, answers, verdicts).",
    settings_head="Settings\n\nLanguage: {language}\nResults per page: {per_page}\nPeriod: {period}",
    language="English",
    per_page="{count} per page",
    period="Period",
    period_none="any",
    period_days="last {days} days",
    saved="Saved.",
    rebuild_begun="Rebuilding the index, {seconds} s so far. Questions are answered meanwhile.",
    stages=("reading articles", "cutting and encoding", "folding reprints", "writing the index", "verifying"),
    rebuild_done="Rebuilt in {seconds} s.\n{report}",
    rebuild_failed="The rebuild did not finish: {error}",
    inline_prompt="Write a question",
)

#: By the code that settings keep.
LANGUAGES = {"zh": CHINESE, "en": ENGLISH}


def words_for(chosen: str | None, telegram: str | None) -> Words:
    """Pick by a person's choice, else by the language of their Telegram, else Chinese."""
    code = chosen or ("en" if (telegram or "").startswith("en") else "zh")
    return LANGUAGES.get(code, CHINESE)
