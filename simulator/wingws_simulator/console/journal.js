// What has happened: the simulator's events, gathered into one trace for each frame,
// handshake, end of a connection, batch of changes or call from outside.

const MOST_TRACES = 2000;
const MOST_CALLS = 4000;
const MOST_PARTS = 200; // log lines and posts of one invocation that are kept
const MOST_ERRORS = 20;

export class Journal {
  constructor() {
    this.last = 0; // number of the last event
    this.total = 0; // traces so far
    this.traces = [];
    this.errors = new Map(); // of a function: its last failed invocations
    this.routes = new Map(); // of a connection: the last route key
    this.changed = () => {}; // is called after each event
    this.deployed = () => {}; // is called when the program has changed
    this.#forget();
  }

  clear() {
    this.traces = [];
    this.#forget();
    this.changed();
  }

  take(event) {
    this.last = event.n ?? this.last;
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
    const trace = this.#trace(event.message_id, "message", event);
    Object.assign(trace, event, { n: trace.n, at: trace.at });
    if (event.why === "throttled" || event.route_key === null) {
      trace.failed = true; // no invocation: an error frame answers it
      this.#latest.set(event.connection_id, trace);
    }
    touch(trace);
  }

  disconnect(event) {
    const trace = this.#trace(`disconnect ${event.connection_id}`, "disconnect", event);
    Object.assign(trace, event, { n: trace.n, at: trace.at });
    for (const map of [this.routes, this.#latest, this.#awaited]) map.delete(event.connection_id);
    touch(trace);
  }

  invocation(event) {
    const call = this.#call(event.request_id);
    Object.assign(call, event);
    const trace = this.#trace(keyOf(event), kindOf(event), event);
    call.trace = trace;
    if (!trace.calls.includes(call)) trace.calls.push(call);
    if (trace.kind === "message") this.#latest.set(event.connection_id, trace);
    if (event.status !== "ok") {
      trace.failed = true;
      this.#fail(call);
    }
    touch(trace);
  }

  log(event) {
    if (!event.request_id) return; // of a start; the function's page has it
    const call = this.#call(event.request_id);
    keep(call.logs, event);
    if (call.trace) touch(call.trace);
  }

  post(event) {
    const post = { ...event, delivered: null };
    if (event.status === 200) this.#await(post);
    if (event.request_id === null) {
      const trace = this.#trace(`post ${event.n}`, "post", event);
      Object.assign(trace, event, { posts: [post], failed: event.status >= 400 });
      post.trace = trace;
      return;
    }
    const call = this.#call(event.request_id);
    call.posted += 1;
    if (call.posts.length < MOST_PARTS) call.posts.push(post);
    post.call = call;
    if (call.trace) touch(call.trace);
  }

  delivered(event) {
    const posts = this.#awaited.get(event.connection_id) ?? [];
    const index = posts.findIndex((post) => post.size === event.size);
    if (index >= 0) {
      const [post] = posts.splice(index, 1);
      post.delivered = event.at;
      const trace = post.trace ?? post.call.trace;
      if (trace) touch(trace);
      return;
    }
    const trace = this.#latest.get(event.connection_id);
    if (!trace) return;
    keep(trace.replies, event);
    touch(trace);
  }

  lost(event) {
    const trace = this.#trace(`lost ${this.total}`, "lost", { at: Date.now() / 1000, ...event });
    trace.count = event.count;
  }

  #latest; // of a connection: the trace of the message that was answered last
  #awaited; // of a connection: posts whose frames have not been written yet
  #calls; // invocations, by request id
  #byKey; // traces, by what their events have in common

  #forget() {
    this.#latest = new Map();
    this.#awaited = new Map();
    this.#calls = new Map();
    this.#byKey = new Map();
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
    this.traces.push(trace);
    // Many at once: to take the first off a long list is slow.
    if (this.traces.length >= MOST_TRACES + 200) {
      for (const old of this.traces.splice(0, this.traces.length - MOST_TRACES)) {
        this.#byKey.delete(old.key);
      }
    }
    return trace;
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
  "connect", "message", "disconnect", "invocation", "log", "post", "delivered", "lost",
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
