// A WebSocket client by others, driven over lines: `node ws_client.mjs URL [SUBPROTOCOL…]`.
//
// Each line of stdin is sent as one text message; the end of stdin closes the
// connection. What happens is printed as one JSON object a line:
//   {"open": SUBPROTOCOL} {"message": TEXT} {"rejected": STATUS, "body": TEXT}
//   {"close": CODE, "reason": TEXT} {"error": TEXT}

import readline from "node:readline";
import WebSocket from "ws";

const [url, ...subprotocols] = process.argv.slice(2);
const tell = (event) => console.log(JSON.stringify(event));
const websocket = new WebSocket(url, subprotocols);
const lines = readline.createInterface({ input: process.stdin });

websocket.on("open", () => {
  tell({ open: websocket.protocol });
  lines.on("line", (line) => websocket.send(line));
  lines.on("close", () => websocket.close(1000));
});
websocket.on("message", (data) => tell({ message: data.toString() }));
websocket.on("unexpected-response", async (request, response) => {
  const body = [];
  for await (const chunk of response) body.push(chunk);
  tell({ rejected: response.statusCode, body: Buffer.concat(body).toString() });
  process.exit();
});
websocket.on("close", (code, reason) => {
  tell({ close: code, reason: reason.toString() });
  process.exit();
});
websocket.on("error", (error) => tell({ error: error.message }));
