// What came of one frame: its route and why, invocations, log lines, posts, deliveries.

import { badge, button, element, table } from "./element.js";
import { bytes, clock, duration, pretty } from "./format.js";

const TITLES = {
  message: "Message", connect: "Connect", disconnect: "Disconnect", change: "Table change",
  invoke: "Invocation", post: "Post from outside", lost: "Lost events",
  gap: "Not shown",
};

const LEFT_OUT = "Messages came faster than they can be read. Pause, scroll back or search: the page then"
  + " fetches those that the simulator still has, which are in the last 4,000 events.";

export function traceDetail(trace, actions) {
  return [
    element("h2", {}, TITLES[trace.kind], element("small", {}, clock(trace.at))),
    facts(trace, actions),
    trace.data === undefined ? null : element("pre", {}, pretty(trace.data)),
    trace.kind === "message" ? messageButtons(trace, actions) : null,
    trace.kind === "gap" ? element("p", { class: "muted" }, LEFT_OUT) : null,
    element("ol", { class: "steps" }, ...steps(trace)),
  ].filter(Boolean);
}

function facts(trace, actions) {
  const known = [
    ["API", trace.api_id && actions.apiName(trace.api_id)], ["Connection", trace.connection_id],
    ["Size", trace.size === undefined ? null : bytes(trace.size)],
    ["From", trace.source_ip], ["User agent", trace.user_agent],
    ["Closed by", trace.initiator],
    ["Code", trace.code === undefined ? null : `${trace.code} ${trace.reason ?? ""}`],
    ["Lost", trace.kind === "lost" ? trace.count : null],
    ["Messages", trace.kind === "gap" ? trace.count : null],
    ["Failed", trace.kind === "gap" && trace.failures > 0 ? trace.failures : null],
  ];
  return element("dl", { class: "facts" }, ...known
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
}

function messageButtons(trace, actions) {
  const cut = new TextEncoder().encode(trace.data).length < trace.size;
  return element("p", { class: "bar" },
    button("Replay", () => actions.replay(trace.api_id, trace.data), {
      disabled: cut, title: cut ? "only the first 4 KB are kept" : "send it again over a socket of this page",
    }),
    button("Edit in client", () => actions.edit(trace.api_id, trace.data)),
    cut ? element("span", { class: "muted" }, "Only the first 4 KB are kept.") : null);
}

function steps(trace) {
  const made = [];
  if (trace.kind === "message") {
    const route = trace.route_key ?? "no route";
    made.push(step("route", element("strong", {}, route), element("span", { class: "muted" }, ` ${trace.why}`)));
  }
  for (const call of trace.calls) made.push(invocation(call));
  if (trace.kind === "connect" && trace.status) made.push(answer(trace.status));
  if (trace.posts.length) made.push(step("sent", posts(trace.posts)));
  for (const reply of trace.replies) {
    made.push(step("sent", `reply delivered: ${bytes(reply.size)}`));
  }
  return made;
}

function step(kind, ...children) {
  return element("li", { class: kind }, ...children);
}

function answer(status) {
  return step("sent", status === 101 ? "101: connected" : badge(`${status}: refused`, "bad"));
}

function invocation(call) {
  const line = element("p", { class: "bar" },
    element("a", { href: `#functions/${encodeURIComponent(call.function)}` }, call.function),
    badge(call.cold ? "cold" : "warm", call.cold ? "cold" : ""),
    badge(duration(call.duration_ms)),
    call.status === "ok" ? null : badge(call.status, "bad"),
    element("span", { class: "muted grow right id", title: "request id" }, call.request_id));
  return step("invocation", line,
    call.error ? element("pre", { class: "error" }, call.error) : null,
    call.logs.length ? element("pre", { class: "log" }, call.logs.map((log) => log.text).join("\n")) : null,
    call.posts.length ? posts(call.posts) : null,
    call.posted > call.posts.length
      ? element("p", { class: "muted" }, `and ${call.posted - call.posts.length} more posts`) : null);
}

function posts(list) {
  return table("Posts", ["To", "Data", "Size", "Answer", "Delivered"], list.map((post) => [
    element("code", {}, post.connection_id), element("code", { class: "cut" }, post.data),
    bytes(post.size), badge(String(post.status), post.status >= 400 ? "bad" : "good"),
    post.delivered ? `+${duration((post.delivered - post.at) * 1000)}` : "–",
  ]));
}
