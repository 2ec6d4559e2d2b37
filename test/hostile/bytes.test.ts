// Bytes that no HTTP client would send: the server answers 4xx or closes, in time, and serves the next good request; no socket is left.

import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";
import { converse } from "../app/raw-socket.ts";

/** Milliseconds; short, so that a test need not wait for the real ones. */
const limits = { headersTime: 300, requestTime: 500, sweepTime: 50, keepAliveTime: 300, idleTime: 2000 };
/** Milliseconds: all limits above, the second in which a refusal lingers, and a busy machine. */
const inTime = 8000;

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture({ limits });
});
afterAll(() => fixture.close());

const post = "POST /estimate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
const get = "GET /healthz HTTP/1.1\r\nhost: x\r\n";
const hidden = "GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n";

/** The statuses of all answers in what a server sent. */
function statuses(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

async function ask(text: string | Uint8Array, ...more: string[]): Promise<number[]> {
  const pieces = [text, ...more].map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : piece));
  const { received, ended } = await converse(fixture.url, pieces, inTime);
  expect(ended, `the connection is still open after ${JSON.stringify(text).slice(0, 300)}`).toBe(true);
  return statuses(received);
}

async function servesStill(): Promise<void> {
  expect((await fetch(`${fixture.url}/healthz`)).status).toBe(200);
}

