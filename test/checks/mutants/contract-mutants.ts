// Mutants of what no rule governs: keys, order, references, what may be empty, and the bounds of columns.

import type { DatasetName } from "../../../src/datasets.ts";
import { unwatched } from "./content-mutants.ts";
import { candidateOf, type EditableFiles } from "./editable-files.ts";
import { fewest, type Mutant } from "./mutant.ts";

/** Swaps a line with the next. */
function swap(files: EditableFiles, dataset: DatasetName, index: number): void {
  const lines = [...files.lines(dataset)];
  [lines[index], lines[index + 1]] = [lines[index + 1]!, lines[index]!];
  files.write(dataset, lines);
}

/** Swaps two neighbours that differ in time. */
function swapSessions(files: EditableFiles): void {
  const lines = files.lines("usage_logs");
  const time = (line: string): string => line.split(",")[4]!;
  swap(
    files,
    "usage_logs",
    lines.findIndex((line, index) => time(line) < time(lines[index + 1]!)),
  );
}

/** Swaps two customers' only subscriptions. */
function swapSubscriptions(files: EditableFiles): void {
  const customers = files.rows("subscriptions").map((row) => row.customer_id);
  const index = customers.findIndex((customer, at) => new Set(customers.slice(at - 1, at + 3)).size === 4 && customer);
  swap(files, "subscriptions", index);
}

/** Gives a session the candidate number of another one of its customer's and day's. */
function repeatUsageId(files: EditableFiles): void {
  const seen = new Set<string>();
  files.changeOne("usage_logs", ({ usage_id }) => {
    const stem = usage_id.slice(0, -candidateOf(usage_id).length);
    if (candidateOf(usage_id) === "2" && seen.has(`${stem}1`)) return { usage_id: `${stem}1` };
    seen.add(usage_id);
    return undefined;
  });
}

/** A lapsed customer's only subscription goes to somebody who signed up on the same day. */
function giveAway(files: EditableFiles): void {
  const signups = new Map(files.rows("customers").map((row) => [row.customer_id, row.signup_date]));
  const rows = files.rows("subscriptions");
  files.changeOne("subscriptions", ({ customer_id, status }) => {
    if (status !== "ended" || rows.filter((row) => row.customer_id === customer_id).length > 1) return undefined;
    const signup = signups.get(customer_id);
    const other = [...signups].find(([customer, date]) => date === signup && customer !== customer_id);
    return other === undefined ? undefined : { customer_id: other[0] };
  });
}

/** The last lapsed customer's only subscription moves behind all others, to a customer who is not there. */
function moveToNobody(files: EditableFiles): void {
  const rows = files.rows("subscriptions");
  const index = rows.findLastIndex(
    ({ customer_id, status }) =>
      status === "ended" && rows.filter((row) => row.customer_id === customer_id).length === 1,
  );
  const number = String(files.world.customers + 1).padStart(9, "0");
  const moved = { ...rows[index]!, customer_id: `C${number}`, subscription_id: `S${number}-1` };
  files.write(
    "subscriptions",
    files.lines("subscriptions").filter((_, at) => at !== index),
  );
  files.append("subscriptions", [moved]);
}

const empty = (dataset: DatasetName): readonly string[] => [`contract/${dataset}-not-empty`];

