// One answer on the page: the words that answer, where they stand, and the articles below them.

import { copy, el, icon, locate, marked, toast, webAddress } from "./dom.js";
import { drawTimeline, worthDrawing } from "./timeline.js";
import { moment, number, span, t } from "./words.js";

const SHOWN_AT_ONCE = 3;

export const outlet = (article) => article.source ?? t("noSource");

// 「……」——新华社《题目》，2021-06-28 19:20，https://…
export function citation(text, article) {
  const parts = [`${outlet(article)}《${article.title}》`, moment(article.published), webAddress(article.url)];
  return `「${text.trim()}」——${parts.filter(Boolean).join("，")}`;
}

export async function copyWith(text, article) {
  toast(t((await copy(citation(text, article))) ? "copied" : "notCopied"));
}

// `answered`: what /v1/ask gave. `timeline` and `suggestions` come later, or never.
// `on`: { open(result, answered), ask(question), widen(), limited, narrow(since, until) }.
export function drawAnswer(answered, { timeline, suggestions }, on) {
  const parts = [];
  if (answered.window) {
    const days = span(answered.window.since, answered.window.until);
    parts.push(el("p.note", {}, t("read", { words: answered.window.words, days })));
  }
  if (answered.outside && !answered.abstained) parts.push(el("p.note.warn", {}, t("outside")));
  if (answered.written) parts.push(drawWritten(answered, on));
  parts.push(...drawOrder(answered));
  parts.push(answered.abstained ? drawRefusal(answered, on) : answered.timeline?.length ? drawCourse(answered, on) : drawWords(answered));
  if (!answered.abstained && worthDrawing(timeline)) parts.push(drawTimeline(timeline, on.narrow));
  if (answered.results.length) parts.push(drawEvidence(answered, on));
  if (suggestions?.length) parts.push(drawSuggestions(suggestions, on));
  return parts;
}

// A language model's answer: [1] becomes a button that opens what it cites.
function drawWritten(answered, on) {
  const pieces = answered.written.split(/\[(\d+)\]/).map((piece, place) => {
    const cited = place % 2 ? answered.results[Number(piece) - 1] : null;
    if (!cited) return place % 2 ? `[${piece}]` : piece;
    const open = () => on.open(cited, answered);
    return el("button.cited", { type: "button", "aria-label": t("cited", { n: piece, title: cited.title }), onclick: open }, piece);
  });
  return el("div.written", {}, el("p", {}, ...pieces), el("small", {}, t("written")));
}

function drawSuggestions(questions, on) {
  const items = questions.map((question) => el("li", {}, el("button.plain", { type: "button", onclick: () => on.ask(question) }, question)));
  return el("section.suggestions", { "aria-label": t("next") }, el("h3", {}, t("next")), el("ul", {}, ...items));
}

// Newest first, and as of when; whose reports go first, or that there are none of theirs.
function drawOrder({ order, as_of, outlet: asked, results }) {
  const parts = [];
  if (as_of) parts.push(el("p.note", {}, t(order === "latest" ? "newestFirst" : "asOf", { day: as_of })));
  if (asked && results.length && (asked.astray || asked.sources.length)) {
    const said = !asked.astray ? "prefers" : asked.sources.length ? "astray" : "notIndexed";
    parts.push(el(asked.astray ? "p.note.warn" : "p.note", {}, t(said, { outlet: asked.name })));
  }
  return parts;
}

// The course of events, oldest first: a day, what happened, whose report.
function drawCourse(answered, on) {
  const items = answered.timeline.map((event) =>
    el("li", {},
      el("time", { datetime: event.date }, moment(event.date)),
      el("button.title", { type: "button", onclick: () => on.open({ ...event, published: event.date }) }, event.text),
      el("span.outlet", {}, outlet(event))));
  return el("section.course", { "aria-label": t("course") }, el("h3", {}, t("course"), el("small", {}, t("events", { n: items.length }))), el("ol", {}, ...items));
}

