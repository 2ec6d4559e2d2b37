import { describe, expect, test } from "vitest";
import { customerKey, dateText, planKey, subscriptionKey, titleKey } from "../../src/checks/keys.ts";
import { fourDecimals, percent, rounded } from "../../src/checks/wording.ts";
import { nullValue } from "../../src/csv/columns.ts";
import { datasetSchemas } from "../../src/datasets.ts";
import { dayNumber } from "../../src/rules/world.ts";

describe("keys of broken rows", () => {
  test("stand as they do in the files", () => {
    expect(customerKey(12)).toBe("C000000012");
    expect(titleKey(9_999_999)).toBe("T9999999");
    expect(planKey(3)).toBe("P3");
    expect(subscriptionKey(1, 2)).toBe("S000000001-2");
    expect(dateText(dayNumber("2024-02-29"))).toBe("2024-02-29");
    const patternOf = (dataset: "customers" | "content" | "plans" | "subscriptions"): RegExp =>
      new RegExp(datasetSchemas[dataset].columns[0]!.pattern!);
    expect(customerKey(1)).toMatch(patternOf("customers"));
    expect(titleKey(1)).toMatch(patternOf("content"));
    expect(planKey(1)).toMatch(patternOf("plans"));
    expect(subscriptionKey(1, 10)).toMatch(patternOf("subscriptions"));
  });

  test("say of an empty field that it is empty", () => {
    for (const text of [customerKey(nullValue), titleKey(nullValue), planKey(nullValue), dateText(nullValue)]) {
      expect(text).toBe("(empty)");
    }
    expect(subscriptionKey(nullValue, nullValue)).toBe("(empty)");
  });
});

describe("numbers in words", () => {
  test("have no more decimals than they need", () => {
    expect(percent(0.5)).toBe("50 %");
    expect(percent(0.7454)).toBe("74.54 %");
    expect(percent(1 / 3)).toBe("33.33 %");
    expect(rounded(1.5609, 3)).toBe("1.561");
    expect(rounded(2, 3)).toBe("2");
    expect(fourDecimals(10_000)).toBe("1.0000");
    expect(fourDecimals(7512.5)).toBe("0.7512");
  });
});
