// The limits of the next question: a time and an outlet, as chips over the question box.

import { el } from "./dom.js";
import { span, t } from "./words.js";

const WINDOWS = ["all", "week", "lastMonth", "year", "pick"];
const MOST_OUTLETS = 8;

const iso = (day) => day.toISOString().slice(0, 10);

// Days counted back from the newest article (or from today, when that is earlier): an archive has a past week, too.
export function windowDays(kind, newest) {
  const today = new Date();
  const end = newest && new Date(`${newest}T00:00:00Z`) < today ? new Date(`${newest}T00:00:00Z`) : today;
  const [year, month, day] = [end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate()];
  const at = (...parts) => iso(new Date(Date.UTC(...parts)));
  if (kind === "week") return { since: at(year, month, day - 6), until: at(year, month, day) };
  if (kind === "lastMonth") return { since: at(year, month - 1, 1), until: at(year, month, 0) };
  if (kind === "year") return { since: at(year - 1, month, day + 1), until: at(year, month, day) };
  return { since: undefined, until: undefined };
}

export class Filters {
  constructor(root) {
    this.root = root;
    this.kind = "all";
    this.days = {};
    this.source = undefined;
    this.outlets = [];
    this.newest = null;
  }

  get value() {
    return { since: this.days.since, until: this.days.until, source: this.source };
  }

  // Set the days from elsewhere (a bar of the timeline, a reload); both undefined means no limit.
  setDays(since, until) {
    this.kind = since || until ? "pick" : "all";
    this.days = { since, until };
    this.draw();
  }

  setSource(source) {
    this.source = source;
    this.draw();
  }

  // Outlets just seen come first; `after` puts those of the whole index behind them.
  offer(outlets, after = false) {
    const known = after ? [...this.outlets, ...outlets] : [...outlets, ...this.outlets];
    this.outlets = [...new Set(known.filter(Boolean))].slice(0, MOST_OUTLETS);
    this.draw();
  }

  clear() {
    this.source = undefined;
    this.setDays(undefined, undefined);
  }

  draw() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const windows = el("div.chips", { role: "group", "aria-label": t("window") }, ...WINDOWS.map((kind) => this.#windowChip(kind)));
    const parts = [windows];
    const outlets = this.source && !this.outlets.includes(this.source) ? [this.source, ...this.outlets] : this.outlets;
    if (outlets.length > 1 || this.source) {
      const chips = [undefined, ...outlets].map((name) => this.#chip(`outlet:${name ?? ""}`, name ?? t("anyOutlet"), this.source === name, () => this.setSource(name)));
      parts.push(el("div.chips", { role: "group", "aria-label": t("outlet") }, ...chips));
    }
    this.root.replaceChildren(el("div.row", {}, ...parts), ...(this.kind === "pick" ? [this.#dates()] : []));
    if (focused) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #windowChip(kind) {
    const on = this.kind === kind;
    const days = kind === "pick" ? this.days : windowDays(kind, this.newest);
    const bounded = days.since || days.until;
    const label = on && bounded ? `${t(kind)} ${span(days.since, days.until)}` : t(kind);
    return this.#chip(`window:${kind}`, label, on, () => {
      this.kind = kind;
      this.days = kind === "pick" ? this.days : windowDays(kind, this.newest);
      this.draw();
      if (kind === "pick") this.root.querySelector("input")?.focus();
    }, bounded ? span(days.since, days.until) : undefined);
  }

  #chip(key, label, on, onclick, title) {
    return el("button.chip", { type: "button", "data-key": key, "aria-pressed": String(on), title, onclick }, label);
  }

  #dates() {
    const field = (name) => {
      const input = el("input", { type: "date", "data-key": name, max: this.newest, onchange: () => {
        this.days = { ...this.days, [name]: input.value || undefined };
        const { since, until } = this.days;
        if (since && until && since > until) this.days = { since: until, until: since };
        this.draw();
      } });
      input.value = this.days[name] ?? "";
      return el("label", {}, t(name), input);
    };
    return el("div.dates", {}, field("since"), field("until"));
  }
}
