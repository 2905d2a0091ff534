// A WebSocket client: several sockets at once, and messages that are kept.

import { save } from "./conversation.js";
import { badge, button, element, field, options } from "./element.js";
import { clock } from "./format.js";
import { Sockets } from "./socket.js";

const KEY = "wingws.saved";
const MOST_SHOWN = 200;

export class Client {
  constructor({ console: actions, changed }) {
    this.actions = actions;
    this.sockets = new Sockets();
    this.sockets.changed = changed;
    this.chosen = null;
    this.#build();
    this.#drawSaved();
  }

  show() {
    this.update();
  }

  update() {
    const apis = this.actions.state?.apis ?? [];
    if (apis !== this.apis) {
      this.apis = apis;
      options(this.api, apis.map((api) => [api.api_id, api.name]), this.api.value);
      this.#showUrl();
    }
    this.#drawTabs();
    this.#drawFrames();
  }

  /** Send once more what a client of somebody has sent to an API. */
  async replay(apiId, data) {
    const open = this.sockets.list.find((each) => each.apiId === apiId && each.state === "open");
    const socket = open ?? this.#open(this.actions.state.apis.find((api) => api.api_id === apiId).url, [], apiId);
    if (!(await socket.opened)) throw new Error("no socket could be opened; open one in the client, then replay");
    this.sockets.send(socket, data);
    return socket.id;
  }

  edit(apiId, data) {
    this.message.value = data;
    this.api.value = apiId;
    this.#showUrl();
    this.message.focus();
  }

  #build() {
    this.api = element("select", { change: () => this.#showUrl() });
    this.query = element("input", { placeholder: "token=…&room=…", autocomplete: "off" });
    this.protocols = element("input", { placeholder: "comma separated", autocomplete: "off" });
    this.url = element("code", { class: "muted wide" });
    this.tabs = element("div", { class: "tabs", role: "group", "aria-label": "Sockets" });
    this.frames = element("ol", { class: "frames", tabindex: 0, role: "log", "aria-label": "Frames" });
    this.message = element("textarea", { rows: 4, "aria-label": "Message", placeholder: "Message; Ctrl+Enter sends",
      keydown: (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.#send() });
    this.all = element("input", { type: "checkbox" });
    this.saved = element("ul", { class: "saved", "aria-label": "Saved messages" });
    const connect = element("form", { class: "bar", submit: (event) => this.#connect(event) },
      field("API", this.api), field("Query string", this.query), field("Subprotocols", this.protocols),
      element("button", { class: "primary" }, "Connect"), this.url);
    const composer = element("div", { class: "composer" }, this.message,
      element("div", { class: "bar" }, button("Send", () => this.#send(), { class: "primary" }),
        button("Save", () => this.#save()),
        element("label", { class: "check" }, this.all, " to all open sockets"),
        button("Save conversation", () => this.#saveConversation())),
      element("h3", {}, "Saved messages"), this.saved);
    this.root = element("section", { class: "page client" }, connect, this.tabs,
      element("div", { class: "talk" }, this.frames, composer));
  }

  #showUrl() {
    this.url.textContent = this.apis?.find((api) => api.api_id === this.api.value)?.url ?? "";
  }

  #connect(event) {
    event.preventDefault();
    const api = this.apis.find((each) => each.api_id === this.api.value);
    if (!api) return this.actions.say("no API is deployed", "bad");
    const query = this.query.value.trim().replace(/^\?/, "");
    const protocols = this.protocols.value.split(",").map((each) => each.trim()).filter(Boolean);
    try {
      this.#open(query ? `${api.url}?${query}` : api.url, protocols, api.api_id);
    } catch (error) {
      this.actions.say(error.message, "bad");
    }
  }

  #open(url, protocols, apiId) {
    const socket = this.sockets.open(url, protocols, apiId);
    this.#choose(socket);
    return socket;
  }

  #choose(socket) {
    this.chosen = socket;
    this.frames.replaceChildren();
    this.update();
  }

  #send() {
    const open = this.sockets.list.filter((each) => each.state === "open");
    const to = this.all.checked ? open : open.filter((each) => each === this.chosen);
    if (!to.length) return this.actions.say("no open socket is chosen; connect first", "bad");
    for (const socket of to) this.sockets.send(socket, this.message.value);
  }

  #drawTabs() {
    const { list } = this.sockets;
    const drawn = list.map((each) => `${each.id} ${each.state} ${each === this.chosen}`).join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.tabs.replaceChildren(...list.map((each) => this.#tab(each)));
  }

  #tab(socket) {
    const state = { open: "good", closed: "bad" }[socket.state] ?? "";
    const name = this.actions.apiName(socket.apiId);
    const end = socket.state === "closed"
      ? button("×", () => this.#remove(socket), { "aria-label": `Remove socket ${socket.id}` })
      : button("Close", () => this.sockets.close(socket), { "aria-label": `Close socket ${socket.id}` });
    return element("span", { class: "tab" },
      button(element("span", {}, `${socket.id} ${name} `, badge(socket.state, state)), () => this.#choose(socket), {
        "aria-pressed": String(socket === this.chosen), title: socket.url,
      }), end);
  }

  #remove(socket) {
    this.sockets.remove(socket);
    if (socket === this.chosen) this.#choose(this.sockets.list.at(-1) ?? null);
  }

  #drawFrames() {
    if (!this.chosen) return this.frames.replaceChildren(NOTHING);
    const shown = Number(this.frames.lastChild?.dataset.number ?? 0);
    const fresh = this.chosen.frames.filter((frame) => frame.number > shown).slice(-MOST_SHOWN);
    if (!fresh.length) return;
    const { scrollTop, clientHeight, scrollHeight } = this.frames;
    const follows = scrollTop + clientHeight >= scrollHeight - 40;
    this.frames.append(...fresh.map(frameLine));
    while (this.frames.children.length > MOST_SHOWN) this.frames.firstChild.remove();
    if (follows) this.frames.scrollTop = this.frames.scrollHeight;
  }

  #saveConversation() {
    if (!this.chosen) return this.actions.say("nothing was said yet; connect first", "bad");
    const name = this.actions.apiName(this.chosen.apiId);
    save(name, this.sockets.conversation(this.chosen.apiId));
  }

  #save() {
    if (!this.message.value) return;
    this.#keep([...new Set([...saved(), this.message.value])]);
  }

  #keep(messages) {
    localStorage.setItem(KEY, JSON.stringify(messages));
    this.#drawSaved();
  }

  #drawSaved() {
    const messages = saved();
    this.saved.replaceChildren(...messages.map((text) => element("li", {},
      button(text, () => { this.message.value = text; this.message.focus(); }, { class: "text", title: "Put it into the message" }),
      button("×", () => this.#keep(messages.filter((each) => each !== text)), { "aria-label": `Forget ${text}` }))));
    if (!messages.length) this.saved.append(element("li", { class: "muted" }, "None yet. Save keeps the message in this browser."));
  }
}

function saved() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

const NOTHING = element("li", { class: "note" }, "No socket yet: connect one above.");

const SIGNS = { sent: "↑", received: "↓", note: "·" };

function frameLine(frame) {
  const line = element("li", { class: frame.kind },
    element("time", {}, clock(frame.at)),
    element("span", { class: "sign", "aria-label": frame.kind }, SIGNS[frame.kind]),
    element("span", { class: "text" }, frame.text));
  line.dataset.number = frame.number;
  return line;
}
