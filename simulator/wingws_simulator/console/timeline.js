// The timeline: one row a trace, of which only those in sight are elements.

import { fileOf, save } from "./conversation.js";
import { button, element } from "./element.js";
import { clock, count, duration } from "./format.js";
import { textOf } from "./journal.js";
import { traceDetail } from "./trace.js";

const ROW = 32; // pixels, as in style.css
const SPARE = 8; // rows above and below those in sight

const SHOWN = [
  ["all", "Everything", () => true],
  ["message", "Messages", (trace) => ["message", "gap"].includes(trace.kind)],
  ["connection", "Connects, disconnects", (trace) => ["connect", "disconnect"].includes(trace.kind)],
  ["change", "Table changes", (trace) => trace.kind === "change"],
  ["failed", "Failures", (trace) => trace.failed || trace.failures > 0],
];

const COLUMNS = ["Time", "Kind", "Connection", "Data", "Route", "Function", "Took", "Result"];

export class Timeline {
  constructor({ journal, console: actions }) {
    this.journal = journal;
    this.actions = actions;
    this.held = null; // the traces that are shown while paused
    this.rows = []; // what the filter lets through
    this.chosen = null;
    this.clearedAt = 0; // number of the last event that was there when it was cleared
    this.follows = true; // the newest is in sight, and stays so
    this.drawn = "";
    this.#build();
  }

  update() {
    if (!this.paused && this.#isSearching()) this.actions.fetchLeftOut();
    if (this.paused) {
      const news = this.journal.total - this.heldAt;
      this.pause.textContent = news ? `Resume (${count(news)} new)` : "Resume";
    }
    this.#filter();
    this.#draw();
    this.#drawDetail();
  }

  get paused() {
    return this.held !== null;
  }

  #build() {
    this.search = element("input", {
      type: "search", placeholder: "Search messages, logs, ids", "aria-label": "Search", input: () => this.update(),
    });
    this.kinds = element("select", { "aria-label": "Show", change: () => this.update() },
      ...SHOWN.map(([value, text]) => element("option", { value }, text)));
    this.pause = button("Pause", () => this.#togglePause(), { "aria-pressed": "false" });
    this.counter = element("span", { class: "muted grow right" });
    this.body = element("tbody", { click: (event) => this.#click(event) });
    this.before = element("tr", { class: "space", "aria-hidden": "true" });
    this.after = element("tr", { class: "space", "aria-hidden": "true" });
    this.body.append(this.before, this.after);
    this.grid = element("table", { class: "rows", role: "grid", tabindex: 0,
      "aria-label": "Events; arrow keys choose one, Enter opens it", keydown: (event) => this.#key(event) },
      element("thead", {}, element("tr", {}, ...COLUMNS.map((column) =>
        element("th", { scope: "col", class: column.toLowerCase() }, column)))),
      this.body);
    this.scroller = element("div", { class: "scroller", scroll: () => this.#scrolled() }, this.grid, this.none = element("p", { class: "muted empty" }, "Nothing has happened yet."));
    this.detail = element("section", { class: "detail", "aria-label": "Event", tabindex: -1 });
    this.root = element("section", { class: "timeline",
      keydown: (event) => event.key === "Escape" && this.chosen && this.#close() },
      element("div", { class: "bar" }, this.search, this.kinds, this.pause,
        button("Clear", () => this.#clear()), button("Save conversation", () => this.#save()), this.counter),
      element("div", { class: "split" }, this.scroller, this.detail));
  }

  #togglePause() {
    this.held = this.paused ? null : [...this.journal.traces];
    this.heldAt = this.journal.total;
    if (this.paused) this.#complete(this.held, this.journal.last);
    this.pause.setAttribute("aria-pressed", String(this.paused));
    if (!this.paused) this.pause.textContent = "Pause";
    this.update();
  }

  /** Add to what is held, up to an event, what was left out of it. */
  async #complete(held, last) {
    await this.actions.fetchLeftOut();
    if (this.held !== held) return;
    this.held = this.journal.traces.filter((trace) => trace.n <= last);
    this.heldAt = this.journal.total - (this.journal.traces.length - this.held.length);
    this.update();
  }

  /** Whether somebody looks for something, rather than at what comes. */
  #isSearching() {
    return !this.follows || this.search.value.trim() !== "" || this.kinds.value !== "all";
  }

  /** Save what all clients of an API have said and heard since the last clear. */
  async #save() {
    const apis = this.actions.state?.apis ?? [];
    const apiId = this.chosen?.api_id ?? (apis.length === 1 ? apis[0].api_id : null);
    if (apiId === null) return this.actions.say("choose an event of the API that is meant; there are several", "bad");
    try {
      const { steps, notes } = await this.actions.admin.call("conversation", { api_id: apiId, after: this.clearedAt });
      if (!steps.length) notes.push("nobody has connected");
      else save(this.actions.apiName(apiId), fileOf(steps));
      notes.forEach((note) => this.actions.say(note, "bad"));
    } catch (error) {
      this.actions.say(error.message, "bad");
    }
  }

  #clear() {
    this.journal.clear();
    this.clearedAt = this.journal.last;
    if (this.paused) this.held = [];
    this.#choose(null);
    this.update();
  }

  #filter() {
    const all = this.held ?? this.journal.traces;
    const [, , wanted] = SHOWN.find(([value]) => value === this.kinds.value);
    const sought = this.search.value.trim().toLowerCase();
    const before = this.rows;
    this.rows = all.filter((trace) => wanted(trace)
      && (!sought || trace.kind === "gap" || textOf(trace).includes(sought)));
    this.counter.textContent = counted(all, this.rows);
    this.none.textContent = all.length ? "Nothing matches." : "Nothing has happened yet.";
    if (!this.#isFollowing()) this.#hold(before);
  }

  #scrolled() {
    this.follows = this.#isAtEnd();
    if (!this.follows) this.actions.fetchLeftOut();
    this.#draw();
  }

  #isFollowing() {
    return this.follows && !this.paused;
  }

  #isAtEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollTop + clientHeight >= scrollHeight - ROW;
  }

  /** Leave in place what is read, when rows above it are dropped. */
  #hold(before) {
    const dropped = before.indexOf(this.rows[0]);
    if (dropped > 0) this.scroller.scrollTop -= dropped * ROW;
  }

