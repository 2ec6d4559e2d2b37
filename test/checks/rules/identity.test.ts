// identity: listed names, years of birth in their range, and addresses that end in the customer's own number.
import { describe, expect, it } from "vitest";
import { identity } from "../../../src/checks/rules/identity.ts";
import { firstNames, lastNames } from "../../../src/rules/identity.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, claimsOnCounts, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 1000 });
const [first, last] = [firstNames[0]!, lastNames[0]!];

function row(number: number, { name = `${first},${last}`, email = `a.b.${number}@example.com`, year = 1980 }): string {
  return `C${String(number).padStart(9, "0")},${name},${email},${year},TX,South,web,2025-01-01`;
}

const offendersOf = (name: string, rows: readonly string[]) =>
  claimOf(claimsOn(identity, { customers: rows }, world), name).offenders.map(({ key, found }) => `${key}: ${found}`);

describe("the check of identity", () => {
  it("names customers whose names are not listed", () => {
    const rows = [row(1, {}), row(2, { name: `Qwrtz,${last}` }), row(3, { name: `${first},"O,Qwrtz"` })];
    expect(offendersOf("names", rows)).toEqual([`C000000002: Qwrtz ${last}`, `C000000003: ${first} O,Qwrtz`]);
  });

  it("finds every listed name, last and first", () => {
    const rows = Array.from({ length: firstNames.length }, (_, index) =>
      row(index + 1, { name: `${firstNames[index]},${lastNames[index % lastNames.length]}` }),
    );
    expect(offendersOf("names", rows)).toEqual([]);
  });

  it.each([
    "a.b.2@example.com",
    "a.b.1@gmail.com",
    "a.b.1@example.edu",
    "a.b1@example.com",
    "a.b.01@example.com",
    "a.b.11@example.com",
    "A.b.1@example.com",
    ".1@example.com",
    "1@example.com",
    "@example.com",
    "a.b.1",
    "ä.b.1@example.com",
  ])("does not take %s for the address of customer 1", (email) => {
    expect(offendersOf("emails", [row(1, { email })])).toEqual([`C000000001: ${email}`]);
  });

  it("takes addresses on any of the three domains that end in the customer's number", () => {
    const domains = ["com", "org", "net"];
    const rows = domains.map((domain, index) => row(index + 10, { email: `jo.doe.${index + 10}@example.${domain}` }));
    expect(offendersOf("emails", rows)).toEqual([]);
  });

  it("names years of birth outside of the 62, which end 18 years before the anchor's", () => {
    const rows = [1946, 1947, 2008, 2009].map((year, index) => row(index + 1, { year }));
    expect(offendersOf("birth-year", rows)).toEqual(["C000000001: birth_year 1946", "C000000004: birth_year 2009"]);
  });

  it("passes names and years that are all as frequent, and fails the half that is twice as frequent as the other", () => {
    const counts = (twice: boolean) => {
      const table = (cells: number, each: number) =>
        Uint32Array.from({ length: cells }, (_, cell) => (twice && cell < cells / 2 ? 2 * each : each));
      const years = table(62, 300);
      return {
        first: table(firstNames.length, 6),
        last: table(lastNames.length, 40),
        birthYears: years,
        rows: Float64Array.of(20_000),
      };
    };
    const even = ["first-names", "last-names", "birth-years"];
    const invariants = ["names", "emails", "birth-year"];
    expect(namesWith("pass", claimsOnCounts(identity, "customers", counts(false), world, invariants))).toEqual([
      ...invariants,
      ...even,
    ]);
    expect(namesWith("fail", claimsOnCounts(identity, "customers", counts(true), world, invariants))).toEqual(even);
  });

  it("fails nothing in a generated world", () => {
    expect(namesWith("fail", claimsOn(identity, { customers: linesOf(world, "customers") }, world, 300))).toEqual([]);
  });
});
