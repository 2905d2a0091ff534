// Elements of the page. All text becomes text nodes: what others have written, in a
// message, a header or a log, is never read as HTML.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else if (name in PROPERTIES) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const PROPERTIES = { value: true, checked: true };

export function button(label, click, attributes = {}) {
  return element("button", { type: "button", click, ...attributes }, label);
}

/** A table; rows are lists of what its cells hold, each text or an element. */
export function table(caption, columns, rows, none = "None.") {
  if (!rows.length) return element("p", { class: "muted empty" }, none);
  const head = columns.map((column) => element("th", { scope: "col" }, column));
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    element("table", {},
      element("caption", { class: "hidden" }, caption),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows.map((cells) =>
        element("tr", {}, ...cells.map((cell, column) => element("td", { "data-label": columns[column] }, cell ?? "")))))));
}

/** A field with its label above it. */
export function field(label, input) {
  return element("label", { class: "field" }, element("span", {}, label), input);
}

export function badge(text, kind = "") {
  return element("span", { class: `badge ${kind}` }, text);
}

export function options(select, values, chosen) {
  const made = values.map(([value, text]) => element("option", { value }, text));
  select.replaceChildren(...made);
  if (values.some(([value]) => value === chosen)) select.value = chosen;
}
