// What a partial report says of its lookups must not depend on which files happen to be scanned first.
import { describe, expect, it } from "vitest";
import { allocateLookups, resolvable } from "../../src/reports/lookups.ts";

describe("resolvable()", () => {
  it("says the same of content whether or not the plans have been scanned", () => {
    const lookups = allocateLookups({ customers: 10, content: 10, subscriptions: 10 });
    const before = resolvable(lookups, "content");
    lookups.tier[1] = 1;
    expect(resolvable(lookups, "content")).toEqual(before);
    expect(resolvable(lookups, "subscriptions")).toMatchObject({ customers: true, plans: true, content: false });
    expect(Object.values(resolvable(lookups, "usage_logs"))).toEqual([true, true, true, true]);
  });
});
