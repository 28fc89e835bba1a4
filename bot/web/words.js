// The words of the page, Chinese first. `t` is the only way to them.

const WORDS = {
  zh: {
    skip: "跳到提问框", home: "问讯首页", fresh: "新对话", language: "EN", languageLabel: "Switch to English",
    theme: "切换深色和浅色", headline: "问新闻，答原话。",
    lead: "每个答案都是报道里的原话，附媒体、日期和链接。报道里没有的，就说没有找到。",
    examples: "试试这些", conversation: "对话", question: "问题", placeholder: "想知道哪条新闻的什么？",
    send: "提问", hint: "回车提问，Shift + 回车换行", countLeft: "还可写 {n} 字", asked: "问", answered: "答",
    indexed: "{n} 篇报道", newest: "最新 {day}", noIndex: "索引还没有准备好",
    looking: "正在报道里找……", nothing: "没有找到",
    nothingWhy: "报道里没有能回答这个问题的话。下面是最接近的几篇，请自己判断。",
    nothingAtAll: "报道里没有与这个问题有关的内容。换个说法，或放宽时间和媒体再问。",
    widen: "不限时间和媒体再问一次", read: "按「{words}」找：{days}",
    newestFirst: "按时间从新到旧，截至 {day}（库里最新一篇的日期）", asOf: "截至 {day}（库里最新一篇的日期）", prefers: "优先看{outlet}的报道",
    astray: "没有找到{outlet}的相关报道，下面来自其他媒体。", notIndexed: "库里没有{outlet}的报道，下面来自其他媒体。",
    walled: "限定的范围里没有相关的报道：{walls}。", course: "来龙去脉", events: "{n} 件事，按时间先后",
    outside: "这段时间里没有找到，下面的报道在这段时间以外。", evidence: "依据", nearest: "最接近的报道", articles: "{n} 篇",
    noSource: "来源未注明", noDate: "日期不详", open: "读全文", original: "原文", originalLabel: "打开原文：{title}",
    also: "另有 {n} 家同题报道", copy: "复制", copyLabel: "复制答案和出处", copyCard: "复制这段话和出处",
    copied: "已复制，附出处", notCopied: "没能复制，请选中文字自己复制",
    took: "用时 {n} 毫秒", more: "显示其余 {n} 篇", failed: "没能回答", retry: "再试一次",
    offline: "连不上服务，请看看它是否还在运行。", keyNeeded: "密钥", keyGo: "用这个密钥再问",
    close: "关闭", reading: "正在取来全文……", found: "找到的那段话已标出", window: "时间", outlet: "媒体",
    next: "接着问", written: "由语言模型据下面的报道写成，每句都核对过出处", cited: "出处 {n}：{title}",
    timeline: "报道时间", period: "{days} · {n} 篇", narrow: "只看这段时间",
    byDay: "一格一天", byWeek: "一格一周", byMonth: "一格一月", byQuarter: "一格一季", byYear: "一格一年",
    all: "全部", week: "近一周", lastMonth: "上个月", year: "近一年", pick: "自选", since: "从", until: "到", apply: "就查这段",
    anyOutlet: "全部媒体", clear: "去掉 {what}", and: "、", from: "{day} 以来", upTo: "{day} 以前", between: "{a} 至 {b}",
  },
  en: {
    skip: "Skip to the question box", home: "Wenxun home", fresh: "New chat", language: "中", languageLabel: "切换到中文",
    theme: "Switch dark and light", headline: "Ask the news. Get its own words.",
    lead: "Every answer is quoted from an article, with outlet, date and link. What the articles do not say is not answered.",
    examples: "Try one of these", conversation: "Conversation", question: "Question", placeholder: "Ask about the news, in Chinese",
    send: "Ask", hint: "Enter asks, Shift + Enter breaks the line", countLeft: "{n} characters left", asked: "Q", answered: "A",
    indexed: "{n} articles", newest: "newest {day}", noIndex: "The index is not ready",
    looking: "Looking through the articles…", nothing: "Not found",
    nothingWhy: "No article says what you asked. These come nearest; judge for yourself.",
    nothingAtAll: "No article touches this. Put it another way, or ask with fewer limits.",
    widen: "Ask again without limits", read: "Read “{words}” as {days}",
    newestFirst: "Newest first, as of {day} (the newest article here)", asOf: "As of {day} (the newest article here)", prefers: "Reports of {outlet} come first",
    astray: "No such report of {outlet} was found; these are by others.", notIndexed: "No article of {outlet} is here; these are by others.",
    walled: "Nothing on it within the limits: {walls}.", course: "How it went", events: "{n} events, oldest first",
    outside: "Nothing was found in that time; the articles below lie outside it.", evidence: "Sources", nearest: "Nearest articles", articles: "{n}",
    noSource: "Outlet not given", noDate: "No date", open: "Read", original: "Original", originalLabel: "Open the original: {title}",
    also: "{n} more outlets carried this", copy: "Copy", copyLabel: "Copy the answer with its source", copyCard: "Copy this passage with its source",
    copied: "Copied with its source", notCopied: "Could not copy; please select the text yourself",
    took: "{n} ms", more: "Show {n} more", failed: "No answer", retry: "Try again",
    offline: "The service does not answer. Is it still running?", keyNeeded: "API key", keyGo: "Ask with this key",
    close: "Close", reading: "Fetching the article…", found: "The passage is marked", window: "Time", outlet: "Outlet",
    next: "Ask next", written: "Written by a language model from the articles below, each sentence checked", cited: "Source {n}: {title}",
    timeline: "When it was reported", period: "{days} · {n} articles", narrow: "ask within it",
    byDay: "by day", byWeek: "by week", byMonth: "by month", byQuarter: "by quarter", byYear: "by year",
    all: "All", week: "Past week", lastMonth: "Last month", year: "Past year", pick: "Dates", since: "From", until: "To", apply: "Use these",
    anyOutlet: "All outlets", clear: "Remove {what}", and: ", ", from: "since {day}", upTo: "until {day}", between: "{a} to {b}",
  },
};

let language = "zh";

export function setLanguage(code) {
  language = code in WORDS ? code : "zh";
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    node.title = t(node.dataset.tLabel);
  }
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
}

export const currentLanguage = () => language;

export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const number = (n) => new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en").format(n);

// "2021-06-28T19:20:00+08:00" -> "2021-06-28 19:20": as the article gives it, never shifted to another zone.
export const moment = (published) => (published ? published.slice(0, 16).replace("T", " ") : t("noDate"));

export function span(since, until) {
  if (since && since === until) return since;
  if (since && until) return t("between", { a: since, b: until });
  return since ? t("from", { day: since }) : t("upTo", { day: until });
}
