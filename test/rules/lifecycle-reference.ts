// The lifecycle read off MODEL's words: a walk through the calendar, day by day, slow and plain. Shares the draws' numbers
// and thresholds with the card, and none of its control flow.
import type { ChangeType } from "../../src/datasets.ts";
import { below, choiceTable, choose, unit } from "../../src/random/distributions.ts";
import { type StreamKey, Substream } from "../../src/random/substream.ts";
import type { Behaviour } from "../../src/rules/index.ts";

export interface Row {
  readonly tier: number;
  readonly start: number;
  /** Null while open. */
  readonly end: number | null;
  readonly change: ChangeType;
}

type Values = Behaviour["subscription-lifecycle"];
const tierNames = ["Basic", "Standard", "Premium"] as const;

/** What befalls the period whose word this is. */
function eventOf(values: Values, tier: number, word: number): "leave" | "upgrade" | "downgrade" | "stay" {
  const name = tierNames[tier]!;
  const u = unit(word);
  if (u < values.leave[name]) return "leave";
  if (u < values.leave[name] + values.upgrade[name]) return "upgrade";
  return u < values.leave[name] + values.upgrade[name] + values.downgrade[name] ? "downgrade" : "stay";
}

/** The subscriptions that a customer who first starts on `firstDay` has when seen from `asOf`. */
export function walkedHistory(key: StreamKey, values: Values, customer: number, firstDay: number, asOf: number): Row[] {
  const tierTable = choiceTable(tierNames.map((name) => values.tierShares[name]));
  const rows: { tier: number; start: number; end: number | null; change: ChangeType }[] = [];
  let next: { day: number; change: ChangeType; tier?: number } | undefined = { day: firstDay, change: "new" };
  let planned: ReturnType<typeof eventOf> = "stay";
  // Every day before asOf has been lived through.
  for (let day = firstDay; day < asOf; day++) {
    const draws = new Substream(key).at(customer, rows.length);
    const current = rows.at(-1);
    if (current !== undefined && next === undefined && day > current.start && (day - current.start) % 30 === 0) {
      if (planned === "upgrade" || planned === "downgrade") {
        current.end = day;
        next = { day, change: planned, tier: current.tier + (planned === "upgrade" ? 1 : -1) };
      } else if (planned === "stay")
        planned = eventOf(values, current.tier, draws.word(3 + (day - current.start) / 30));
      if (planned === "leave" && current.end === null) current.end = day + 30;
    }
    if (current !== undefined && current.end === day && next === undefined && unit(draws.word(1)) < values.winback) {
      next = { day: day + 30 + below(draws.word(2), 151), change: "winback" };
    }
    if (next?.day === day) {
      const own = new Substream(key).at(customer, rows.length + 1);
      const tier: number = next.tier ?? choose(tierTable, own.word(0));
      planned = eventOf(values, tier, own.word(3));
      rows.push({ tier, start: day, end: planned === "leave" ? day + 30 : null, change: next.change });
      next = undefined;
    }
  }
  return rows;
}
