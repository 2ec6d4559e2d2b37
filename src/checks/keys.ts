// Keys and dates as they stand in the files, for naming broken rows. Made from the numbers that the scan has read; an empty
// field is called that.

import { nullValue } from "../csv/columns.ts";
import type { UsageBatch } from "../csv/scan-batch.ts";
import { isoDate } from "../rules/world.ts";

const empty = "(empty)";

function numbered(letter: string, digits: number, number: number): string {
  return number === nullValue ? empty : `${letter}${String(number).padStart(digits, "0")}`;
}

/** `C000000001` */
export function customerKey(customer: number): string {
  return numbered("C", 9, customer);
}

/** `T0000001` */
export function titleKey(content: number): string {
  return numbered("T", 7, content);
}

/** `P1` */
export function planKey(plan: number): string {
  return numbered("P", 1, plan);
}

/** `S000000001-1` */
export function subscriptionKey(subscriber: number, sequence: number): string {
  return subscriber === nullValue ? empty : `${numbered("S", 9, subscriber)}-${sequence}`;
}

/** `U20260101-000000001-1` */
export function usageKey({ usageDay, usageCustomer, candidate }: UsageBatch, row: number): string {
  const day = usageDay[row]!;
  if (day === nullValue) return empty;
  return `U${dateText(day).replaceAll("-", "")}-${numbered("", 9, usageCustomer[row]!)}-${candidate[row]!}`;
}

/** `2026-01-01`; a day number or null. */
export function dateText(day: number): string {
  return day === nullValue ? empty : isoDate(day);
}
