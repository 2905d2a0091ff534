// What has happened: the simulator's events, gathered into one trace for each frame,
// handshake, end of a connection, batch of changes or call from outside. In a flood the
// simulator shows some messages, each whole, and says how many it leaves out: a gap, which
// closes as their events are taken after all.

const MOST_TRACES = 2000;
const MOST_CALLS = 4000;
const MOST_PARTS = 200; // log lines and posts of one invocation that are kept
const MOST_ERRORS = 20;
const MOST_SEEN = 20000; // numbers of events, many times what the simulator keeps

export class Journal {
  constructor() {
    this.last = 0; // number of the last event
    this.total = 0; // traces so far
    this.traces = []; // in the order in which they began
    this.gaps = []; // those of them that stand for what was left out
    this.errors = new Map(); // of a function: its last failed invocations
    this.routes = new Map(); // of a connection: the last route key
    this.changed = () => {}; // is called after each event
    this.deployed = () => {}; // is called when the program has changed
    this.#forget();
  }

  clear() {
    this.traces = [];
    this.gaps = [];
    this.#forget();
    this.changed();
  }

  take(event) {
    if (this.#seen.has(event.n)) return;
    if (event.n !== undefined) this.#see(event.n);
    if (event.type === "deployed") this.deployed(event);
    else if (TYPES.has(event.type)) this[event.type](event);
    if (event.type !== "tick") this.changed();
  }

  connect(event) {
    const trace = this.#trace(`connect ${event.connection_id}`, "connect", event);
    Object.assign(trace, event, { n: trace.n, at: trace.at });
    if (event.status !== 101) trace.failed = true;
    touch(trace);
  }

  message(event) {
    this.routes.set(event.connection_id, event.route_key);
    this.#byKey.delete(event.message_id); // ids of a seed come again
    const trace = this.#trace(event.message_id, "message", event);
    Object.assign(trace, event, { n: trace.n, at: trace.at });
    const gap = this.#closeGap(event);
    // No invocation: an error frame answers it.
    if (event.why === "throttled" || event.route_key === null) {
      trace.failed = true;
      if (gap) gap.failures -= 1;
    } else if (gap) this.#begun.add(event.message_id);
    touch(trace);
  }

  disconnect(event) {
    const trace = this.#trace(`disconnect ${event.connection_id}`, "disconnect", event);
    Object.assign(trace, event, { n: trace.n, at: trace.at });
    for (const map of [this.routes, this.#awaited]) map.delete(event.connection_id);
    touch(trace);
  }

  invocation(event) {
    if (this.#isOfNoTrace(event)) return;
    const call = this.#call(event.request_id);
    Object.assign(call, event);
    const trace = this.#trace(keyOf(event), kindOf(event), event);
    call.trace = trace;
    if (!trace.calls.includes(call)) trace.calls.push(call);
    if (event.status !== "ok") {
      trace.failed = true;
      this.#fail(call);
      const gap = this.#begun.has(event.message_id) && this.#gapAt(event.n);
      if (gap) gap.failures -= 1;
    }
    this.#begun.delete(event.message_id);
    touch(trace);
  }

  log(event) {
    if (!event.request_id) return; // of a start; the function's page has it
    if (this.#isOfNoTrace(event)) return;
    const call = this.#call(event.request_id);
    keep(call.logs, event);
    if (call.trace) touch(call.trace);
  }

  post(event) {
    if (this.#isOfNoTrace(event)) return;
    const post = { ...event, delivered: null };
    if (event.status === 200) this.#await(post);
    if (event.request_id === null) {
      const trace = this.#trace(`post ${event.n}`, "post", event);
      Object.assign(trace, event, { posts: [post], failed: event.status >= 400 });
      post.trace = trace;
      this.#closeGap(event);
      return;
    }
    const call = this.#call(event.request_id);
    call.posted += 1;
    if (call.posts.length < MOST_PARTS) call.posts.push(post);
    post.call = call;
    if (call.trace) touch(call.trace);
  }

  delivered(event) {
    if (this.#isOfNoTrace(event)) return;
    const answered = event.message_id && this.#byKey.get(event.message_id);
    if (answered) {
      keep(answered.replies, event);
      touch(answered);
      return;
    }
    const posts = this.#awaited.get(event.connection_id) ?? [];
    const index = posts.findIndex((post) => post.size === event.size);
    if (index < 0) return;
    const [post] = posts.splice(index, 1);
    post.delivered = event.at;
    const trace = post.trace ?? post.call.trace;
    if (trace) touch(trace);
  }

  /** Note that there is more between two events than was shown. */
  left_out(event) {
    this.last = Math.max(this.last, event.until);
    const latest = this.gaps.at(-1);
    if (latest && (latest === this.traces.at(-1) || !event.messages)) {
      latest.count += event.messages;
      latest.failures += event.failed;
      latest.until = event.until;
      latest.fetched = false;
      touch(latest);
    } else if (event.messages) {
      const gap = this.#trace(`gap ${event.until}`, "gap", { n: event.until, at: Date.now() / 1000 });
      Object.assign(gap, { after: event.after, until: event.until, count: event.messages, failures: event.failed, fetched: false });
      this.gaps.push(gap);
    }
  }

  /** Whether all messages that were taken later than their place have ended. */
  get isWhole() {
    return !this.#begun.size;
  }

  lost(event) {
    const trace = this.#trace(`lost ${this.total}`, "lost", { n: this.last, at: Date.now() / 1000, ...event });
    trace.count = event.count;
  }

  #seen = new Set(); // numbers of the events that were taken
  #begun; // messages that a gap has given back, and whose invocation has not come yet
  #awaited; // of a connection: posts whose frames have not been written yet
  #calls; // invocations, by request id
  #byKey; // traces, by what their events have in common

  #forget() {
    this.#begun = new Set();
    this.#awaited = new Map();
    this.#calls = new Map();
    this.#byKey = new Map();
  }

  #see(number) {
    this.last = Math.max(this.last, number);
    this.#seen.add(number);
    if (this.#seen.size <= MOST_SEEN) return;
    this.#seen = new Set([...this.#seen].slice(MOST_SEEN / 2));
  }

  /** Whether an event belongs to a message that is not there: half of it helps nobody. */
  #isOfNoTrace(event) {
    return Boolean(event.message_id) && !this.#byKey.has(event.message_id);
  }

  #gapAt(number) {
    return this.gaps.find((gap) => gap.after < number && number <= gap.until);
  }

  #closeGap(event) {
    const gap = this.#gapAt(event.n);
    if (!gap) return undefined;
    gap.count -= 1;
    touch(gap);
    if (!gap.count) this.#removeGap(gap);
    return gap;
  }

  #removeGap(gap) {
    this.traces.splice(this.traces.indexOf(gap), 1);
    this.gaps.splice(this.gaps.indexOf(gap), 1);
    this.#byKey.delete(gap.key);
  }

  #trace(key, kind, event) {
    const known = this.#byKey.get(key);
    if (known) return known;
    this.total += 1;
    const trace = {
      id: this.total, key, kind, n: event.n, at: event.at, api_id: event.api_id ?? null,
      connection_id: event.connection_id ?? null,
      calls: [], replies: [], posts: [], failed: false, version: 0, text: null,
    };
    this.#byKey.set(key, trace);
    this.#insert(trace);
    // Many at once: to take the first off a long list is slow.
    if (this.traces.length >= MOST_TRACES + 200) {
      for (const old of this.traces.splice(0, this.traces.length - MOST_TRACES)) {
        this.#byKey.delete(old.key);
        if (old === this.gaps[0]) this.gaps.shift();
      }
    }
    return trace;
  }

  #insert(trace) {
    let index = this.traces.length;
    while (index && this.traces[index - 1].n > trace.n) index -= 1;
    this.traces.splice(index, 0, trace);
  }

