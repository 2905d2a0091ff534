// Functions: source, captures, statements, log, last errors, and an event to try.

import { badge, button, element, field, table } from "./element.js";
import { clock, duration, pretty } from "./format.js";
import { inOrder } from "./map.js";

const MOST_LINES = 200;

export class Functions {
  constructor({ admin, journal, console: actions }) {
    Object.assign(this, { admin, journal, actions });
    this.list = element("ul", { class: "list" });
    this.page = element("div", { class: "sheet" });
    this.errors = element("div");
    this.root = element("section", { class: "page functions" },
      element("nav", { "aria-label": "Functions" }, this.list), this.page);
  }

  show(name) {
    this.name = name ?? this.name;
    this.drawn = null;
    this.update();
  }

  update() {
    const { state } = this.actions;
    if (!state) return;
    if (state !== this.drawn) this.#draw(state);
    if (this.journal.gaps.some((gap) => gap.failures > 0)) this.actions.fetchLeftOut();
    this.#drawErrors();
  }

  #draw(state) {
    const functions = inOrder(state);
    const one = functions.find((each) => each.name === this.name) ?? functions[0];
    this.drawn = state;
    this.list.replaceChildren(...functions.map((each) => element("li", {},
      element("a", { href: `#functions/${encodeURIComponent(each.name)}`, "aria-current": each === one ? "page" : null },
        each.name, element("small", { class: "muted" }, each.purpose.join(", "))))));
    if (!one) this.page.replaceChildren(element("p", { class: "muted empty" }, "No function is deployed."));
    else if (this.shownAs !== form(one)) this.#drawOne(one);
    else this.#drawEnvironments(one);
  }

  #drawOne(one) {
    this.shownAs = form(one);
    this.one = one;
    this.shownErrors = null;
    this.environments = element("dd");
    this.#drawEnvironments(one);
    this.page.replaceChildren(
      element("h2", {}, one.name),
      element("dl", { class: "facts" }, ...[
        ["Handles", one.purpose.join(", ")], ["Memory", `${one.memory_size} MB`],
        ["Timeout", `${one.timeout} s`], ["Artifact", one.path], ["SHA-256", one.sha256],
      ].flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value ?? "")]),
      element("dt", {}, "Environments"), this.environments),
      this.#invoke(one),
      element("details", { open: true }, element("summary", {}, "Last errors"), this.errors),
      this.#lazy("Source", () => this.#source(one)),
      this.#lazy("Captures", async () => [element("pre", {}, JSON.stringify(one.captures, null, 2))]),
      this.#lazy("Statements", async () => [statements(one.statements)]),
      this.#lazy("Log", () => this.#log(one), "Reload"));
  }

  #drawEnvironments(one) {
    const { busy = 0, idle = 0 } = one.environments ?? {};
    this.environments.textContent = `${busy} busy, ${idle} idle`;
  }

  /** A part that is asked for when it is opened. */
  #lazy(title, load, again) {
    const body = element("div");
    const fill = async () => {
      try {
        body.replaceChildren(...(await load()));
      } catch (error) {
        body.replaceChildren(element("p", { class: "error" }, error.message));
      }
    };
    return element("details", { toggle: (event) => event.target.open && fill() },
      element("summary", {}, title), again ? element("p", { class: "bar" }, button(again, fill)) : null, body);
  }

  async #source(one) {
    const { files } = await this.admin.call("source", { function: one.name });
    return Object.entries(files).map(([path, text]) => element("details", { open: path === "index.py" ? null : true },
      element("summary", {}, element("code", {}, path)), source(text)));
  }

  async #log(one) {
    const { lines } = await this.admin.call("logs", { function: one.name, limit: MOST_LINES });
    if (!lines.length) return [element("p", { class: "muted" }, "No line yet.")];
    return [element("pre", { class: "log" }, lines.map((line) =>
      line.at === null ? line.text : `${clock(line.at)}  ${line.text}`).join("\n"))];
  }

  #invoke(one) {
    const event = element("textarea", { rows: 10, class: "code", spellcheck: "false" });
    event.value = JSON.stringify(eventFor(one, this.actions.state), null, 2);
    const result = element("div", { "aria-live": "polite" });
    const run = async () => {
      result.replaceChildren(element("p", { class: "muted" }, "running"));
      try {
        result.replaceChildren(...answer(await this.admin.call("invoke", { function: one.name, event: JSON.parse(event.value) })));
      } catch (error) {
        result.replaceChildren(element("p", { class: "error" }, error.message));
      }
    };
    return element("details", {}, element("summary", {}, "Invoke with an event"),
      field("Event", event), element("p", { class: "bar" }, button("Invoke", run, { class: "primary" })), result);
  }

  #drawErrors() {
    const errors = this.journal.errors.get(this.one?.name) ?? [];
    const shown = `${this.one?.name} ${errors[0]?.request_id} ${errors.length}`;
    if (shown === this.shownErrors) return;
    this.shownErrors = shown;
    this.errors.replaceChildren(table("Last errors", ["At", "Status", "Error", "Log"], errors.map((call) => [
      clock(call.at), badge(call.status, "bad"), element("pre", { class: "error" }, call.error ?? ""),
      element("pre", { class: "log" }, call.logs.map((log) => log.text).join("\n")),
    ]), "None of late."));
  }
}

function form(one) {
  return JSON.stringify({ ...one, environments: null });
}

function source(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  return element("pre", { class: "source", tabindex: 0 }, ...lines
    .map((line, index) => [index + 1, line])
    // An artifact is blank where the program has what this function does not need.
    .filter(([number, line]) => line || lines[number - 2])
    .map(([number, line]) => element("span", { class: "source-line", "data-number": number }, `${line}\n`)));
}

function statements(list) {
  return table("Statements", ["Effect", "Actions", "Resources"], list.map((each) => [
    each.Effect, element("code", {}, [each.Action].flat().join(", ")), element("code", {}, [each.Resource].flat().join(", ")),
  ]), "It may call nothing.");
}

function answer({ status, payload, log, duration_ms: took }) {
  return [
    element("p", { class: "bar" }, badge(status, status === "ok" ? "good" : "bad"), badge(duration(took))),
    element("pre", {}, pretty(JSON.stringify(payload ?? null))),
    log.length ? element("pre", { class: "log" }, log.join("\n")) : null,
  ].filter(Boolean);
}

/** An event such as this function would get. */
function eventFor(one, state) {
  if (one.purpose.some((each) => each.startsWith("changes of "))) return { Records: [] };
  const api = state.apis.find((each) => each.api_id === one.api_id);
  const routeKey = one.purpose[0] ?? "$default";
  const eventType = { $connect: "CONNECT", $disconnect: "DISCONNECT" }[routeKey] ?? "MESSAGE";
  const host = api ? new URL(api.url).host : "";
  const requestContext = {
    routeKey, eventType, connectionId: "fromConsole=", requestId: "fromConsole=", apiId: one.api_id,
    stage: api?.stage_name, domainName: host, connectedAt: Date.now(), requestTimeEpoch: Date.now(),
  };
  if (one.purpose.includes("authorizer")) {
    return { type: "REQUEST", methodArn: `arn:aws:execute-api:us-east-1:000000000000:${one.api_id}/${api?.stage_name}/$connect`,
      headers: {}, queryStringParameters: {}, requestContext: { ...requestContext, routeKey: "$connect", eventType: "CONNECT" } };
  }
  if (eventType === "CONNECT") return { headers: {}, queryStringParameters: {}, requestContext, isBase64Encoded: false };
  return { requestContext, body: "{\"action\": \"" + routeKey + "\"}", isBase64Encoded: false };
}