export const contractMutants: readonly Mutant[] = [
  {
    rule: "contract",
    wrong: "two customers stand in the wrong order",
    customers: fewest,
    edit: (files) => swap(files, "customers", 0),
    fails: ["contract/customers-keys"],
  },
  {
    rule: "contract",
    wrong: "two plans stand in the wrong order",
    customers: fewest,
    edit: (files) => swap(files, "plans", 1),
    fails: ["contract/plans-keys"],
  },
  {
    rule: "contract",
    wrong: "two titles stand in the wrong order",
    customers: fewest,
    edit: (files) => swap(files, "content", 100),
    fails: ["contract/content-keys"],
  },
  {
    rule: "contract",
    wrong: "two subscriptions stand in the wrong order",
    customers: fewest,
    edit: swapSubscriptions,
    fails: ["contract/subscriptions-keys"],
  },
  {
    rule: "contract",
    wrong: "two sessions share a usage_id",
    customers: fewest,
    edit: repeatUsageId,
    fails: ["contract/usage_logs-keys"],
  },
  {
    rule: "contract",
    wrong: "two sessions stand in the wrong order",
    customers: fewest,
    edit: swapSessions,
    fails: ["contract/usage_logs-order"],
  },
  {
    rule: "contract",
    wrong: "one subscription_id names another customer than its customer_id",
    edit: giveAway,
    fails: ["contract/subscriptions-key-parts"],
  },
  {
    rule: "contract",
    wrong: "one usage_id names another day than its session's",
    customers: fewest,
    edit: (files) =>
      files.changeOne("usage_logs", ({ usage_id }) => ({ usage_id: `U20200101${usage_id.slice("U20260101".length)}` })),
    fails: ["contract/usage_logs-key-parts"],
  },
  {
    rule: "contract",
    wrong: "one subscription is of a customer who is not there",
    edit: moveToNobody,
    fails: ["contract/subscriptions-references"],
  },
  {
    rule: "contract",
    wrong: "one session is of a title that is not there",
    customers: fewest,
    edit: (files) => files.changeOne("usage_logs", () => ({ content_id: "T9999999" })),
    fails: ["contract/usage_logs-references"],
  },
  {
    rule: "contract",
    wrong: "one customer has no last name",
    customers: fewest,
    edit: (files) => files.changeOne("customers", () => ({ last_name: "" })),
    fails: empty("customers"),
  },
  {
    rule: "contract",
    wrong: "one plan has no price",
    customers: fewest,
    edit: (files) => files.changeOne("plans", () => ({ monthly_price: "" })),
    fails: empty("plans"),
  },
  {
    rule: "contract",
    wrong: "one title has no category",
    customers: fewest,
    edit: (files) => files.changeOne("content", () => ({ category: "" })),
    fails: empty("content"),
  },
  {
    rule: "contract",
    wrong: "one subscription has no status",
    customers: fewest,
    edit: (files) => files.changeOne("subscriptions", () => ({ status: "" })),
    fails: empty("subscriptions"),
  },
  {
    rule: "contract",
    wrong: "one session has no device",
    customers: fewest,
    edit: (files) => files.changeOne("usage_logs", () => ({ device: "" })),
    fails: empty("usage_logs"),
  },
  // The bounds of a column hold whatever is declared, and what is declared lies within them: beyond a bound both are broken.
  {
    rule: "contract",
    wrong: "one customer was born in 1850, which the rule does not know either",
    customers: fewest,
    edit: (files) => files.changeOne("customers", () => ({ birth_year: "1850" })),
    fails: ["contract/customers-ranges", "identity/birth-year"],
  },
  {
    rule: "contract",
    wrong: "one plan allows no stream, nor does the rule",
    customers: fewest,
    edit: (files) => files.changeOne("plans", () => ({ max_streams: "0" })),
    fails: ["contract/plans-ranges", "plan-catalog/streams"],
  },
  {
    rule: "contract",
    wrong: "one podcast that nobody listens to lasts no time, which is outside the rule's bounds, too",
    declared: { content: 20_000 },
    customers: { small: 200, large: 1000 },
    edit: (files) => {
      const isUnwatched = unwatched(files);
      files.changeOne("content", ({ content_id, genre }) =>
        genre === "podcast" && isUnwatched(content_id) ? { duration_minutes: "0.0" } : undefined,
      );
    },
    fails: ["contract/content-ranges", "content-duration/podcast-bounds"],
  },
  {
    rule: "contract",
    wrong: "one completion rate is 1.0001, beyond the rule's clip",
    customers: fewest,
    edit: (files) =>
      files.changeOne("usage_logs", ({ completion_rate }) =>
        completion_rate === "1.0000" ? { completion_rate: "1.0001" } : undefined,
      ),
    fails: ["contract/usage_logs-ranges", "completion-noise/ceiling"],
  },
];
