// Conversations as files, for `wingws parity` and tests.

import { element } from "./element.js";

/** The file of steps, a line each. */
export function fileOf(steps) {
  return `{"version": 1, "steps": [\n${steps.map((step) => `  ${JSON.stringify(step)}`).join(",\n")}\n]}\n`;
}

/** Let the browser save a file. */
export function save(name, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href, download: `${name}.json` }).click();
  URL.revokeObjectURL(href);
}
