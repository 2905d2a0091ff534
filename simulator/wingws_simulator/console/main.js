// The page: which section is shown, what is known of the program, and the way to the
// simulator, which is found again when it has been away.

import { Admin, keepToken, takeToken } from "./admin.js";
import { Client } from "./client.js";
import { Connections } from "./connections.js";
import { button, element, field } from "./element.js";
import { Faults } from "./faults.js";
import { Functions } from "./functions.js";
import { Journal } from "./journal.js";
import { ApplicationMap } from "./map.js";
import { Tables } from "./tables.js";
import { Timeline } from "./timeline.js";

const DRAW_EVERY = 250; // milliseconds: nobody reads faster
const DRAW_AFTER = 20; // milliseconds in which what belongs together comes
const READ_EVERY = 5; // milliseconds for an event, or the simulator leaves some out
const FETCH_EVERY = 1000;
const FETCH_MOST = 20000; // events after those that are wanted, until they are whole
const STATE_EVERY = 5000;

const byId = (id) => document.getElementById(id);
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Console {
  constructor(token) {
    this.admin = new Admin(token);
    this.journal = new Journal();
    this.state = null;
    this.drawnAt = this.fetchedAt = -Infinity;
    const parts = { admin: this.admin, journal: this.journal, console: this, changed: () => this.#schedule() };
    this.journal.changed = parts.changed;
    this.journal.deployed = () => this.#loadSoon();
    this.views = {
      map: new ApplicationMap(parts), timeline: new Timeline(parts), connections: new Connections(parts),
      client: new Client(parts), tables: new Tables(parts), functions: new Functions(parts), faults: new Faults(parts),
    };
  }

  start() {
    addEventListener("hashchange", () => this.#route());
    this.#route();
    this.reloading = setInterval(() => document.hidden || this.load(), STATE_EVERY);
    this.#follow();
  }

  async load() {
    try {
      this.#take(await this.admin.call("state"));
    } catch (error) {
      this.#lockIfRefused(error);
    }
  }

  #lockIfRefused(error) {
    if (error.status !== 401) return false;
    clearInterval(this.reloading);
    this.view.hide?.();
    lock(this.state ? "The simulator was started anew, and has another token."
      : "The simulator does not know this token.");
    return true;
  }

  apiName(apiId) {
    return this.state?.apis.find((api) => api.api_id === apiId)?.name ?? apiId;
  }

  setFaults(faults) {
    this.#take({ ...this.state, faults });
  }

  setTimeScale(timeScale) {
    this.#take({ ...this.state, time_scale: timeScale });
  }

  say(text, kind = "") {
    const note = element("p", { class: kind }, text);
    byId("notes").append(note);
    setTimeout(() => note.remove(), 5000);
  }

  /** Ask in a dialog; `act` runs when it is confirmed, and what it raises is shown there. */
  ask(title, fields, label, act) {
    const problem = element("p", { class: "error", role: "alert" });
    const confirm = async (event) => {
      event.preventDefault();
      try {
        await act();
        dialog.close();
      } catch (error) {
        problem.textContent = error.message;
      }
    };
    const dialog = element("dialog", { "aria-label": title, close: () => dialog.remove() },
      element("form", { submit: confirm }, element("h2", {}, title), ...fields, problem,
        element("p", { class: "bar end" }, button("Cancel", () => dialog.close()), element("button", { class: "primary" }, label))));
    document.body.append(dialog);
    dialog.showModal();
  }

  async replay(apiId, data) {
    try {
      this.say(`sent again over socket ${await this.views.client.replay(apiId, data)} of the client`);
    } catch (error) {
      this.say(error.message, "bad");
    }
  }

  edit(apiId, data) {
    location.hash = "#client";
    this.#route();
    this.views.client.edit(apiId, data);
  }

  #take(state) {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    const isFirst = this.state === null;
    this.state = state;
    byId("stack").textContent = [state.project, state.stack].filter(Boolean).join(" / ");
    byId("time-scale").hidden = state.time_scale === 1;
    byId("time-scale").textContent = `time × ${state.time_scale}`;
    byId("problem").hidden = !state.problem;
    byId("problem").querySelector("pre").textContent = state.problem ?? "";
    const faults = Object.values(state.faults).filter((value) => value > 0).length;
    byId("faulty").hidden = !faults;
    byId("faulty").textContent = faults === 1 ? "1 fault" : `${faults} faults`;
    if (isFirst) this.#route();
    else this.#schedule();
  }

  #route() {
    const [name, argument] = location.hash.slice(1).split("/");
    const view = this.views[name] ?? this.views.map;
    if (view !== this.view) {
      this.view?.hide?.();
      byId("main").replaceChildren(view.root);
      byId("main").scrollTop = 0;
      this.view = view;
    } else view.hide?.();
    view.show?.(argument === undefined ? undefined : decodeURIComponent(argument));
    view.update();
    const current = Object.keys(this.views).find((key) => this.views[key] === view);
    for (const link of byId("sections").children) {
      if (link.hash === `#${current}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${current} · wingws console`;
  }

  /** Draw: soon what comes alone, and a crowd a few times a second. */
  #schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    const pause = Math.max(DRAW_AFTER, this.drawnAt + DRAW_EVERY - performance.now());
    setTimeout(() => requestAnimationFrame(() => {
      this.scheduled = false;
      this.drawnAt = performance.now();
      this.view.update();
    }), pause);
  }

  /** Take what was left out of the journal, as far as the simulator still has it. */
  fetchLeftOut() {
    if (this.journal.gaps.some((gap) => !gap.fetched)) {
      this.isFetchWanted = true;
      this.fetching ??= this.#fetchAll().finally(() => this.fetching = undefined);
    }
    return this.fetching;
  }

  /** Fetch, and again what has been asked for meanwhile, now and then. */
  async #fetchAll() {
    while (this.isFetchWanted) {
      await wait(Math.max(0, this.fetchedAt + FETCH_EVERY - performance.now()));
      this.isFetchWanted = false;
      await this.#fetch();
      this.fetchedAt = performance.now();
    }
  }

  async #fetch() {
    const wanted = this.journal.gaps.filter((gap) => !gap.fetched);
    if (!wanted.length) return;
    for (const gap of wanted) gap.fetched = true;
    const { until } = wanted.at(-1);
    await this.admin.watch(wanted[0].after, (event) => {
      if (event.n !== undefined) this.journal.take(event);
      const isDone = event.n >= until && (this.journal.isWhole || event.n > until + FETCH_MOST);
      return event.type !== "tick" && !isDone;
    }).catch(() => {}); // the simulator is away; the gaps stay
  }

  #loadSoon() {
    clearTimeout(this.loading);
    this.loading = setTimeout(() => this.load(), 200);
  }

  async #follow() {
    for (;;) {
      try {
        await this.load();
        await this.admin.watch(this.journal.last, (event) => {
          showLink("live");
          this.journal.take(event);
        }, 1000 / READ_EVERY);
      } catch (error) {
        if (this.#lockIfRefused(error)) return;
      }
      showLink("away");
      await wait(1000);
    }
  }
}

function showLink(state) {
  const link = byId("link");
  if (link.textContent === state) return;
  link.textContent = state;
  link.className = `link ${state}`;
}

/** Ask for the token: without it, there is nothing to see. */
function lock(reason) {
  keepToken(null);
  showLink("locked");
  const token = element("input", { type: "password", autocomplete: "off", required: true });
  const open = (event) => {
    event.preventDefault();
    keepToken(token.value.trim());
    location.reload();
  };
  byId("main").replaceChildren(element("section", { class: "page lock" },
    element("h2", {}, reason),
    element("p", {}, "Open the address that ", element("code", {}, "wingws console"),
      " prints, or give the token that stands in ", element("code", {}, ".wingws/stacks/<stack>/daemon.json"), "."),
    element("form", { class: "bar", submit: open }, field("Token", token), element("button", { class: "primary" }, "Open"))));
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the fragment names the section
  byId("main").focus();
});

const token = takeToken();
if (token) new Console(token).start();
else lock("This page needs the simulator's token.");
addEventListener("hashchange", () => /^#token=/.test(location.hash) && location.reload());
