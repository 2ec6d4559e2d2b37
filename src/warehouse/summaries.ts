// The summary tables that analytics reads, as the SQL that makes them at the end of a load. They are made of the typed tables and
// of `as_of` in the table `warehouse`, and hold sums as whole numbers: hundredths of minutes, ten-thousandths of completion, cents.

import { sessionStatements } from "./summaries/sessions.ts";
import { spellStatements } from "./summaries/spells.ts";
import { subscriptionSummaries } from "./summaries/subscriptions.ts";
import { usageSummaries } from "./summaries/usage.ts";

const temporaryTables = ["scope", "person", "title", "subscriber", "session", "customer_day", "last_seen", "spell"];

/** To be run in this order on the connection that loads, which may write temporary tables; none returns rows. */
export const summaryStatements: readonly string[] = [
  ...sessionStatements,
  ...spellStatements,
  ...usageSummaries,
  ...subscriptionSummaries,
  ...temporaryTables.map((table) => `DROP TABLE temp.${table}`),
];
