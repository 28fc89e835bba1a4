// The page: a conversation over /v1/ask. This file only wires; each other file knows one thing.

import { drawAnswer, drawLoading, drawTrouble } from "./answer.js";
import { byId, el, icon } from "./dom.js";
import { Filters } from "./filters.js";
import { openArticle, prepareReader } from "./reader.js";
import * as store from "./store.js";
import * as service from "./talk.js";
import { worthDrawing } from "./timeline.js";
import { currentLanguage, number, setLanguage, span, t } from "./words.js";

let talk = store.conversation();
let busy = false;
const box = byId("question");
const filters = new Filters(byId("filters"));

function drawIndex(index) {
  byId("index").textContent = index ? t("indexed", { n: number(index.articles) }) : t("noIndex");
  byId("newest").textContent = index?.newest ? ` · ${t("newest", { day: index.newest })}` : "";
}

function drawTurn(turn) {
  const { since, until, source } = turn.filters;
  const limits = [since || until ? span(since, until) : null, source].filter(Boolean);
  const on = {
    open: openArticle,
    ask: put,
    limited: limits.length > 0,
    widen: () => { filters.clear(); put(turn.question); },
    narrow: (from, to) => { filters.setDays(from, to); put(turn.question, { ...turn.filters, since: from, until: to }); },
  };
  const content = turn.answer
    ? drawAnswer(turn.answer, turn, on)
    : turn.trouble
      ? drawTrouble(turn.trouble, { retry: () => again(turn), useKey: (key) => { service.useKey(key); again(turn); } })
      : drawLoading();
  return el("article.turn", {},
    el("h2.asked", {}, el("span.tag", { "aria-hidden": "true" }, t("asked")), el("span", {}, turn.question), ...limits.map((limit) => el("small.limit", {}, limit))),
    el("div.answered", { "aria-busy": String(!turn.answer && !turn.trouble) }, ...content));
}

function draw() {
  byId("welcome").hidden = talk.turns.length > 0;
  byId("fresh").hidden = talk.turns.length === 0;
  byId("turns").replaceChildren(...talk.turns.map(drawTurn));
  filters.offer(talk.turns.flatMap((turn) => turn.answer?.results.map((result) => result.source) ?? []).reverse());
}

function redrawLast() {
  const turns = byId("turns");
  const last = drawTurn(talk.turns.at(-1));
  if (turns.children.length === talk.turns.length) turns.lastElementChild.replaceWith(last);
  else turns.append(last);
  byId("welcome").hidden = true;
  byId("fresh").hidden = false;
  const top = last.getBoundingClientRect().top + scrollY - document.querySelector(".top").offsetHeight - 8;
  scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

async function put(question, limits = filters.value) {
  if (busy || !question.trim()) return;
  talk.turns.push({ question: question.trim(), filters: limits });
  await run(talk.turns.at(-1));
}

async function again(turn) {
  if (busy) return;
  talk.turns = talk.turns.filter((other) => other !== turn);
  await put(turn.question, turn.filters);
  draw();
}

async function run(turn) {
  setBusy(true);
  redrawLast();
  try {
    await service.ask(turn.question, turn.filters, talk.id, {
      answer: (answer) => { answered(turn, answer); },
      sentence: ({ text }) => { turn.answer.written = (turn.answer.written ?? "") + text; redraw(turn); },
      written: (answer) => { turn.answer = answer; redraw(turn); },
      suggestions: ({ questions }) => { turn.suggestions = questions; redraw(turn); },
    });
  } catch (trouble) {
    if (!(trouble instanceof service.Trouble)) throw trouble;
    turn.trouble = { status: trouble.status, message: trouble.message, request: trouble.request };
    if (talk.turns.at(-1) === turn) redrawLast();
  } finally {
    setBusy(false);
  }
  remember();
}

const remember = () => store.keep({ ...talk, turns: talk.turns.filter((turn) => turn.answer) });

// The articles' own words are here; what a language model writes and the picture of time may follow.
function answered(turn, answer) {
  turn.answer = answer;
  setBusy(false);
  drawIndex(answer.index);
  filters.newest = answer.index.newest;
  filters.offer(answer.results.map((result) => result.source));
  if (talk.turns.at(-1) === turn) redrawLast();
  remember();
  if (!answer.abstained) addTimeline(turn);
}

function redraw(turn) {
  const place = talk.turns.indexOf(turn);
  if (place >= 0) byId("turns").children[place]?.replaceWith(drawTurn(turn));
}

async function addTimeline(turn) {
  try {
    // A follow-up does not name its topic; the title of what answered it does.
    const topic = talk.turns[0] === turn ? turn.question : turn.answer.results[0].title;
    turn.timeline = await service.timeline(topic.slice(0, box.maxLength), turn.filters);
  } catch {
    return; // the answer stands without its picture
  }
  if (worthDrawing(turn.timeline)) redraw(turn);
  remember();
}

function setBusy(now) {
  busy = now;
  byId("send").setAttribute("aria-disabled", String(now));
}

function send() {
  if (busy || !box.value.trim()) return;
  put(box.value);
  box.value = "";
  fit();
}

function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  const left = box.maxLength - box.value.length;
  byId("count").textContent = left <= 100 ? t("countLeft", { n: left }) : "";
  byId("send").classList.toggle("idle", !box.value.trim());
}

function drawTheme() {
  const kept = store.setting("theme");
  if (kept) document.documentElement.dataset.theme = kept;
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  byId("theme").replaceChildren(icon(dark ? "sun" : "moon"));
  return dark;
}

async function drawExamples() {
  const { examples } = await service.examples();
  byId("examples-title").hidden = examples.length === 0;
  byId("examples").replaceChildren(...examples.map((question) =>
    el("li", {}, el("button", { type: "button", onclick: () => put(question) }, el("span", {}, question), icon("arrow")))));
}

async function greet() {
  try {
    const { index } = await service.ready();
    drawIndex(index);
    filters.newest = index?.newest ?? null;
    filters.draw();
    await drawExamples();
    filters.offer((await service.sources()).sources.map((source) => source.source), true);
  } catch (trouble) {
    if (!(trouble instanceof service.Trouble)) throw trouble;
    byId("index").textContent = trouble.message;
  }
}

function speak(code) {
  store.set("language", code);
  setLanguage(code);
  filters.draw();
  draw();
  fit();
  greet();
}

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
box.addEventListener("input", fit);
box.addEventListener("keydown", (event) => {
  // Enter also confirms a word in an input method; that one must not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "ArrowUp" && !box.value && talk.turns.length) {
    box.value = talk.turns.at(-1).question;
    fit();
  }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, dialog");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    box.focus();
  }
});
byId("fresh").addEventListener("click", () => {
  service.forget(talk.id);
  talk = store.begin();
  filters.clear();
  draw();
  box.focus();
});
byId("language").addEventListener("click", () => speak(currentLanguage() === "zh" ? "en" : "zh"));
byId("theme").addEventListener("click", () => {
  store.set("theme", drawTheme() ? "light" : "dark");
  drawTheme();
});

byId("send").append(icon("send"));
byId("fresh").prepend(icon("plus"));
prepareReader();
drawTheme();
speak(store.setting("language") ?? "zh");