  #range() {
    const end = this.rows.length * ROW - this.scroller.clientHeight;
    const top = this.#isFollowing() ? end : this.scroller.scrollTop;
    const from = Math.max(0, Math.floor(top / ROW) - SPARE);
    const visible = Math.ceil(this.scroller.clientHeight / ROW) + 2 * SPARE;
    return [from, Math.min(this.rows.length, from + visible)];
  }

  #resize(from, to) {
    this.grid.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.none.hidden = this.rows.length > 0;
    this.grid.hidden = !this.rows.length;
    this.before.style.height = `${from * ROW}px`;
    this.after.style.height = `${(this.rows.length - to) * ROW}px`;
  }

  #draw() {
    const [from, to] = this.#range();
    this.#resize(from, to);
    const lines = [...this.body.children].slice(1, -1);
    while (lines.length < to - from) {
      const line = newLine();
      lines.push(line);
      this.after.before(line);
    }
    lines.splice(to - from).forEach((line) => line.remove());
    lines.forEach((line, index) => this.#fill(line, this.rows[from + index], from + index));
    if (this.#isFollowing()) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #fill(line, trace, index) {
    const chosen = trace === this.chosen;
    const key = `${trace.id} ${trace.version} ${chosen} ${index}`;
    if (line.key === key) return;
    line.key = key;
    line.trace = trace;
    line.id = `trace-${trace.id}`;
    line.className = `${trace.kind} ${trace.failed ? "failed" : ""}`;
    line.setAttribute("aria-rowindex", String(index + 2));
    line.setAttribute("aria-selected", String(chosen));
    cellsOf(trace).forEach((text, column) => {
      const cell = line.children[column];
      if (cell.textContent !== text) cell.textContent = text;
    });
  }

  #click(event) {
    const line = event.target.closest("tr");
    if (line?.trace) this.#choose(line.trace);
  }

  #key(event) {
    const at = this.rows.indexOf(this.chosen);
    const page = Math.floor(this.scroller.clientHeight / ROW) - 1;
    const moves = {
      ArrowDown: at + 1, ArrowUp: at < 0 ? this.rows.length - 1 : at - 1,
      PageDown: at + page, PageUp: at - page, Home: 0, End: this.rows.length - 1,
    };
    if (event.key === "Enter" && this.chosen) this.detail.focus();
    if (!(event.key in moves) || !this.rows.length) return;
    event.preventDefault();
    const to = Math.min(this.rows.length - 1, Math.max(0, moves[event.key]));
    this.#choose(this.rows[to]);
    this.#reveal(to);
  }

  #reveal(index) {
    const top = index * ROW;
    const head = this.grid.tHead.offsetHeight;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + ROW + head > scrollTop + clientHeight) {
      this.scroller.scrollTop = top + ROW + head - clientHeight;
    }
    this.#draw();
  }

  #choose(trace) {
    this.chosen = trace;
    this.root.classList.toggle("open", trace !== null);
    if (trace) this.grid.setAttribute("aria-activedescendant", `trace-${trace.id}`);
    else this.grid.removeAttribute("aria-activedescendant");
    this.#draw();
    this.#drawDetail();
    const coversList = trace && !this.scroller.clientHeight; // on a phone
    if (coversList) this.detail.focus();
  }

  #close() {
    const at = this.rows.indexOf(this.chosen);
    this.#choose(null);
    this.grid.focus({ preventScroll: true });
    if (at >= 0) this.#reveal(at);
  }

  #drawDetail() {
    const drawn = this.chosen ? `${this.chosen.id} ${this.chosen.version}` : "";
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.detail.replaceChildren();
    if (!this.chosen) return;
    this.detail.append(
      button("Close", () => this.#close(), { class: "close" }),
      ...traceDetail(this.chosen, this.actions));
  }
}

