// What is kept between visits, in this browser only: the conversation, the language, the colours.

const CONVERSATION = "wenxun.conversation";
const MOST_TURNS = 30;

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage can be switched off
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // full or switched off: the page goes on without memory
  }
}

const fresh = () => ({ id: [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join(""), turns: [] });

export function conversation() {
  try {
    const kept = JSON.parse(read(CONVERSATION));
    if (typeof kept?.id === "string" && Array.isArray(kept.turns)) return kept;
  } catch {
    // written by another version: begin anew
  }
  return fresh();
}

export function keep(talk) {
  write(CONVERSATION, JSON.stringify({ id: talk.id, turns: talk.turns.slice(-MOST_TURNS) }));
}

export function begin() {
  const talk = fresh();
  keep(talk);
  return talk;
}

export const setting = (name) => read(`wenxun.${name}`);
export const set = (name, value) => write(`wenxun.${name}`, value);
