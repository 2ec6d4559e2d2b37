// What a key allows: read what there is, generate more, or all. Each scope includes the ones before it.

export const scopes = ["read", "generate", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** What a route asks of whoever calls it; an open one asks for no key, and counts no requests. */
export type RouteScope = Scope | "open";

/** True when one of the scopes held is the one wanted, or includes it. */
export function grants(held: readonly Scope[], wanted: Scope): boolean {
  return held.some((scope) => scopes.indexOf(scope) >= scopes.indexOf(wanted));
}
