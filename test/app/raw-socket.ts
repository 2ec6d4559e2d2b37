// Talks to a server in bytes, for what no HTTP client would send, and to see how a connection ends.

import { connect } from "node:net";

/** Everything the server sends until it ends the connection; the client writes its text and waits. */
export function exchange(server: string, text: string): Promise<string> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("end", () => resolve(received));
    socket.on("error", reject);
  });
}

export interface Conversation {
  /** What the server sent, as Latin-1. */
  readonly received: string;
  /** False when the server had not ended the connection in time. */
  readonly ended: boolean;
}

/** Writes bytes piece by piece and stays; what the server makes of it within `limit` milliseconds. */
export function converse(server: string, pieces: readonly Uint8Array[], limit: number): Promise<Conversation> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const finish = (ended: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ received, ended });
    };
    const timer = setTimeout(() => finish(false), limit);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    socket.once("close", () => finish(true));
    // A reset ends the connection, too: `close` follows.
    socket.on("error", () => {});
    const write = ([piece, ...rest]: readonly Uint8Array[]): void => {
      if (piece !== undefined) socket.write(piece, () => setImmediate(write, rest));
    };
    socket.once("connect", () => write(pieces));
  });
}

export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one answer in what a server has sent. */
export function parseAnswer(received: string): RawAnswer {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.split(/: */, 2)[1] ?? ""]);
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(headers), body: rest.join("\r\n\r\n") };
}
