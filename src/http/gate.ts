// The gate that every request passes before its body is read: who asks, how often, and whether the key allows the route.

import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import { type ApiKey, findKey } from "../access/api-keys.ts";
import { grants, type RouteScope, type Scope } from "../access/scopes.ts";
import { CodedError } from "../errors.ts";
import { isDocumentation } from "./secure-answers.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Every route declares it; the service does not start with one that does not. */
    scope?: RouteScope;
  }
  interface FastifyRequest {
    /** Whose request it is; undefined while no keys are configured, and on open routes. */
    apiKey: ApiKey | undefined;
  }
}

export interface GateOptions {
  /** Without any, whoever reaches the service may do all. */
  readonly apiKeys: readonly ApiKey[];
  /** Requests a minute of one key, or of one address without a key; 0 sets no limit. */
  readonly requestsPerMinute: number;
}

const minute = 60_000;
/** Wrong keys from one address in a minute; then each is refused, right or wrong, so that no guess is answered. */
const failuresPerMinute = 10;
/** Addresses and keys that each limiter remembers; the longest unseen is forgotten. */
const memory = { cache: 10_000 };

/** To be called before any route is declared. */
export async function guard(app: FastifyInstance, { apiKeys, requestsPerMinute }: GateOptions): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: minute });
  const failures = app.createRateLimit({ ...memory, max: failuresPerMinute, keyGenerator: addressOf });
  const requests = app.createRateLimit({ ...memory, max: requestsPerMinute, keyGenerator: requesterOf });
  app.decorateRequest("apiKey", undefined);
  app.addHook("onRoute", declareScope);
  app.addHook("onRequest", async (request, reply) => {
    const scope = request.routeOptions.config.scope;
    if (scope === "open") return;
    const token = apiKeys.length === 0 ? undefined : bearerToken(request);
    const key = token === undefined ? undefined : findKey(apiKeys, token);
    // Counted before anything waits: else requests that came in one packet would all find the door open.
    if (token !== undefined) refuseGuesser(await failures(request, { increment: key === undefined }), key);
    request.apiKey = key;
    if (requestsPerMinute > 0) announceLimit(reply, await requests(request));
    if (apiKeys.length === 0) return;
    if (key === undefined) throw unauthorized(token);
    const named = request.log.child({ key: key.name });
    request.log = named;
    reply.log = named;
    // What no route serves has no scope: any key may be told so.
    if (scope !== undefined) requireScope(request, scope);
  });
}

/** Throws CodedError forbidden unless keys are off, or the request's key has the scope. */
export function requireScope(request: FastifyRequest, scope: Scope): void {
  const { apiKey } = request;
  if (apiKey === undefined || grants(apiKey.scopes, scope)) return;
  throw new CodedError("forbidden", `This wants a key with the scope ${scope}.`, {
    headers: { "www-authenticate": `${challenge}, error="insufficient_scope", scope="${scope}"` },
  });
}

function declareScope(route: RouteOptions & { path: string }): void {
  const isOpen = isDocumentation(route.path) || route.path === "*";
  if (isOpen) route.config = { ...route.config, scope: "open" };
  if (route.config?.scope === undefined) {
    throw new TypeError(`${String(route.method)} ${route.path} declares no scope: give it config: { scope }.`);
  }
}

const challenge = 'Bearer realm="mockbuster"';

function unauthorized(token: string | undefined): CodedError {
  const [detail, error] =
    token === undefined
      ? ["The request carries no key.", ""]
      : ["The key is none of this service's.", ', error="invalid_token"'];
  return new CodedError("unauthorized", detail, { headers: { "www-authenticate": `${challenge}${error}` } });
}

function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(headers.authorization ?? "")?.[1];
}

function requesterOf(request: FastifyRequest): string {
  return request.apiKey === undefined ? addressOf(request) : `key ${request.apiKey.name}`;
}

/** A client that has reset its connection has no address any more, whatever the type says: all such are one. */
function addressOf({ ip }: { readonly ip: string | undefined }): string {
  return ip === undefined ? "gone" : rateLimit.normalizeIP(ip);
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance["createRateLimit"]>>>;

/** Once there were too many wrong keys, right ones are refused as well: else an answer would tell them apart. */
function refuseGuesser(count: Count, key: ApiKey | undefined): void {
  if (count.isAllowed) return;
  // A wrong key is in the count itself.
  if (key === undefined ? count.isExceeded : count.remaining === 0) refuse(count.ttlInSeconds);
}

function announceLimit(reply: FastifyReply, count: Count): void {
  if (count.isAllowed) return;
  reply.header("ratelimit-limit", count.max);
  reply.header("ratelimit-remaining", count.remaining);
  reply.header("ratelimit-reset", count.ttlInSeconds);
  if (count.isExceeded) refuse(count.ttlInSeconds);
}

function refuse(left: number): never {
  const seconds = Math.max(1, left);
  throw new CodedError("too-many-requests", `Requests are taken again in ${seconds} s.`, {
    headers: { "retry-after": String(seconds) },
  });
}
