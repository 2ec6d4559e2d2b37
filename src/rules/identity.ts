// Who customers are: names from faker's English lists, a year of birth, and an e-mail address nobody owns.
// faker's lists are read directly: its helpers cost ten times the draw.

import { faker } from "@faker-js/faker/locale/en";
import { below } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import { ruleCard } from "./rule.ts";

const names = faker.rawDefinitions.person;

function distinct(...lists: (readonly string[] | undefined)[]): readonly string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}

export const firstNames = distinct(names?.first_name?.generic, names?.first_name?.female, names?.first_name?.male);
export const lastNames = distinct(names?.last_name?.generic);

/** Reserved for documentation by RFC 2606: no mail to them reaches anyone. */
export const emailDomains = ["example.com", "example.org", "example.net"] as const;

/** A name as it stands in an e-mail address: lower-case ASCII letters only. */
export function emailPart(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

const youngestAge = 18;
const agesSpread = 62;

/** Indices into `firstNames`, `lastNames` and `emailDomains`, by draw number. */
export function firstName(key: StreamKey, head: number, tail: number): number {
  return below(draw(key.low, key.high, head, tail, 0), firstNames.length);
}

export function lastName(key: StreamKey, head: number, tail: number): number {
  return below(draw(key.low, key.high, head, tail, 1), lastNames.length);
}

export function emailDomain(key: StreamKey, head: number, tail: number): number {
  return below(draw(key.low, key.high, head, tail, 2), emailDomains.length);
}

/** Year of birth: anchor year - 18 - floor(62 u). */
export function birthYear(key: StreamKey, anchorYear: number, head: number, tail: number): number {
  return anchorYear - youngestAge - below(draw(key.low, key.high, head, tail, 3), agesSpread);
}

export const identity = ruleCard({
  id: "identity",
  claim:
    "Names are drawn evenly from faker's English lists, birth_year = anchor year - 18 - floor(62 u), and every e-mail address is unique and on a reserved example domain.",
  demand: false,
  governs: ["customers.first_name", "customers.last_name", "customers.email", "customers.birth_year"],
  parameters: {},
  note: "Locale en_US has no person lists of its own and falls back to these; nobody real owns an address on example.com, .org or .net (RFC 2606).",
});
