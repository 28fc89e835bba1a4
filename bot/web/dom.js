// Making elements. Text only ever enters the page as text nodes, so nothing in an article can become markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M12 19V5M6 11l6-6 6 6",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  out: "M8 16 18 6M10 6h8v8",
  read: "M4 5h6a2 2 0 0 1 2 2v12a2 2 0 0 0-2-2H4zM20 5h-6a2 2 0 0 0-2 2v12a2 2 0 0 1 2-2h6z",
  close: "M6 6l12 12M18 6 6 18",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19",
  arrow: "M5 12h13M13 7l5 5-5 5",
  plus: "M12 5v14M5 12h14",
  again: "M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7",
};

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

// el("p.note", { title: "…", onclick }, "text", node): attributes, or handlers when they are functions.
export function el(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

// Links come from articles: only web addresses become links.
export const webAddress = (url) => (/^https?:\/\/[^\s<>"]+$/i.test(url ?? "") ? url : null);

// `text` with `soft` [start, end) marked lightly and `strong` marked fully; strong may lie inside soft.
export function marked(text, soft, strong) {
  const inside = (range, at) => Boolean(range) && at >= range[0] && at < range[1];
  const edges = [0, text.length, ...(soft ?? []), ...(strong ?? [])].filter((at) => at >= 0 && at <= text.length);
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, place) => {
    const piece = text.slice(from, cuts[place + 1]);
    if (inside(strong, from)) return el("mark", {}, piece);
    return inside(soft, from) ? el("mark.soft", {}, piece) : piece;
  });
}

// Where `words` stand in `text` and, in them, `span`: both as [start, end), or undefined.
export function locate(text, words, span) {
  const at = words ? text.indexOf(words) : -1;
  if (at < 0) return [undefined, undefined];
  return [[at, at + words.length], span ? [at + span[0], at + span[1]] : undefined];
}

export function toast(message) {
  const node = byId("toast");
  node.textContent = message;
  node.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => node.classList.remove("shown"), 2600);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages over plain http on another machine have no clipboard object; the old way still works there.
    const area = el("textarea.hidden", { "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
