// Live connections: who, since when, and what can be done to them.

import { badge, button, element, field, table } from "./element.js";
import { bytes, count, since } from "./format.js";

const MOST = 200;
const COLUMNS = ["API", "Connection", "Since", "Idle", "Route", "From", "Received", "Sent", ""];

export class Connections {
  constructor({ admin, journal, console: actions }) {
    Object.assign(this, { admin, journal, actions });
    this.list = element("div");
    this.search = element("input", { type: "search", placeholder: "Filter", "aria-label": "Filter connections",
      input: () => this.#draw() });
    this.counter = element("span", { class: "muted grow right" });
    this.root = element("section", { class: "page" },
      element("div", { class: "bar" }, this.search, this.counter), this.list);
    this.connections = [];
  }

  show() {
    this.drawn = null;
    this.#load();
    this.timer = setInterval(() => document.hidden || this.#load(), 1000);
  }

  hide() {
    clearInterval(this.timer);
  }

  update() {}

  async #load() {
    try {
      this.connections = (await this.admin.call("connections")).connections;
    } catch {
      return; // the header says that the simulator is away
    }
    // Buttons that somebody is about to press stay.
    const ids = this.connections.map((each) => each.connection_id).join();
    if (ids === this.drawn) this.#refresh();
    else this.#draw();
    this.drawn = ids;
  }

  #draw() {
    const sought = this.search.value.trim().toLowerCase();
    const found = this.connections.filter((each) => !sought || JSON.stringify(each).toLowerCase().includes(sought));
    this.counter.textContent = `${count(found.length)} open${found.length > MOST ? `, the first ${MOST} shown` : ""}`;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.ariaLabel : null;
    this.list.replaceChildren(table("Connections", COLUMNS, found.slice(0, MOST).map((each) => this.#row(each)),
      "No client is connected."));
    this.list.querySelectorAll("tbody tr").forEach((line, index) => {
      line.dataset.id = found[index].connection_id;
    });
    [...this.list.querySelectorAll("button")].find((each) => each.ariaLabel === focused)?.focus();
  }

  /** Renew the numbers, and leave the elements as they are. */
  #refresh() {
    const known = new Map(this.connections.map((each) => [each.connection_id, each]));
    for (const line of this.list.querySelectorAll("tbody tr")) {
      const each = known.get(line.dataset.id);
      texts(each, this.journal, this.actions).forEach((text, column) => {
        if (typeof text === "string") line.children[column].textContent = text;
      });
    }
  }

  #row(each) {
    const at = { api_id: each.api_id, connection_id: each.connection_id };
    const short = each.connection_id;
    return [...texts(each, this.journal, this.actions), element("span", { class: "actions" },
      button("Send", () => this.#send(at), { "aria-label": `Send to ${short}` }),
      button("Expire", () => this.#expire(at), { "aria-label": `Expire ${short}` }),
      button("Drop", () => this.#do("disconnect", at, "dropped"), { "aria-label": `Drop ${short}`, class: "danger" }))];
  }

  #send(at) {
    const text = element("textarea", { rows: 5, required: true });
    this.actions.ask(`Send to ${at.connection_id}`, [field("Data", text)], "Send",
      () => this.admin.call("send", { ...at, data: text.value }));
  }

  #expire(at) {
    const reason = element("select", {},
      element("option", { value: "idle" }, "idle: no message for ten minutes"),
      element("option", { value: "duration" }, "duration: two hours are over"));
    this.actions.ask(`Expire ${at.connection_id}`, [field("As if", reason)], "Expire",
      () => this.#do("expire", { ...at, reason: reason.value }, "expired"));
  }

  async #do(verb, body, done) {
    try {
      await this.admin.call(verb, body);
      this.actions.say(`${body.connection_id} is ${done}`);
    } catch (error) {
      this.actions.say(error.message, "bad");
    }
    this.#load();
  }
}

function texts(each, journal, actions) {
  const route = journal.routes.get(each.connection_id);
  return [
    actions.apiName(each.api_id), element("code", { title: each.user_agent }, each.connection_id),
    since(each.connected_at), since(each.last_active_at),
    route === undefined ? "" : route === null ? badge("none") : route, each.source_ip,
    `${bytes(each.received_bytes)} in ${count(each.received_messages)}`,
    `${bytes(each.sent_bytes)} in ${count(each.sent_messages)}`,
  ];
}