function counted(all, rows) {
  const isGap = (trace) => trace.kind === "gap";
  const leftOut = all.filter(isGap).reduce((sum, gap) => sum + gap.count, 0);
  const [there, shown] = [all, rows].map((traces) => traces.filter((trace) => !isGap(trace)).length);
  const events = shown === there ? `${count(there)} events` : `${count(shown)} of ${count(there)} events`;
  return leftOut ? `${events}, ${count(leftOut)} more not shown` : events;
}

function newLine() {
  return element("tr", {}, ...COLUMNS.map((column) => element("td", { class: column.toLowerCase() })));
}

function cellsOf(trace) {
  const took = trace.calls.reduce((sum, call) => sum + (call.duration_ms ?? 0), 0);
  return [
    clock(trace.at), trace.kind === "gap" ? "more" : trace.kind, trace.connection_id ?? "", dataOf(trace),
    trace.route_key ?? (trace.kind === "message" ? "none" : ""),
    trace.calls.map((call) => call.function).join(", "),
    trace.calls.length ? duration(took) + (trace.calls.some((call) => call.cold) ? " cold" : "") : "",
    resultOf(trace),
  ];
}

function dataOf(trace) {
  if (trace.kind === "gap") return gapText(trace);
  if (trace.kind === "lost") return `${count(trace.count)} events are missing: they came too fast, or are not kept any more`;
  if (trace.kind === "connect") return trace.source_ip ?? "";
  if (trace.kind === "disconnect") return `${trace.code ?? ""} ${trace.reason ?? ""}`.trim();
  return (trace.data ?? "").slice(0, 200);
}

function gapText({ count: left, failures }) {
  const what = left === 1 ? "1 more message" : `${count(left)} more messages`;
  return `${what} not shown${failures > 0 ? `, ${count(failures)} failed` : ""}`;
}

function resultOf(trace) {
  const failed = trace.calls.find((call) => call.status !== "ok");
  if (failed) return failed.status;
  if (trace.kind === "connect") return String(trace.status ?? "");
  if (trace.kind === "disconnect") return trace.initiator ?? "";
  if (trace.kind === "post") return String(trace.status);
  if (trace.why === "throttled") return "throttled";
  const posts = trace.calls.reduce((sum, call) => sum + call.posted, 0);
  const frames = posts + trace.replies.length;
  return frames ? `${frames} sent` : trace.calls.length ? "ok" : "";
}
