// Demanded: on Saturdays and Sundays (UTC dates) there are 1.5 times as many sessions as on weekdays.

import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";
import { isWeekend } from "./world.ts";

const parameters = {
  lift: {
    kind: "number",
    default: 1.5,
    minimum: 0,
    maximum: 10,
    unit: "times a weekday's sessions",
    meaning: "Factor on a Saturday's and a Sunday's sessions",
    source: "demand",
  },
} as const;

/** Factor of a day's sessions: the lift on Saturday and Sunday, else 1. */
export function dayWeight(values: ParameterValues<typeof parameters>, day: number): number {
  return isWeekend(day) ? values.lift : 1;
}

export const weekendLift = ruleCard({
  id: "weekend-lift",
  claim: "Saturdays and Sundays (UTC) have 1.5 times the sessions of a weekday.",
  demand: true,
  governs: ["usage_logs.usage_id"],
  parameters,
  note: "No published weekend factor of 1.5 was found: a declared rule.",
});
