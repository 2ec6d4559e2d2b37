// The opaque cursors of lists: the sequence after which the next page begins, good for the list that gave it out.

import { CodedError } from "../errors.ts";

export type CursorList = "jobs" | "governance";

export function cursorOf(list: CursorList, sequence: number): string {
  return Buffer.from(`${list}-before-${sequence}`, "utf8").toString("base64url");
}

/** Throws CodedError invalid-query for a cursor that `cursorOf` did not make for the list. */
export function sequenceOf(list: CursorList, cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const sequence = Number(text.slice(`${list}-before-`.length));
  if (Number.isSafeInteger(sequence) && sequence > 0 && cursorOf(list, sequence) === cursor) return sequence;
  const detail = "The cursor is not one that this list gave out.";
  throw new CodedError("invalid-query", detail, { errors: [{ pointer: "/cursor", detail }] });
}
