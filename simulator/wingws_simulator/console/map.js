// The application map: APIs, their functions, tables, and who may call what.

import { element, table } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";

export class ApplicationMap {
  constructor({ console: actions }) {
    this.actions = actions;
    this.nodes = new Map();
    this.lines = document.createElementNS(SVG, "svg");
    this.lines.setAttribute("class", "lines");
    this.lines.setAttribute("aria-hidden", "true");
    this.columns = element("div", { class: "columns" });
    this.picture = element("div", { class: "map", role: "group", "aria-label": "Application map" }, this.lines, this.columns);
    this.calls = element("div");
    this.root = element("section", { class: "page" },
      element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Application map" }, this.picture),
      element("h2", {}, "Who may call what"), this.calls);
    new ResizeObserver(() => this.#drawLines()).observe(this.picture);
  }

  show() {
    this.update();
  }

  update() {
    const { state } = this.actions;
    if (!state || state === this.drawn) return;
    this.drawn = state;
    this.edges = edgesOf(state);
    this.nodes.clear();
    this.columns.replaceChildren(
      this.#column("APIs", state.apis.map((api) => this.#api(api))),
      this.#column("Functions", inOrder(state).map((each) => this.#function(each))),
      this.#column("Tables", state.tables.map((each) => this.#table(each))));
    this.calls.replaceChildren(table("Who may call what", ["Who", "May call", "How"],
      this.edges.map((edge) => [edge.from, edge.to, element("code", {}, edge.label)]),
      "Nothing is deployed. Run `pulumi up`."));
    this.#drawLines();
  }

  #column(title, nodes) {
    const none = element("p", { class: "muted" }, "none");
    return element("div", { class: "column" }, element("h2", {}, title), ...(nodes.length ? nodes : [none]));
  }

  #node(name, href, ...children) {
    const light = (on) => () => this.#light(on ? name : null);
    const node = element("a", {
      class: "node", href, mouseenter: light(true), mouseleave: light(false), focus: light(true), blur: light(false),
    }, element("strong", {}, name), ...children);
    this.nodes.set(name, node);
    return node;
  }

  #api(api) {
    const routes = api.routes.map((route) => {
      const authorization = route.authorization && route.authorization !== "NONE"
        ? ` (${route.authorizer || route.authorization})` : "";
      const line = element("span", { class: "line" }, element("code", {}, route.route_key), authorization);
      this.nodes.set(`${api.name} ${route.route_key}`, line);
      return line;
    });
    return this.#node(api.name, "#client", element("span", { class: "line muted" }, api.url), ...routes);
  }

  #function(each) {
    const { busy = 0, idle = 0 } = each.environments ?? {};
    return this.#node(each.name, `#functions/${encodeURIComponent(each.name)}`,
      element("span", { class: "line" }, element("code", {}, each.purpose.join(", ")),
        element("span", { class: "muted" }, ` ${busy} busy, ${idle} idle`)));
  }

  #table(each) {
    const keys = [each.hash_key, each.range_key].filter(Boolean).join(" + ");
    return this.#node(each.name, `#tables/${encodeURIComponent(each.name)}`,
      element("span", { class: "line" }, element("code", {}, keys)),
      element("span", { class: "line muted" }, `${each.item_count} ${each.item_count === 1 ? "item" : "items"}`));
  }

  #light(name) {
    this.lit = name;
    this.#drawLines();
  }

  #drawLines() {
    const frame = this.picture.getBoundingClientRect();
    if (!frame.width || !this.edges) return;
    this.lines.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
    this.lines.replaceChildren(...this.edges.map((edge) => this.#line(edge, frame)).filter(Boolean));
  }

  #line(edge, frame) {
    const [from, to, start] = [edge.from, edge.to, `${edge.from} ${edge.label}`]
      .map((name) => this.nodes.get(name)?.getBoundingClientRect());
    if (!from || !to) return null;
    const right = from.left < to.left;
    const x1 = (right ? from.right : from.left) - frame.left;
    const x2 = (right ? to.left : to.right) - frame.left;
    // What leads back is drawn a little lower, so that both ways can be told apart.
    const y1 = (start ? start.top + start.height / 2 : from.top + from.height * (right ? 0.4 : 0.7)) - frame.top;
    const y2 = to.top + to.height * (right ? 0.4 : 0.7) - frame.top;
    const middle = (x1 + x2) / 2;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
    const lit = this.lit === edge.from || this.lit === edge.to;
    path.setAttribute("class", `${edge.kind} ${this.lit ? (lit ? "lit" : "dim") : ""}`);
    return path;
  }
}

/** Functions next to the APIs that call them. */
export function inOrder({ apis, functions }) {
  const place = (each) => apis.findIndex((api) => api.api_id === each.api_id) >>> 0; // -1: last
  return [...functions].sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
}

/** Who may call what: from routes and streams, and from the statements of functions. */
export function edgesOf({ apis, functions, tables }) {
  const routed = apis.flatMap((api) => api.routes
    .filter((route) => route.function)
    .map((route) => ({ from: api.name, to: route.function, label: route.route_key, kind: "route" })));
  const authorized = apis.flatMap((api) => [...new Set(api.routes.map((route) => route.authorizer).filter(Boolean))]
    .map((name) => ({ from: api.name, to: name, label: "authorizer", kind: "route" })));
  const changed = tables.flatMap((each) => functions
    .filter((one) => one.purpose.some((purpose) => [each.name, each.table_name].includes(purpose.replace(/^changes of /, ""))))
    .map((one) => ({ from: each.name, to: one.name, label: "stream", kind: "stream" })));
  const allowed = functions.flatMap((each) => [...mayCall(each, apis, tables)]);
  return [...routed, ...authorized, ...allowed, ...changed];
}

function* mayCall(each, apis, tables) {
  for (const target of [...apis, ...tables]) {
    const part = target.api_id ? `:${target.api_id}/` : `table/${target.table_name}`;
    const actions = each.statements
      .filter((statement) => statement.Effect !== "Deny" && [statement.Resource].flat()
        .some((resource) => resource === "*" || `${resource}/`.includes(`${part}${target.api_id ? "" : "/"}`)))
      .flatMap((statement) => [statement.Action].flat())
      .filter((action) => action.startsWith(target.api_id ? "execute-api:" : "dynamodb:"));
    const label = [...new Set(actions)].map((action) => action.split(":")[1]).join(", ");
    if (label) yield { from: each.name, to: target.name, label, kind: target.api_id ? "post" : "table" };
  }
}
