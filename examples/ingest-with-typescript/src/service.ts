// The service as a typed client. Its types are generated: npm run types -- http://127.0.0.1:3000/openapi.json

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./service-types.d.ts";

export type Job = components["schemas"]["Job"];
export type GenerateRequest = components["schemas"]["GenerateRequest"];
export type Service = Client<paths>;

/** What the service said when it refused: a sentence for people, a code for programs. */
export class RefusedError extends Error {
  readonly code: string;

  constructor({ code, detail }: components["schemas"]["Problem"]) {
    super(`${code}: ${detail}`);
    this.name = "RefusedError";
    this.code = code;
  }
}

/** The key is for services that ask for one. */
export function openService(baseUrl: string, key?: string): Service {
  return createClient<paths>({
    baseUrl,
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });
}

/** The answer's body. Throws RefusedError. */
export function accepted<Body>(answer: { data?: Body; error?: components["schemas"]["Problem"] }): Body {
  if (answer.error !== undefined) throw new RefusedError(answer.error);
  // A body that is not there would be a fault of the service: every documented answer has one.
  if (answer.data === undefined) throw new TypeError("the service answered without a body");
  return answer.data;
}
