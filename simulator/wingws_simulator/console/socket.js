// The WebSockets that this page itself has opened.

import { fileOf } from "./conversation.js";

const MOST_FRAMES = 500;
const MOST_STEPS = 10_000;

export class Sockets {
  constructor() {
    this.list = [];
    this.changed = () => {};
    this.#next = 1;
  }

  #next;
  #steps = [];

  /** Open one; raises what the browser says about a URL or subprotocol that is none. */
  open(url, protocols, apiId) {
    const socket = { id: this.#next, url, apiId, frames: [], total: 0, state: "connecting", version: 0 };
    socket.web = protocols.length ? new WebSocket(url, protocols) : new WebSocket(url);
    this.#next += 1;
    socket.opened = new Promise((resolve) => {
      socket.web.onopen = () => {
        this.#take(socket, "connect", handshake(url, protocols));
        this.#on(socket, "open", "note", openNote(socket.web), resolve(true));
      };
      socket.web.onclose = ({ code, reason }) => {
        if (socket.state === "open") {
          if (socket.isLeft) this.#take(socket, "close");
          else this.#take(socket, "closed", { code, reason });
        }
        this.#on(socket, "closed", "note", `closed with code ${code} ${reason}`.trim(), resolve(false));
      };
    });
    socket.web.onmessage = ({ data }) => {
      this.#take(socket, "receive", { text: String(data) });
      this.#on(socket, "open", "received", String(data));
    };
    this.list.push(socket);
    this.changed();
    return socket;
  }

  send(socket, data) {
    this.#take(socket, "send", { text: data });
    socket.web.send(data);
    this.#on(socket, socket.state, "sent", data);
  }

  close(socket) {
    socket.isLeft = true;
    socket.web.close(1000);
  }

  remove(socket) {
    this.close(socket);
    this.list = this.list.filter((each) => each !== socket);
    this.changed();
  }

  /** What the clients of an API have said and heard: a file for `wingws parity` and tests. */
  conversation(apiId) {
    return fileOf(this.#steps.filter((each) => each.apiId === apiId).map((each) => each.step));
  }

  #take(socket, kind, fields) {
    this.#steps.push({ apiId: socket.apiId, step: { [kind]: `client ${socket.id}`, ...fields } });
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
  }

  #on(socket, state, kind, text) {
    socket.state = state;
    socket.total += 1;
    socket.frames.push({ at: Date.now() / 1000, kind, text, number: socket.total });
    if (socket.frames.length > MOST_FRAMES) socket.frames.shift();
    this.changed();
  }
}

function openNote(web) {
  return web.protocol ? `connected, subprotocol ${web.protocol}` : "connected";
}

function handshake(url, protocols) {
  const query = new URL(url).search.slice(1);
  return { ...(query && { query }), ...(protocols.length && { subprotocols: protocols }) };
}
