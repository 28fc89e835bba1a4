// Talking to the service. Failures become a Trouble whose message can be shown as it is.

import { t } from "./words.js";

const KEY = "wenxun.key";

export class Trouble extends Error {
  constructor(status, message, request) {
    super(message);
    this.status = status;
    this.request = request;
  }
}

export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

async function send(address, options = {}) {
  const key = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...options.headers, ...(key ? { "X-API-Key": key } : {}) };
  let response;
  try {
    response = await fetch(address, { ...options, headers });
  } catch {
    throw new Trouble(0, t("offline"));
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Trouble(response.status, problem.detail ?? t("offline"), problem.request_id);
}

async function call(address) {
  return (await send(address)).json();
}

// Best effort: the conversation is over for the reader in any case.
export const forget = (conversation) => send(`/v1/conversations/${conversation}`, { method: "DELETE" }).catch(() => null);

export const ready = () => call("/readyz");

export const examples = () => call("/v1/examples");

export const article = (id) => call(`/v1/articles/${id.split("/").map(encodeURIComponent).join("/")}`);

export const sources = () => call("/v1/sources");

export function timeline(question, filters) {
  const given = Object.entries({ q: question, ...filters }).filter(([, value]) => value);
  return call(`/v1/timeline?${new URLSearchParams(given)}`);
}

// Ask; `on[event](data)` is called for each event as it comes: answer, sentence, written, suggestions.
export async function ask(question, filters, conversation, on) {
  const { since, until, source } = filters;
  const body = JSON.stringify({ question, k: 10, since, until, source, conversation_id: conversation });
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  const response = await send("/v1/ask", { method: "POST", headers, body });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => { throw new Trouble(0, t("offline")); });
    if (done) return;
    const events = (kept + value).split("\n\n");
    kept = events.pop();
    for (const event of events) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(event);
      on[name]?.(JSON.parse(data));
    }
  }
}
