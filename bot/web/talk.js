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

async function call(address, options = {}) {
  const key = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...options.headers, ...(key ? { "X-API-Key": key } : {}) };
  let response;
  try {
    response = await fetch(address, { ...options, headers });
  } catch {
    throw new Trouble(0, t("offline"));
  }
  if (response.status === 204) return null;
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new Trouble(response.status, t("offline"));
  }
  if (!response.ok && address !== "/readyz") throw new Trouble(response.status, body.detail ?? t("offline"), body.request_id);
  return body;
}

// Best effort: the conversation is over for the reader in any case.
export const forget = (conversation) => call(`/v1/conversations/${conversation}`, { method: "DELETE" }).catch(() => null);

export const ready = () => call("/readyz");

export const examples = () => call("/v1/examples");

export const article = (id) => call(`/v1/articles/${id.split("/").map(encodeURIComponent).join("/")}`);

export const sources = () => call("/v1/sources");

export function timeline(question, filters) {
  const given = Object.entries({ q: question, ...filters }).filter(([, value]) => value);
  return call(`/v1/timeline?${new URLSearchParams(given)}`);
}

export function ask(question, filters, conversation) {
  const { since, until, source } = filters;
  const body = { question, k: 10, since, until, source, conversation_id: conversation };
  return call("/v1/ask", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}
