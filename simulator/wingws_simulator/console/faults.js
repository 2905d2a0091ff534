// Faults as switches: what goes wrong from now on; and how fast time runs.

import { element } from "./element.js";

const AT_FIRST = { share: 0.1, seconds: 2 };

export class Faults {
  constructor({ admin, console: actions }) {
    Object.assign(this, { admin, actions });
    this.list = element("div", { class: "faults" });
    this.scale = element("input", { type: "number", min: 1, max: 100000, id: "scale", change: () => this.#run() });
    this.root = element("section", { class: "page" },
      element("p", { class: "muted" }, "They hold at once, with connections open, and are forgotten when the simulator restarts."),
      this.list,
      element("div", { class: "faults time" }, element("div", { class: "fault" },
        element("label", { for: "scale" }, element("strong", {}, "time scale"),
          element("span", { class: "muted" }, "seconds that pass for connections in a real one: 600 makes a second of ten idle minutes")),
        this.scale)));
    this.rows = new Map();
  }

  show() {
    this.update();
  }

  update() {
    const { state } = this.actions;
    if (!state || state === this.drawn) return;
    this.drawn = state;
    if (document.activeElement !== this.scale) this.scale.value = state.time_scale;
    for (const fault of state.fault_names) {
      if (!this.rows.has(fault.name)) this.#add(fault);
      this.#set(fault.name, state.faults[fault.name] ?? 0);
    }
  }

  async #run() {
    try {
      const { time_scale } = await this.admin.call("time_scale", { time_scale: Number(this.scale.value) });
      this.actions.say(time_scale === 1 ? "time is real" : `time runs ${time_scale} times as fast`);
      this.actions.setTimeScale(time_scale);
    } catch (error) {
      this.actions.say(error.message, "bad");
      this.scale.value = this.actions.state.time_scale;
    }
  }

  #add({ name, unit, text }) {
    const isShare = unit === "share";
    const number = element("input", { type: "number", min: 0, max: isShare ? 1 : null, step: isShare ? 0.05 : 0.1,
      value: isShare ? AT_FIRST.share : AT_FIRST.seconds, "aria-label": `${name}, ${unit}`, change: () => on.checked && this.#apply(name) });
    const on = element("input", { type: "checkbox", role: "switch", id: `fault-${name}`, change: () => this.#apply(name) });
    this.rows.set(name, { on, number });
    this.list.append(element("div", { class: "fault" }, on,
      element("label", { for: `fault-${name}` }, element("strong", {}, name), element("span", { class: "muted" }, `${unit} ${text}`)),
      number));
  }

  #set(name, value) {
    const { on, number } = this.rows.get(name);
    if (document.activeElement === number) return;
    on.checked = value > 0;
    if (value > 0) number.value = value;
  }

  async #apply(name) {
    const { on, number } = this.rows.get(name);
    try {
      const value = on.checked ? Number(number.value) : 0;
      const { faults } = await this.admin.call("faults", { faults: { [name]: value } });
      this.actions.say(value ? `${name} is ${value}` : `${name} is off`);
      this.actions.setFaults(faults);
    } catch (error) {
      this.actions.say(error.message, "bad");
      on.checked = (this.actions.state.faults[name] ?? 0) > 0;
    }
  }
}
