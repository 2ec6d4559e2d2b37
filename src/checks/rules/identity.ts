// Checks identity: names by the declared lists, years of birth by their range, and e-mail addresses by the customer's own number,
// which ends the local part and so makes each unique whatever the names are.

import { nullValue } from "../../csv/columns.ts";
import type { CustomerBatch, TextLane } from "../../csv/scan-batch.ts";
import { firstNames, lastNames } from "../../rules/identity.ts";
import { type World, yearOf } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeEven } from "../even-cells.ts";
import { judgeInvariant } from "../judgement.ts";
import { customerKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";
import { TextIndex } from "../text-index.ts";

const youngestAge = 18;
const ages = 62;
/** Of 10,000 customers, chi-square shows .11 over a hundred groups of names. */
const materialSpread = 0.15;

const firstNameIndex = new TextIndex(firstNames);
const lastNameIndex = new TextIndex(lastNames);
/** Reserved by RFC 2606; all equally long. */
const domains = new TextIndex(["@example.com", "@example.org", "@example.net"]);
const domainBytes = "@example.com".length;
const [dot, zero, nine, letterA, letterZ] = [46, 48, 57, 97, 122];

export const identity: RuleCheck = {
  rule: "identity",
  observe: {
    customers: ({ world, rangeStart }) => {
      const first = new Uint32Array(firstNames.length);
      const last = new Uint32Array(lastNames.length);
      const birthYears = new Uint32Array(ages);
      const counts = { first, last, birthYears, rows: new Float64Array(1) };
      const observation = newObservation(counts, ["names", "emails", "birth-year"]);
      const { names, emails, "birth-year": years } = observation.offenders;
      const oldest = oldestYear(world);
      const broken = (offenders: Offenders, batch: CustomerBatch, row: number, found: () => string): void =>
        offend(offenders, rangeStart, row, () => ({ key: customerKey(batch.customer[row]!), found: found() }));
      return {
        observation,
        observe: (batch) => {
          const { rows, bytes, customer, firstName, lastName, email, birthYear } = batch;
          counts.rows[0]! += rows;
          for (let row = 0; row < rows; row++) {
            const firstPlace = placeOf(firstNameIndex, bytes, firstName.start[row]!, firstName.end[row]!);
            const lastPlace = placeOf(lastNameIndex, bytes, lastName.start[row]!, lastName.end[row]!);
            if (firstPlace >= 0) first[firstPlace]!++;
            if (lastPlace >= 0) last[lastPlace]!++;
            if (firstPlace === unlisted || lastPlace === unlisted) broken(names!, batch, row, namesOf(batch, row));
            if (!isOwnEmail(bytes, email.start[row]!, email.end[row]!, customer[row]!)) {
              broken(emails!, batch, row, emailOf(batch, row));
            }
            const year = birthYear[row]!;
            if (year >= oldest && year < oldest + ages) birthYears[year - oldest]!++;
            else if (year !== nullValue) broken(years!, batch, row, yearText(year));
          }
        },
      };
    },
  },
  expectations: {
    "first-names": "The same for every name; chi-square over names pooled to 100 expected.",
    "last-names": "The same for every name; chi-square over names pooled to 100 expected.",
    "birth-years": "1/62 each; chi-square over years pooled to 100 expected.",
  },
  judge: ({ customers }, world) => (customers === undefined ? [] : claims(customers, world)),
};

function oldestYear(world: World): number {
  return yearOf(world.anchorDay) - youngestAge - (ages - 1);
}

const unlisted = -1;
/** Of an empty field, which is the contract's affair. */
const absent = -2;

function placeOf(index: TextIndex, bytes: Uint8Array, start: number, end: number): number {
  return start === nullValue ? absent : index.find(bytes, start, end);
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return start === nullValue ? "(empty)" : new TextDecoder().decode(bytes.subarray(start, end));
}

// Texts of broken rows, made outside the loop: a closure within it would cost every row a place on the heap.

function namesOf({ bytes, firstName, lastName }: CustomerBatch, row: number): () => string {
  const text = ({ start, end }: TextLane): string => textOf(bytes, start[row]!, end[row]!);
  return () => `${text(firstName)} ${text(lastName)}`;
}

function emailOf({ bytes, email }: CustomerBatch, row: number): () => string {
  return () => textOf(bytes, email.start[row]!, email.end[row]!);
}

function yearText(year: number): () => string {
  return () => `birth_year ${year}`;
}

/** Whether an address is lower-case letters, digits and dots, a dot, the customer's number, and a reserved domain. */
function isOwnEmail(bytes: Uint8Array, start: number, end: number, customer: number): boolean {
  if (start === nullValue || customer === nullValue) return true;
  let at = end - domainBytes;
  if (at <= start || domains.find(bytes, at, end) < 0) return false;
  for (let number = customer; number > 0; number = (number / 10) | 0) {
    at--;
    if (at < start || bytes[at] !== zero + (number % 10)) return false;
  }
  at--;
  if (at <= start || bytes[at] !== dot) return false;
  for (let place = start; place < at; place++) {
    const byte = bytes[place]!;
    if (!((byte >= letterA && byte <= letterZ) || (byte >= zero && byte <= nine) || byte === dot)) return false;
  }
  return true;
}

function claims({ counts, offenders }: Observation, world: World): JudgedClaim[] {
  const about = { demand: false, dataset: "customers" } as const;
  const rows = totalOf(counts["rows"]!);
  const oldest = oldestYear(world);
  const invariant = (name: string, claim: string): JudgedClaim => ({
    name,
    claim,
    ...about,
    ...judgeInvariant(rows, offenders[name]!),
  });
  const even = (name: string, claim: string, table: string): JudgedClaim => ({
    name,
    claim,
    ...about,
    ...judgeEven({ observed: counts[table]!, material: materialSpread }),
  });
  return [
    invariant("names", "First and last names stand in faker's English lists."),
    invariant(
      "emails",
      "Every e-mail address ends in the customer's own number and a reserved example domain: unique, and nobody's.",
    ),
    invariant("birth-year", `birth_year is ${oldest} to ${oldest + ages - 1}.`),
    even("first-names", `All ${firstNames.length} first names are equally frequent.`, "first"),
    even("last-names", `All ${lastNames.length} last names are equally frequent.`, "last"),
    even("birth-years", `All ${ages} years of birth are equally frequent.`, "birthYears"),
  ];
}
