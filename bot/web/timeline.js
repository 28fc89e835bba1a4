// When a topic was reported, as a picture: one bar a period, and a bar narrows the question to its days.

import { el, svg } from "./dom.js";
import { number, span, t } from "./words.js";

const HEIGHT = 56;
const STEP = 30;
const GAP = 6;
const UNITS = { day: "byDay", week: "byWeek", month: "byMonth", quarter: "byQuarter", year: "byYear" };

// A topic reported on one day only needs no picture.
export const worthDrawing = (timeline) => timeline && timeline.bars.filter((bar) => bar.count > 0).length > 1;

const period = (bar) => t("period", { days: span(bar.since, bar.until), n: number(bar.count) });

// `narrow(since, until)` is called when a bar is chosen.
export function drawTimeline(timeline, narrow) {
  const { bars } = timeline;
  const most = Math.max(...bars.map((bar) => bar.count));
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const told = el("span.told", { role: "status" });
  const width = bars.length * STEP;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: "none", role: "group", "aria-label": t("timeline") });
  bars.forEach((bar, place) => {
    const tall = bar.count && Math.max(5, (bar.count / most) * (HEIGHT - 4));
    const shape = [
      svg("rect", { class: "reach", x: place * STEP, y: 0, width: STEP, height: HEIGHT }),
      svg("rect", { class: "bar", x: place * STEP + GAP / 2, y: HEIGHT - tall, width: STEP - GAP, height: tall }),
    ];
    if (!bar.count) {
      picture.append(shape[0]);
      return;
    }
    const choose = () => narrow(bar.since, bar.until);
    const group = svg("g", { role: "button", tabindex: "0", "aria-label": `${period(bar)}，${t("narrow")}` }, svg("title", {}, period(bar)), ...shape);
    group.addEventListener("click", choose);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose();
    });
    for (const seen of ["pointerenter", "focus"]) group.addEventListener(seen, () => { told.textContent = period(bar); });
    for (const left of ["pointerleave", "blur"]) group.addEventListener(left, () => { told.textContent = ""; });
    picture.append(group);
  });
  return el("section.timeline", { "aria-label": t("timeline") },
    el("h3", {}, t("timeline"), el("small", {}, t("articles", { n: number(total) })), told),
    picture,
    el("p.ends", {}, el("time", {}, bars[0].since), el("span", {}, t(UNITS[timeline.unit])), el("time", {}, bars.at(-1).until)));
}
