import { describe, expect, it } from "vitest";
import { activeOnly, activeSubscription } from "../../src/rules/active-only.ts";
import { newHistory, openEnd, type SubscriptionHistory } from "../../src/rules/subscription-lifecycle.ts";

function historyOfEnds(...ends: number[]): SubscriptionHistory {
  const history = newHistory();
  history.count = ends.length;
  history.end.set(ends);
  return history;
}

describe("activeSubscription()", () => {
  it("is the last subscription while it is open or ends after the as-of date", () => {
    expect(activeSubscription(historyOfEnds(openEnd), 100)).toBe(0);
    expect(activeSubscription(historyOfEnds(50, 80, openEnd), 100)).toBe(2);
    expect(activeSubscription(historyOfEnds(50, 101), 100)).toBe(1);
  });

  it("is none once the last one's end, which is exclusive, has come", () => {
    expect(activeSubscription(historyOfEnds(100), 100)).toBe(-1);
    expect(activeSubscription(historyOfEnds(50, 99), 100)).toBe(-1);
    expect(activeSubscription(historyOfEnds(), 100)).toBe(-1);
  });

  it("reads no more than the history's count", () => {
    const history = historyOfEnds(50, openEnd);
    history.count = 1;
    expect(activeSubscription(history, 100)).toBe(-1);
  });
});

describe("active-only", () => {
  it("is demanded and cannot be overridden", () => {
    expect(activeOnly.demand).toBe(true);
    expect(activeOnly.parameters).toEqual({});
  });
});