async function socketsLeft(): Promise<number> {
  return new Promise((resolve, reject) => {
    fixture.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

test.each([
  ["a length beside chunks", `${post}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ["chunks beside a length", `${post}transfer-encoding: chunked\r\ncontent-length: 60\r\n\r\n0\r\n\r\n${hidden}`],
  ["two lengths that differ", `${post}content-length: 2\r\ncontent-length: 60\r\n\r\n{}${hidden}`],
  ["two lengths in one", `${post}content-length: 2, 60\r\n\r\n{}${hidden}`],
  ["a length with a sign", `${post}content-length: +2\r\n\r\n{}`],
  ["a length in hex", `${post}content-length: 0x2\r\n\r\n{}`],
  ["a length beyond all numbers", `${post}content-length: 99999999999999999999999\r\n\r\n{}`],
  ["chunks by another name", `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
  ["chunks that are not last", `${post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
  ["a blank before the colon", `${post}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ["a header name with a blank", `${get}a b: c\r\n\r\n`],
  ["a header name of nothing", `${get}: c\r\n\r\n`],
  ["a NUL in a header", `${get}a: b\0c\r\n\r\n`],
  ["a NUL in the path", "GET /hea\0lthz HTTP/1.1\r\nhost: x\r\n\r\n"],
  ["a bare CR in a header", `${get}a: b\rc: d\r\n\r\n`],
  ["a chunk of no size", `${post}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
  ["a chunk of too great a size", `${post}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`],
  ["a chunk longer than it says", `${post}transfer-encoding: chunked\r\n\r\n2\r\n{}xxxx\r\n0\r\n\r\n`],
  ["no host", "GET /healthz HTTP/1.1\r\n\r\n"],
  ["two hosts", `${get}host: y\r\n\r\n`],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/9.9", "GET /healthz HTTP/9.9\r\nhost: x\r\n\r\n"],
  ["a TLS hello", Buffer.from("16030100c8010000c403034a2f9c", "hex")],
  ["a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n"],
  ["SSH", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["a method of lower case", "get /healthz HTTP/1.1\r\nhost: x\r\n\r\n"],
  ["an unknown method", "BREW /healthz HTTP/1.1\r\nhost: x\r\n\r\n"],
])("%s is refused with one 400, and what follows it is not served", async (_, bytes) => {
  expect(await ask(bytes)).toEqual([400]);
  await servesStill();
});

test.each([
  ["a header of 100 kB", `${get}a: ${"x".repeat(100_000)}\r\n\r\n`, [431]],
  ["3,000 headers of 10 bytes", `${get}${"a: 456789\r\n".repeat(3000)}\r\n`, [431]],
  ["half a request line", "GET /heal", [408]],
  ["headers that never end", `${get}a: b\r\n`, [408]],
  ["half a body", `${post}content-length: 100\r\n\r\n{"customers":`, [408]],
  ["nothing at all", "", [408]],
  ["a hundred requests at once", `${get}\r\n`.repeat(100), new Array(100).fill(200)],
  ["an absolute URI", "GET http://elsewhere/healthz HTTP/1.1\r\nhost: x\r\n\r\n", [200]],
  ["empty lines before a request", `\r\n\r\n${get}\r\n`, [200]],
  ["HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", [200]],
  ["OPTIONS *", "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n", [404]],
  ["a body where none is due", `${get}content-length: ${hidden.length}\r\n\r\n${hidden}`, [200]],
])("%s is answered as it should be", async (_, text, expected) => {
  expect(await ask(text)).toEqual(expected);
  await servesStill();
});

test.each([
  ["obs-fold", `${get}a: b\r\n c\r\n\r\n`],
  ["HTTP/0.9", "GET /healthz\r\n\r\n"],
  ["bare line feeds", "GET /healthz HTTP/1.1\nhost: x\n\n"],
  [
    "a chunk extension of 100 kB",
    `${post}transfer-encoding: chunked\r\n\r\n2;${"x".repeat(100_000)}\r\n{}\r\n0\r\n\r\n`,
  ],
  ["100,000 chunks of a byte", `${post}transfer-encoding: chunked\r\n\r\n${"1\r\n \r\n".repeat(100_000)}0\r\n\r\n`],
])("%s is served or refused, once", async (_, text) => {
  const answered = await ask(text);
  expect(answered.length).toBe(1);
  expect(answered.every((status) => status < 500)).toBe(true);
  await servesStill();
});

test.each([
  ["no body", ""],
  ["a body that nobody reads", "x".repeat(1_100_000)],
])(
  "a wish for another protocol with %s is passed over, and the client told that nothing more is read",
  async (_, body) => {
    const wish = `${get}connection: upgrade\r\nupgrade: websocket\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const { received, ended } = await converse(fixture.url, [Buffer.from(wish), Buffer.from(`${get}\r\n`)], inTime);
    expect(ended).toBe(true);
    expect(statuses(received)).toEqual([200]);
    expect(received.toLowerCase()).toContain("\r\nconnection: close\r\n");
  },
);

test.each([
  ["a chunk of no size", `${post}transfer-encoding: chunked\r\n\r\nzz\r\n`],
  ["half a body", `${post}content-length: 100\r\n\r\n{`],
  ["a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n"],
])("%s behind a request that waits for its answer is not answered in its place", async (_, bytes) => {
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  // The client must not take what is said of the second request for the answer to the first.
  expect(await ask(`GET /jobs/${job.id} HTTP/1.1\r\nhost: x\r\nprefer: wait=60\r\n\r\n${bytes}`)).toEqual([]);
  await servesStill();
});

/** Pieces of requests, torn and put together again, among bytes of any kind. */
const fragments = fc.oneof(
  fc.constantFrom(
    get,
    post,
    "\r\n",
    "\n",
    "content-length: 5\r\n",
    "transfer-encoding: chunked\r\n",
    "0\r\n\r\n",
    "{}",
    hidden,
  ),
  fc.string({ maxLength: 30 }),
);
const noise = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }),
  fc.array(fragments, { minLength: 1, maxLength: 8 }).map((parts) => Buffer.from(parts.join(""), "latin1")),
);

test("random bytes and torn requests are answered below 500 or not at all, and every connection ends", async () => {
  const talks = fc.array(fc.tuple(noise, noise), { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(talks, async (pieces) => {
      const answered = await Promise.all(pieces.map((pair) => converse(fixture.url, pair, inTime)));
      for (const { received, ended } of answered) {
        expect(ended).toBe(true);
        expect(statuses(received).every((status) => status < 500)).toBe(true);
      }
    }),
    { numRuns: 20, seed: 5 },
  );
  await servesStill();
}, 120_000);

test("clients that leave in the midst of a body, an answer or nothing leave no socket behind", async () => {
  const { hostname, port } = new URL(fixture.url);
  for (const text of [`${post}content-length: 100\r\n\r\n{"cust`, `${get}\r\n`, "GET /da", ""]) {
    for (let client = 0; client < 25; client++) {
      const socket = connect(Number(port), hostname, () => {
        socket.write(text);
        setImmediate(() => socket.resetAndDestroy());
      });
      socket.on("error", () => {});
    }
  }
  await servesStill();
  // The good requests' own connections are kept for a while.
  while ((await socketsLeft()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await socketsLeft()).toBe(0);
});
