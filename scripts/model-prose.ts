// The prose of docs/model.md: what no card says because it holds for all of them. Numbers come from the code.
import { shardSize, signupDays, windowDays } from "../src/rules/world.ts";
import { firstAsOf, lastAsOf } from "../src/spec/request.ts";
import { grouped, headingLink } from "./markdown.ts";

export function introduction(version: string): string {
  return `Five linked CSV datasets of one made-up streaming platform. This page says what stands in them, why, and what may be changed:
the ${headingLink("words")}, the ${headingLink("randomness", "promises of randomness")}, ${headingLink("the five datasets")} column by column, and
${headingLink("the rules at a glance", "every rule")} with its numbers. Model version \`${version}\`.

Two kinds of rule are kept apart. **Demanded** ones were asked for and may not be weakened; **declared** ones are choices of this model, with
a source where there is one and a plain "declared" where there is none.`;
}

export const words = `## Words

- **as-of date**: the day the data is seen from, ${firstAsOf} to ${lastAsOf}. Nothing in the files lies on or after it but end dates that are
  already known and a session's last minutes.
- **window**: the ${windowDays} whole UTC days before the as-of date. All usage lies in it; it cannot be overridden.
- **age** of a day: days from it to the as-of date, 1 to ${windowDays}.
- **anchor**: the date signups, births and releases hang on; today always the as-of date. Customers signed up in the ${signupDays} days before it.
- **world**: seed, anchor, customers, content, parameters and model version. The files are a pure function of the world and the as-of date.
- **session**: one viewing of one title. **title**: a row of content. **candidate**: a session before recency has kept or dropped it; a
  dropped one leaves a gap in the numbers of \`usage_id\`, and nothing else.
- **shard**: ${grouped(shardSize)} customers. Within a day, usage is in time order shard by shard: up to a million customers, simply in time order.

Sessions are independent of one another: they may overlap beyond \`max_streams\` (1.4 % of Basic rows begin
while another of the customer's still runs) and run past the as-of date.`;

export const randomness = `## Randomness

1. **Worker-independent.** One worker or eight, partitions in any order: the same bytes.
2. **Scale-nested.** Customer 7 is the same person with the same subscriptions and sessions among 1,000 customers and among ten million
   (with the same number of titles): the small world's rows are rows of the large one.
3. **Minimal change.** Another number in one rule leaves every value as it was that the rule does not govern and that does not depend on
   one it governs. A weekend lift of 1.6 instead of 1.5 adds weekend sessions and changes none.

Each rule draws from a stream of its own in each dataset. The stream's 64-bit key comes from \`seedrandom\`, fed the hex SHA-256 of the UTF-8
bytes of \`seed \\0 dataset \\0 rule\`; below it a draw is a counter-based hash of (key, entity, number of the draw), so that any customer,
title, subscription or session can be computed alone. The entity is the customer in customers, the title in content, the
customer and sequence in subscriptions, and the customer, day and candidate in usage_logs. Counts come by inversion of one uniform and choices by
cumulative weights in declared order: a number raised a little moves little. The streams:`;

export const rulesIntroduction = `A request overrides parameters by rule, any part of them; lists are replaced whole, and shares must still sum to 1:

\`\`\`json
{ "behaviour": { "weekend-lift": { "lift": 1.6 }, "session-rate": { "rate": { "Basic": 0.3 } } } }
\`\`\`

The ${windowDays}-day window, the silence of lapsed customers, signup before subscription, the 25-100 % of a title that a session watches and the
clip of the completion rate to [0.05, 1] cannot be overridden. A column names its rules in the tables above; a rule names its columns here.`;
