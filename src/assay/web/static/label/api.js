// Requests to /api/v1. A refusal is told; a lost connection is waited for, and the same is sent again.
const ROOT = "/api/v1";
const TRIES_AFTER = [500, 1000, 2000, 4000, 8000];

export class Refused extends Error {
  constructor(status, error) {
    super(error.what || "");
    this.status = status;
    this.code = error.code || "";
    this.what = error.what || "";
    this.fix = error.fix || "";
  }
}

export class Lost extends Error {}

function csrf() {
  return document.querySelector('meta[name="csrf"]')?.content || "";
}

export async function ask(method, path, body, options = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(ROOT + path, { method, headers, body: sent, credentials: "same-origin", ...options });
  } catch {
    throw new Lost();
  }
  if (response.status >= 500 || response.status === 429) throw new Lost();
  const read = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, read.error || {});
  return read;
}

// Asks until there is an answer, whatever the connection does.
export async function insist(method, path, body, lost) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask(method, path, body);
      if (tries) lost(false);
      return { answer, tries };
    } catch (error) {
      if (!(error instanceof Lost)) {
        if (tries) lost(false);
        throw error;
      }
      lost(true);
      await waited(TRIES_AFTER[Math.min(tries, TRIES_AFTER.length - 1)]);
    }
  }
}

function waited(milliseconds) {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener("online", finish);
      done();
    };
    const timer = setTimeout(finish, milliseconds);
    window.addEventListener("online", finish);
  });
}