  #call(requestId) {
    const known = this.#calls.get(requestId);
    if (known) return known;
    const call = { request_id: requestId, logs: [], posts: [], posted: 0, trace: null };
    if (requestId === null) return call; // throttled: never begun
    this.#calls.set(requestId, call);
    if (this.#calls.size > MOST_CALLS) this.#calls.delete(this.#calls.keys().next().value);
    return call;
  }

  #await(post) {
    const posts = this.#awaited.get(post.connection_id) ?? [];
    this.#awaited.set(post.connection_id, posts);
    keep(posts, post);
  }

  #fail(call) {
    const errors = this.errors.get(call.function) ?? [];
    this.errors.set(call.function, errors);
    errors.unshift(call);
    errors.length = Math.min(errors.length, MOST_ERRORS);
  }
}

const TYPES = new Set([
  "connect", "message", "disconnect", "invocation", "log", "post", "delivered", "lost", "left_out",
]);

function keyOf(event) {
  if (event.event_type === "CONNECT" || event.event_type === "AUTHORIZER") {
    return `connect ${event.connection_id}`;
  }
  if (event.event_type === "DISCONNECT") return `disconnect ${event.connection_id}`;
  return event.message_id ?? `call ${event.request_id}`;
}

function kindOf(event) {
  const kinds = {
    CONNECT: "connect", AUTHORIZER: "connect", MESSAGE: "message",
    DISCONNECT: "disconnect", STREAM: "change",
  };
  return kinds[event.event_type] ?? "invoke";
}

function keep(list, item) {
  list.push(item);
  if (list.length > MOST_PARTS) list.shift();
}

function touch(trace) {
  trace.version += 1;
  trace.text = null;
}

/** All that a search can find in a trace, in small letters. */
export function textOf(trace) {
  if (trace.text === null) trace.text = words(trace).join("\n").toLowerCase();
  return trace.text;
}

function words(trace) {
  const own = [trace.kind, trace.data, trace.connection_id, trace.route_key,
    trace.why, trace.reason, trace.source_ip, trace.user_agent];
  const calls = trace.calls.flatMap((call) => [
    call.function, call.request_id, call.status, call.error,
    ...call.logs.map((line) => line.text),
    ...call.posts.flatMap((post) => [post.connection_id, post.data]),
  ]);
  return [...own, ...calls].filter(Boolean);
}
