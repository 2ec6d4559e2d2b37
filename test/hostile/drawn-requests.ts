// Requests drawn for an operation of an OpenAPI document: each part as documented, nearly so, or not at all.

import { METHODS } from "node:http";
import fc from "fast-check";
import { admitted, hostileValues, type Json, type JsonSchema, nearlyAdmitted, type Resolve } from "./values.ts";

export interface DrawnRequest {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface DescribedOperation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | undefined;
}

/** What the service knows already: admitted path and query parameters by name, to be drawn beside free ones. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

/** CONNECT is answered on the bare socket, and asked there by the tests of bytes. */
const methods = METHODS.filter((method) => method !== "CONNECT");

/** A request of which most parts are as documented: the deeper a fault lies, the further it has to come. */
export function drawnRequests(
  operation: DescribedOperation,
  resolve: Resolve,
  known: KnownValues,
): fc.Arbitrary<DrawnRequest> {
  const parts = { resolve, known };
  return fc
    .record({
      method: mostly(fc.constant(operation.method.toUpperCase()), fc.constantFrom(...methods)),
      path: paths(operation, parts),
      query: queries(operation, parts),
      headers: headers(operation, parts),
      body: bodies(operation, parts),
    })
    .map(({ method, path, query, headers: named, body }) => ({
      method,
      target: path + query,
      headers: body.type === undefined ? named : { ...named, "content-type": body.type },
      body: body.bytes,
    }));
}

interface Parts {
  readonly resolve: Resolve;
  readonly known: KnownValues;
}

function mostly<T>(usual: fc.Arbitrary<T>, strange: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: strange, weight: 1 });
}

function textOf(parameter: Parameter, { resolve, known }: Parts): fc.Arbitrary<string> {
  const admittedText = admitted(parameter.schema, resolve).map(String);
  const values = known[parameter.name];
  return values === undefined ? admittedText : fc.oneof(fc.constantFrom(...values), admittedText);
}

const strangeSegments = fc.oneof(
  fc.constantFrom(
    "",
    "..",
    "%2e%2e%2fetc%2fpasswd",
    "%00",
    "%",
    "%zz",
    "%ff",
    "a;b",
    "a\\b",
    "*",
    ":id",
    "constructor",
  ),
  fc.constant("x".repeat(5000)),
  fc.string({ unit: "binary", maxLength: 30 }).map(encoded),
);

function paths({ path, parameters }: DescribedOperation, parts: Parts): fc.Arbitrary<string> {
  const segments = path.split("/").map((segment) => {
    if (!segment.startsWith("{")) return fc.constant(segment);
    const parameter = parameters.find(({ name, in: place }) => place === "path" && `{${name}}` === segment);
    if (parameter === undefined) throw new TypeError(`${path} does not describe ${segment}`);
    return mostly(textOf(parameter, parts).map(encoded), strangeSegments);
  });
  const whole = fc.tuple(...segments).map((chosen) => chosen.join("/"));
  const strange = fc
    .tuple(whole, fc.constantFrom("/", "//", "/x", "%20", ";a=b", "#x", "/.", "/%2e%2e"))
    .map(([usual, suffix]) => usual + suffix);
  return fc.oneof({ arbitrary: whole, weight: 19 }, { arbitrary: strange, weight: 1 });
}

function queries({ parameters }: DescribedOperation, parts: Parts): fc.Arbitrary<string> {
  const described = parameters.filter((parameter) => parameter.in === "query");
  const usual = fc
    .subarray(described)
    .chain((chosen) => fc.tuple(...chosen.map((parameter) => pairs(parameter, parts))))
    .map((chosen) => chosen.join("&"));
  const names = fc.constantFrom(...described.map(({ name }) => name), "__proto__", "constructor", "unknown", "a[b]");
  const strange = fc
    .array(fc.tuple(names, hostileValues), { minLength: 1, maxLength: 3 })
    .map((chosen) =>
      chosen
        .map(
          ([name, value]) =>
            `${name}=${encoded(typeof value === "string" ? value : JSON.stringify(value)).slice(0, 3000)}`,
        )
        .join("&"),
    );
  return fc
    .oneof(
      { arbitrary: usual, weight: 4 },
      { arbitrary: fc.constant(""), weight: 3 },
      { arbitrary: strange, weight: 1 },
    )
    .map((query) => (query === "" ? "" : `?${query}`));
}

function pairs(parameter: Parameter, parts: Parts): fc.Arbitrary<string> {
  return textOf(parameter, parts).map((value) => `${encodeURIComponent(parameter.name)}=${encoded(value)}`);
}

