// Sends drawn requests, each within a time limit, and tells what is wrong with an answer, with a curl line that asks again.

import http from "node:http";
import fc from "fast-check";
import type { Answer } from "../app/contract-client.ts";
import { sha256 as digestOf } from "../app/fixture.ts";
import { type DescribedOperation, type DrawnRequest, drawnRequests } from "./drawn-requests.ts";
import type { Target } from "./target.ts";

/** Milliseconds for a whole answer: a wait is for jobs of a second or two. */
const longestAnswer = 30_000;
/** Milliseconds after which an endless answer has shown enough. */
const longestFollowing = 300;
/** Answers that say, honestly and with Retry-After or a figure, that there is no room at the moment. */
const honestRefusals = [503, 507];

export interface Drawing {
  readonly count: number;
  readonly seed: number;
}

/** Asks requests drawn for an operation, and gives the statuses seen; fails with the first that is answered wrongly, made simple. */
export async function askDrawn(target: Target, operation: DescribedOperation, drawing: Drawing): Promise<Set<number>> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const requests = authorized(drawnRequests(operation, target.resolve, target.known), target.credentials);
  const statuses = new Set<number>();
  try {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = await send(target.url, request, agent).catch((error: unknown) => {
          throw new Error(`${String(error)}\n${curlOf(target.url, request)}`, { cause: error });
        });
        statuses.add(answer.status);
        const faults = faultsOf(target, request, answer);
        if (faults.length > 0) throw new Error(`${faults.join("; ")}\n${curlOf(target.url, request)}`);
      }),
      { numRuns: drawing.count, seed: drawing.seed },
    );
    return statuses;
  } finally {
    agent.destroy();
  }
}

/** Addresses enough for none to be drawn with ten wrong keys: behind those no request would meet anything but a closed door. */
const addresses = fc
  .noBias(fc.nat({ max: 0xff_ff_ff }))
  .map((host) => `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`);

/** The requests, each with one of the credentials or none, and from an address of its own. */
function authorized(requests: fc.Arbitrary<DrawnRequest>, credentials: readonly string[]): fc.Arbitrary<DrawnRequest> {
  if (credentials.length === 0) return requests;
  return fc
    .tuple(requests, addresses, fc.option(fc.constantFrom(...credentials), { nil: undefined }))
    .map(([request, address, authorization]) => {
      const headers = { ...request.headers, "x-forwarded-for": address };
      return { ...request, headers: authorization === undefined ? headers : { ...headers, authorization } };
    });
}

function faultsOf(target: Target, request: DrawnRequest, answer: Answer): string[] {
  const [path = ""] = request.target.split(/[?#]/, 1);
  // The files of Swagger UI are its own affair: no API describes them.
  const faults = path.startsWith("/docs/") ? [] : target.client.faultsOf(request.method, path, answer);
  const { sha256, "content-encoding": encoding } = answer.headers;
  if (answer.status === 200 && request.method !== "HEAD" && sha256 !== undefined && encoding === undefined) {
    if (digestOf(answer.body) !== sha256) faults.push("the body is not what its SHA-256 says");
  }
  if (answer.status >= 500 && !honestRefusals.includes(answer.status)) faults.push(`the status is ${answer.status}`);
  return faults.map((fault) => `${request.method} ${answer.status}: ${fault}: ${answer.text.slice(0, 500)}`);
}

function send(url: string, { method, target, headers, body }: DrawnRequest, agent: http.Agent): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  return new Promise((resolve, reject) => {
    const all = { ...headers, ...length };
    const request = http.request({ hostname, port, method, path: target, headers: all, agent }, (response) => {
      const chunks: Buffer[] = [];
      let following: NodeJS.Timeout | undefined;
      const finish = (): void => {
        clearTimeout(limit);
        clearTimeout(following);
        resolve(answerOf(response, Buffer.concat(chunks)));
      };
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", finish);
      response.once("error", reject);
      if (response.headers["content-type"]?.startsWith("text/event-stream") !== true) return;
      following = setTimeout(() => {
        response.off("error", reject).on("error", () => {});
        request.destroy();
        finish();
      }, longestFollowing);
    });
    const limit = setTimeout(() => request.destroy(new Error(`no answer in ${longestAnswer} ms`)), longestAnswer);
    request.once("error", (error) => {
      clearTimeout(limit);
      reject(error);
    });
    request.end(body);
  });
}

function answerOf({ statusCode = 0, headers }: http.IncomingMessage, body: Buffer): Answer {
  const text = body.toString("utf8");
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { status: statusCode, headers: named, body, text, json: () => JSON.parse(text) };
}

/** A line for a shell that sends the same request. */
function curlOf(url: string, { method, target, headers, body }: DrawnRequest): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const named = Object.entries(headers).map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`);
  const sent =
    body === undefined ? "" : ` --data-binary @- <<< "$(base64 -d <<< ${body.toString("base64").slice(0, 4000)})"`;
  return `curl -si --path-as-is -X ${method} ${quoted(url + target)}${named.join("")}${sent}`;
}
