import { faker as fakerUs } from "@faker-js/faker/locale/en_US";
import { describe, expect, it } from "vitest";
import {
  birthYear,
  emailDomain,
  emailDomains,
  emailPart,
  firstName,
  firstNames,
  identity,
  lastName,
  lastNames,
} from "../../src/rules/identity.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { drawn, testKey } from "./draws.ts";

const key = testKey("identity");

describe("firstNames and lastNames", () => {
  it("are the person lists of faker's locale en_US, each name once", () => {
    const { first_name: first, last_name: last } = fakerUs.definitions.person;
    const listed = [first.generic, first.female, first.male].flatMap((names) => names ?? []);
    expect(new Set(firstNames)).toEqual(new Set(listed));
    expect(new Set(lastNames)).toEqual(new Set(last.generic));
    expect([new Set(firstNames).size, new Set(lastNames).size]).toEqual([firstNames.length, lastNames.length]);
    expect(firstNames.length).toBeGreaterThan(3000);
    expect(lastNames.length).toBeGreaterThan(400);
  });

  it("fit the two bytes they are stored in and begin with a letter, never with = + - @ or a control character", () => {
    expect(firstNames.length).toBeLessThan(65_536);
    expect([...firstNames, ...lastNames].filter((name) => !/^\p{L}[\p{L}' -]*$/u.test(name))).toEqual([]);
  });
});

describe("emailPart()", () => {
  it("keeps lower-case ASCII letters only", () => {
    expect(["O'Keefe", "Zoë", "D'angelo", "DuBuque", "St. John"].map(emailPart)).toEqual([
      "okeefe",
      "zoe",
      "dangelo",
      "dubuque",
      "stjohn",
    ]);
  });

  it("leaves no name of the lists empty", () => {
    expect([...firstNames, ...lastNames].filter((name) => !/^[a-z]+$/.test(emailPart(name)))).toEqual([]);
  });
});

describe("emailDomains", () => {
  it("are the domains RFC 2606 reserves", () => {
    expect([...emailDomains].sort()).toEqual(["example.com", "example.net", "example.org"]);
  });
});

describe("the draws of a customer", () => {
  const count = 400_000;
  it("give every first name, last name and domain alike", () => {
    const even = (length: number): number[] => new Array<number>(length).fill(1);
    const cases = [
      { name: "first names", length: firstNames.length, sample: firstName },
      { name: "last names", length: lastNames.length, sample: lastName },
      { name: "domains", length: 3, sample: emailDomain },
    ];
    for (const { name, length, sample } of cases) {
      const picked = drawn(count, (head, tail) => sample(key, head, tail));
      expectCounts(tally(picked, upTo(length)), even(length), name);
    }
  });

  it("give every year from 18 to 79 years before the anchor's alike", () => {
    const ages = drawn(count, (head, tail) => 2026 - birthYear(key, 2026, head, tail));
    const counts = tally(
      ages,
      upTo(62).map((index) => 18 + index),
    );
    expectCounts(counts, new Array<number>(62).fill(1), "years of birth");
  });

  it("do not follow one another: last name, domain and birth year are independent of the first name", () => {
    const cells = drawn(count, (head, tail) => {
      const first = Math.floor((firstName(key, head, tail) * 4) / firstNames.length);
      const old = birthYear(key, 2026, head, tail) < 2026 - 18 - 30 ? 1 : 0;
      const last = lastName(key, head, tail) < lastNames.length / 2 ? 1 : 0;
      return ((first * 3 + emailDomain(key, head, tail)) * 2 + old) * 2 + last;
    });
    const quarters = tally(
      upTo(firstNames.length).map((index) => Math.floor((index * 4) / firstNames.length)),
      upTo(4),
    );
    const halves = [lastNames.length - Math.ceil(lastNames.length / 2), Math.ceil(lastNames.length / 2)];
    const expected = quarters.flatMap((names) =>
      upTo(3).flatMap(() => [31, 31].flatMap((years) => halves.map((half) => names * years * half))),
    );
    expectCounts(tally(cells, upTo(48)), expected, "joint draws");
  });
});

describe("identity", () => {
  it("has no parameters", () => {
    expect(identity.parameters).toEqual({});
  });
});