/** Header values as Node's client lets them through: Latin-1 without control characters. */
const latinText = fc
  .string({ unit: "binary", maxLength: 40 })
  .map((text) => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, "~").trim());

const strangeHeaders = fc.oneof(
  fc.constantFrom<Record<string, string>>(
    { accept: "*/*;q=0" },
    { accept: "text/html;q=0.1, */*;q=0.01" },
    { accept: "application/json, text/csv;q=much" },
    { "accept-encoding": "gzip" },
    { "accept-encoding": "br;q=1, *;q=0" },
    { "content-encoding": "gzip" },
    { expect: "200-ok" },
    { expect: "100-continue" },
    { upgrade: "websocket", connection: "upgrade" },
    { host: "" },
    { host: "a b" },
    { origin: "null" },
    { authorization: "Bearer \xff" },
    { cookie: "a=b; ".repeat(500) },
    { range: "bytes=0-0,2-3" },
    { range: "bytes=5-1" },
    { range: "bytes=-0" },
    { range: "bytes=99999999999999999999-" },
    { "if-none-match": "*" },
    { "if-none-match": 'W/"' },
    { "if-modified-since": "Thu, 99 Jan 20260 00:00:00 GMT" },
    { "x-http-method-override": "DELETE" },
    { "x-forwarded-for": "127.0.0.1" },
    { "x-request-id": "a".repeat(129) },
  ),
  fc
    .tuple(fc.constantFrom("accept", "accept-encoding", "range", "x-request-id", "prefer", "last-event-id"), latinText)
    .map(([name, value]) => ({ [name]: value })),
);

function headers({ parameters }: DescribedOperation, parts: Parts): fc.Arbitrary<Record<string, string>> {
  const described = parameters.filter((parameter) => parameter.in === "header");
  const usual = fc.subarray(described).chain((chosen) =>
    fc.tuple(...chosen.map((parameter) => textOf(parameter, parts))).map((values) => {
      // Longer texts of Latin-1 only: what Node's client would refuse never leaves this process.
      const sent = values.map((value) => value.replace(/[^\x20-\x7e]/g, "~"));
      return Object.fromEntries(chosen.map(({ name }, index) => [name, sent[index] ?? ""]));
    }),
  );
  const both = fc.tuple(usual, strangeHeaders).map(([first, second]) => ({ ...first, ...second }));
  return fc.oneof({ arbitrary: usual, weight: 3 }, { arbitrary: both, weight: 1 });
}

interface DrawnBody {
  readonly bytes: Buffer | undefined;
  readonly type: string | undefined;
}

const json = "application/json";
const noBody: DrawnBody = { bytes: undefined, type: undefined };

const tooLarge = Buffer.from(`{"seed": "${"x".repeat(1_100_000)}"}`);

const strangeTexts = fc.oneof(
  fc.constantFrom(
    "",
    " \n",
    "null",
    "[]",
    "{",
    '{"customers": 1e999}',
    '{"customers": 1, "customers": 2}',
    "\ufeff{}",
    `{"seed": ${"9".repeat(400)}}`,
    "[".repeat(20_000),
    `{"behaviour":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`,
    '{"__proto__": {"customers": 5}}',
  ),
  fc.string({ unit: "binary", maxLength: 200 }),
);

const strangeTypes = fc.constantFrom(
  "application/json; charset=utf-16",
  "APPLICATION/JSON",
  "application/json;",
  'application/json;a="',
  "application/jsonx",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
  "x",
  "/",
  "",
);

function bodies({ body }: DescribedOperation, { resolve }: Parts): fc.Arbitrary<DrawnBody> {
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const strange = fc.tuple(
    fc.oneof(
      strangeTexts.map((text) => Buffer.from(text)),
      noise,
    ),
    strangeTypes,
  );
  const wild = fc.oneof(
    strange.map(([bytes]) => ({ bytes, type: json })),
    strange.map(([bytes, type]) => ({ bytes, type })),
    fc.constant({ bytes: tooLarge, type: json }),
  );
  if (body === undefined) return mostly(fc.constant(noBody), wild);
  const sent = (value: Json): DrawnBody => ({ bytes: Buffer.from(JSON.stringify(value)), type: json });
  return fc.oneof(
    { arbitrary: admitted(body, resolve).map(sent), weight: 3 },
    { arbitrary: nearlyAdmitted(body, resolve).map(sent), weight: 5 },
    { arbitrary: fc.constant(noBody), weight: 1 },
    { arbitrary: wild, weight: 2 },
  );
}

/** Percent-encoded; a lone surrogate, which no UTF-8 has, as its replacement. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