function drawWords(answered) {
  const first = answered.results.find((result) => result.passage.includes(answered.answer)) ?? answered.results[0];
  const source = first && el("cite", {}, el("b", {}, outlet(first)), el("time", { datetime: first.published }, moment(first.published)));
  const button = first && el("button.quiet", { type: "button", "aria-label": t("copyLabel"), onclick: () => copyWith(answered.answer, first) }, icon("copy"), t("copy"));
  return el("figure.words", {},
    el("blockquote", {}, ...marked(answered.answer, undefined, answered.span), answered.note && el("small.note", {}, `（${answered.note}）`)),
    el("figcaption", {}, source, button, el("span.took", {}, t("took", { n: number(Math.max(1, Math.round(answered.took_ms))) }))));
}

function drawRefusal(answered, on) {
  const why = answered.wall ? walled(answered.wall) : t(answered.results.length ? "nothingWhy" : "nothingAtAll");
  const widen = on.limited && el("button.plain", { type: "button", onclick: on.widen }, icon("again"), t("widen"));
  return el("div.refusal", {}, el("h3", {}, t("nothing")), el("p", {}, why), widen);
}

function walled({ since, until, source }) {
  const limits = [since || until ? span(since, until) : null, source].filter(Boolean);
  return t("walled", { walls: limits.join(t("and")) });
}

function drawEvidence(answered, on) {
  const cards = answered.results.map((result, place) => drawCard(result, place, answered, on));
  const list = el("ol.cards", {}, ...cards.slice(0, SHOWN_AT_ONCE));
  const title = t(answered.abstained ? "nearest" : "evidence");
  const section = el("section.evidence", { "aria-label": title }, el("h3", {}, title, el("small", {}, t("articles", { n: cards.length }))), list);
  const rest = cards.slice(SHOWN_AT_ONCE);
  if (rest.length) {
    const more = el("button.plain", { type: "button", onclick: () => {
      list.append(...rest);
      more.remove();
      rest[0].querySelector("button").focus();
    } }, t("more", { n: rest.length }));
    section.append(more);
  }
  return section;
}

function drawCard(result, place, answered, on) {
  const url = webAddress(result.url);
  const passage = el("p.passage", {}, ...marked(result.passage, ...locate(result.passage, answered.answer, answered.span)));
  return el("li.card", {},
    el("p.meta", {},
      el("span.outlet", {}, outlet(result)),
      el("time", { datetime: result.published }, moment(result.published)),
      result.heading && el("span.heading", {}, result.heading)),
    el("h4", {}, el("button.title", { type: "button", onclick: () => on.open(result, answered) }, result.title)),
    passage,
    el("div.actions", {},
      el("button.quiet", { type: "button", onclick: () => on.open(result, answered) }, icon("read"), t("open")),
      url && el("a.quiet", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": t("originalLabel", { title: result.title }) }, icon("out"), t("original")),
      el("button.quiet", { type: "button", "aria-label": t("copyCard"), onclick: () => copyWith(result.passage, result) }, icon("copy"), t("copy"))),
    result.reprints.length > 0 && drawReprints(result, on));
}

function drawReprints(result, on) {
  const items = result.reprints.map((copy) =>
    el("li", {},
      el("span.outlet", {}, outlet(copy)), el("time", { datetime: copy.published }, moment(copy.published)),
      el("button.title", { type: "button", onclick: () => on.open(copy) }, copy.title)));
  return el("details.reprints", {}, el("summary", {}, t("also", { n: result.reprints.length })), el("ul", {}, ...items));
}

export function drawLoading() {
  return [el("div.loading", {}, el("span.hidden", {}, t("looking")), el("i"), el("i"), el("i"))];
}

// `on`: { retry(), useKey(key) }.
export function drawTrouble(trouble, on) {
  const form = trouble.status === 401 && keyForm(on.useKey);
  const retry = trouble.status !== 401 && el("button.plain", { type: "button", onclick: on.retry }, icon("again"), t("retry"));
  return [el("div.trouble", { role: "alert" }, el("h3", {}, t("failed")), el("p", {}, trouble.message), trouble.status >= 500 && trouble.request && el("p.id", {}, trouble.request), form, retry)];
}

function keyForm(useKey) {
  const input = el("input", { type: "password", autocomplete: "off", "aria-label": t("keyNeeded"), placeholder: t("keyNeeded") });
  const send = (event) => {
    event.preventDefault();
    if (input.value) useKey(input.value);
  };
  return el("form.key", { onsubmit: send }, input, el("button.plain", { type: "submit" }, t("keyGo")));
}
