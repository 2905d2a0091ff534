// What is in the tables, as DynamoDB's JSON writes it.

import { button, element, field, options, table } from "./element.js";

const PAGE = 100;

export class Tables {
  constructor({ admin, console: actions }) {
    Object.assign(this, { admin, actions });
    this.choice = element("select", { "aria-label": "Table",
      change: () => { location.hash = `#tables/${encodeURIComponent(this.choice.value)}`; } });
    this.list = element("div");
    this.more = button("Load more", () => this.#load(this.start), { hidden: true });
    this.counter = element("span", { class: "muted grow right" });
    this.insert = button("Insert", () => this.#edit(this.#empty(), null), { class: "primary" });
    this.root = element("section", { class: "page" },
      element("div", { class: "bar" }, this.choice, this.insert, button("Reload", () => this.#load()), this.counter),
      this.list, this.more);
  }

  show(name) {
    const { state } = this.actions;
    if (!state) return;
    this.drawn = state;
    options(this.choice, state.tables.map((each) => [each.name, each.name]), name ?? this.table?.name);
    this.table = state.tables.find((each) => each.name === this.choice.value);
    this.insert.disabled = !this.table;
    if (this.table) this.#load();
    else this.list.replaceChildren(element("p", { class: "muted empty" }, "No table is deployed."));
  }

  update() {
    const { state } = this.actions;
    const names = (tables) => tables?.map((each) => each.name).join("\n");
    if (state && names(state.tables) !== names(this.drawn?.tables)) this.show(this.table?.name);
  }

  async #load(start = null) {
    try {
      const page = await this.admin.call("scan_table", { table: this.table.name, limit: PAGE, start });
      this.items = start ? [...this.items, ...page.items] : page.items;
      this.start = page.last_evaluated_key ?? null;
      this.#draw();
    } catch (error) {
      this.actions.say(error.message, "bad");
    }
  }

  #draw() {
    const keys = this.#keys();
    const names = [...new Set([...keys, ...this.items.flatMap((item) => Object.keys(item))])];
    this.more.hidden = !this.start;
    this.counter.textContent = `${this.items.length} ${this.items.length === 1 ? "item" : "items"}${this.start ? " and more" : ""}`;
    this.list.replaceChildren(table(`Items of ${this.table.name}`, [...names, ""], this.items.map((item) => [
      ...names.map((name) => cell(item[name])),
      element("span", { class: "actions" },
        button("Edit", () => this.#edit(item, item)),
        button("Delete", () => this.#delete(item), { class: "danger" })),
    ]), "The table is empty."));
  }

  #keys() {
    return [this.table.hash_key, this.table.range_key].filter(Boolean);
  }

  #empty() {
    return Object.fromEntries(this.#keys().map((name) => [name, { S: "" }]));
  }

  #keyOf(item) {
    return Object.fromEntries(this.#keys().map((name) => [name, item[name]]));
  }

  #edit(item, before) {
    const text = element("textarea", { rows: 14, class: "code", spellcheck: "false" });
    text.value = JSON.stringify(item, null, 2);
    this.actions.ask(before ? "Edit item" : "Insert item", [
      field("Item, in DynamoDB's JSON", text),
      element("p", { class: "muted" }, before ? "Another key makes another item; this one stays." : "An item with this key is replaced."),
    ], before ? "Save" : "Insert", async () => {
      await this.admin.call("put_row", { table: this.table.name, item: JSON.parse(text.value) });
      await this.#load();
    });
  }

  #delete(item) {
    const key = this.#keyOf(item);
    this.actions.ask("Delete item", [element("pre", {}, JSON.stringify(key, null, 2))], "Delete", async () => {
      await this.admin.call("delete_row", { table: this.table.name, key });
      await this.#load();
    });
  }
}

function cell(value) {
  if (value === undefined) return element("span", { class: "muted" }, "–");
  const [[type, content]] = Object.entries(value);
  const text = typeof content === "string" ? content : JSON.stringify(plain(value));
  return element("code", { class: "cut", title: type }, text);
}

/** A value without its types, to be read and not to be written back. */
function plain(value) {
  const [[type, content]] = Object.entries(value);
  if (type === "M") return Object.fromEntries(Object.entries(content).map(([name, each]) => [name, plain(each)]));
  if (type === "L") return content.map(plain);
  if (type === "NULL") return null;
  return content;
}
