// The opaque cursor of the list of jobs: the sequence after which the next page begins.

import { CodedError } from "../errors.ts";

const prefix = "jobs-before-";

export function cursorOf(sequence: number): string {
  return Buffer.from(`${prefix}${sequence}`, "utf8").toString("base64url");
}

/** Throws CodedError invalid-query for a cursor that `cursorOf` did not make. */
export function sequenceOf(cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const sequence = Number(text.slice(prefix.length));
  if (Number.isSafeInteger(sequence) && sequence > 0 && cursorOf(sequence) === cursor) return sequence;
  const detail = "The cursor is not one that this list gave out.";
  throw new CodedError("invalid-query", detail, { errors: [{ pointer: "/cursor", detail }] });
}
