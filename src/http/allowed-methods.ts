// Remembers the routes as they are declared, to tell a path that nobody serves (404) from a method that it lacks (405).

import type { FastifyInstance, FastifyRequest } from "fastify";
import { CodedError } from "../errors.ts";

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Answers what no route answers; to be called before any route is declared. */
export function refuseUnknownRoutes(app: FastifyInstance): void {
  const known = new Map<string, KnownRoute>();
  app.addHook("onRoute", ({ url, method }) => {
    // Answers what browsers ask beforehand, of any path.
    if (url === "*") return;
    const route = known.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const each of [method].flat()) route.methods.add(each);
    known.set(url, route);
  });
  const refusalOf = (request: FastifyRequest): CodedError => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = [...known.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods]);
    return refusal(request, path, methods);
  };
  // Before anything is read or judged of a body that no route has asked for, and after the request has been counted.
  app.addHook("preParsing", (request, _reply, _payload, done) => done(request.is404 ? refusalOf(request) : null));
  // Fastify's own handler would leave out the hooks of whatever is registered later, which count requests.
  app.setNotFoundHandler((request) => {
    throw refusalOf(request);
  });
}

function refusal(request: FastifyRequest, path: string, methods: readonly string[]): CodedError {
  if (methods.length === 0) return new CodedError("not-found", `Nothing is served at ${path}.`);
  const allow = [...new Set(methods)].sort().join(", ");
  return new CodedError("method-not-allowed", `${path} has no ${request.method}; it has ${allow}.`, {
    headers: { allow },
  });
}

/** Parameters and wildcards stand for one segment and for anything. */
function patternOf(url: string): RegExp {
  const source = url
    .split("/")
    .map((segment) =>
      segment.startsWith(":") ? "[^/]+" : segment === "*" ? ".*" : segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("/");
  return new RegExp(`^${source}$`);
}
