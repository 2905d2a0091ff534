// The WebSockets that this page itself has opened.

const MOST_FRAMES = 500;

export class Sockets {
  constructor() {
    this.list = [];
    this.changed = () => {};
    this.#next = 1;
  }

  #next;

  /** Open one; raises what the browser says about a URL or subprotocol that is none. */
  open(url, protocols, apiId) {
    const socket = { id: this.#next, url, apiId, frames: [], total: 0, state: "connecting", version: 0 };
    socket.web = protocols.length ? new WebSocket(url, protocols) : new WebSocket(url);
    this.#next += 1;
    socket.opened = new Promise((resolve) => {
      socket.web.onopen = () => this.#on(socket, "open", "note", openNote(socket.web), resolve(true));
      socket.web.onclose = ({ code, reason }) =>
        this.#on(socket, "closed", "note", `closed with code ${code} ${reason}`.trim(), resolve(false));
    });
    socket.web.onmessage = ({ data }) => this.#on(socket, "open", "received", String(data));
    this.list.push(socket);
    this.changed();
    return socket;
  }

  send(socket, data) {
    socket.web.send(data);
    this.#on(socket, socket.state, "sent", data);
  }

  close(socket) {
    socket.web.close(1000);
  }

  remove(socket) {
    socket.web.close();
    this.list = this.list.filter((each) => each !== socket);
    this.changed();
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
