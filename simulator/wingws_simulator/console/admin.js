// The admin API of the simulator, and the token that opens it.

const KEY = "wingws.token";

/** The token, out of the address bar, where others could see it; then this tab's own. */
export function takeToken() {
  const given = /^#token=([^&]+)/.exec(location.hash);
  if (given) {
    keepToken(decodeURIComponent(given[1]));
    history.replaceState(null, "", location.pathname + "#map");
  }
  return sessionStorage.getItem(KEY);
}

export function keepToken(token) {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
}

/** What the simulator refused; its message is the simulator's own sentence. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Admin {
  constructor(token) {
    this.token = token;
  }

  async call(verb, body = {}) {
    const response = await this.#post(verb, body);
    return response.json();
  }

  /**
   * Give events after the given one to `take`, for as long as the simulator is there or
   * until it returns false: every event, or about so many a second, each message whole.
   */
  async watch(after, take, rate = null) {
    const response = await this.#post("watch", { after, rate });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      if (await inSlices(lines, (line) => take(JSON.parse(line)))) continue;
      await reader.cancel();
      return;
    }
  }

  async #post(verb, body) {
    const response = await fetch(`/admin/${verb}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    const answer = await response.json().catch(() => ({}));
    throw new Refused(response.status, answer.error ?? `HTTP ${response.status}`);
  }
}

const SLICE = 6; // milliseconds; the page answers keys and clicks in between

async function inSlices(items, take) {
  let until = performance.now() + SLICE;
  for (const item of items) {
    if (take(item) === false) return false;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    until = performance.now() + SLICE;
  }
  return true;
}
