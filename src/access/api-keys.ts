// The keys of API_KEYS: how they are written, and which one a token is. Secrets are hashed at once and kept nowhere;
// no message and no exception holds one.

import { createHash, timingSafeEqual } from "node:crypto";
import { type Scope, scopes } from "./scopes.ts";

export interface ApiKey {
  /** For the log and for whom a job belongs to; clients never see it. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the secret. */
  readonly digest: Buffer;
  /** A secret so short that guessing it is no folly. */
  readonly isShort: boolean;
}

/** What RFC 6750 lets stand behind `Bearer`, but for the `=` that divides name and secret here. */
const secretPattern = /^[A-Za-z0-9\-._~+/]+$/;
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const shortSecret = 16;

/**
 * Reads entries `secret`, `secret:scope` or `name=secret:scope+scope`, divided by commas or line ends; without a scope an entry has
 * all. `source` is the variable, for the sentences on what is wrong, which name an entry by its place.
 */
export function readApiKeys(text: string, source: string): { keys: ApiKey[]; faults: string[] } {
  const entries = text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const keys: ApiKey[] = [];
  const faults: string[] = text.trim() !== "" && entries.length === 0 ? [`${source} holds no key.`] : [];
  entries.forEach((entry, index) => {
    const read = readEntry(entry, index + 1);
    const fault = typeof read === "string" ? read : clash(read, keys);
    if (fault !== undefined) faults.push(`${source}, entry ${index + 1}: ${fault}`);
    else if (typeof read !== "string") keys.push(read);
  });
  return { keys, faults };
}

/** The key, or what is wrong with the entry. */
function readEntry(entry: string, place: number): ApiKey | string {
  const [, given, secret = "", wanted] = /^(?:([^=]*)=)?([^:]*)(?::(.*))?$/s.exec(entry) ?? [];
  if (given !== undefined && !namePattern.test(given)) {
    return "the name before = must be a letter and at most 31 more letters, digits, - or _.";
  }
  if (!secretPattern.test(secret)) return "the secret must be of letters, digits and - . _ ~ + / alone.";
  const named = wanted === undefined ? [...scopes] : wanted.split("+").map((scope) => scope.trim());
  const known = scopes.filter((scope) => named.includes(scope));
  if (named.some((scope) => !scopes.some((each) => each === scope))) {
    return `the scopes after : must be of ${scopes.join(", ")}, divided by +.`;
  }
  return {
    name: given ?? `key-${place}`,
    scopes: known,
    digest: digestOf(secret),
    isShort: secret.length < shortSecret,
  };
}

function clash(key: ApiKey, others: readonly ApiKey[]): string | undefined {
  if (others.some(({ name }) => name === key.name)) return `another entry is called ${key.name}, too.`;
  if (others.some(({ digest }) => digest.equals(key.digest))) return "another entry has the same secret.";
  return undefined;
}

/** The key that a token is, if any. Every key is looked at, whatever the token: the time taken tells nothing. */
export function findKey(keys: readonly ApiKey[], token: string): ApiKey | undefined {
  const digest = digestOf(token);
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
