// The whole article beside the conversation, with the passage that was found marked in it.

import { copyWith, outlet } from "./answer.js";
import { byId, el, icon, locate, marked, webAddress } from "./dom.js";
import * as service from "./talk.js";
import { moment, t } from "./words.js";

// The lines of a body, with the part of the passage and of the asked detail that falls into each.
function lines(body, passage, detail) {
  const out = [];
  let at = 0;
  for (const line of body.split("\n")) {
    const clip = (range) => range && [Math.max(range[0] - at, 0), Math.min(Math.max(range[1] - at, 0), line.length)];
    if (line.trim()) out.push(el("p", {}, ...marked(line, clip(passage), clip(detail))));
    at += line.length + 1;
  }
  return out;
}

function frame(article, content, passage) {
  const url = webAddress(article.url);
  const close = el("button.tool.icon", { type: "button", "aria-label": t("close"), title: t("close"), onclick: () => byId("reader").close() }, icon("close"));
  return [
    el("header", {}, el("p.meta", {}, el("span.outlet", {}, outlet(article)), el("time", { datetime: article.published }, moment(article.published))), close),
    el("article", { tabindex: "0" }, el("h2", { id: "reader-title" }, article.title), article.authors?.length ? el("p.byline", {}, article.authors.join(t("and"))) : null, ...content),
    el("footer", {},
      passage && el("span.found", {}, t("found")),
      passage && el("button.quiet", { type: "button", onclick: () => copyWith(passage, article) }, icon("copy"), t("copy")),
      url && el("a.quiet", { href: url, target: "_blank", rel: "noopener noreferrer" }, icon("out"), t("original"))),
  ];
}

// `result`: an article found (with its passage), an event (with its text) or a reprint (with neither); `answered`: the answer it belongs to.
export async function openArticle(result, answered) {
  const dialog = byId("reader");
  dialog.replaceChildren(...frame(result, [el("p.byline", { role: "status" }, t("reading"))]));
  if (!dialog.open) dialog.showModal();
  try {
    const article = await service.article(result.article_id);
    const told = result.passage ? [result.start, result.end] : locate(article.body, result.text)[0];
    const detail = result.passage && locate(result.passage, answered?.answer, answered?.span)[1]?.map((at) => at + result.start);
    const content = lines(article.body, told, detail);
    dialog.replaceChildren(...frame(article, content, told && article.body.slice(...told)));
    dialog.querySelector("article").focus({ preventScroll: true });
    dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
  } catch (trouble) {
    dialog.replaceChildren(...frame(result, [el("p.byline", { role: "alert" }, trouble.message)]));
  }
}

export function prepareReader() {
  const dialog = byId("reader");
  // A click on the dimmed page beside the sheet closes it; the dialog element itself is only hit there.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
