// Conditional requests, RFC 9110 section 13: does what the client holds still hold? Knows no file and no clock.

/** What a stored representation is known by. */
export interface Validators {
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970; compared by whole seconds, as HTTP dates are. */
  readonly lastModified: number;
}

/** The HTTP date of a time in milliseconds. */
export function httpDate(time: number): string {
  return new Date(time).toUTCString();
}

interface ConditionHeaders {
  readonly "if-none-match"?: string | undefined;
  readonly "if-modified-since"?: string | undefined;
}

/** True when the client's copy is current (304). If-None-Match, when present, decides alone. */
export function isCurrent(headers: ConditionHeaders, validators: Validators): boolean {
  const held = headers["if-none-match"];
  if (held !== undefined) return held.trim() === "*" || entityTags(held).includes(opaque(validators.etag));
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return !Number.isNaN(since) && wholeSeconds(validators.lastModified) <= wholeSeconds(since);
}

/** True when a Range may be served: there is no If-Range, or it names this very representation, strongly. */
export function rangeHolds(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true;
  const held = ifRange.trim();
  if (held.startsWith('"')) return held === validators.etag;
  return wholeSeconds(Date.parse(held)) === wholeSeconds(validators.lastModified);
}

/** The opaque parts of a list of entity tags; weak comparison drops the W/. */
function entityTags(list: string): string[] {
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).map(opaque);
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, "");
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
