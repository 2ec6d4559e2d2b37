// Checks what no rule governs and every reader relies on: rows of the schema, keys, order, references, nothing empty, and numbers
// within their columns' bounds. All of it is exact; the parts are in contract-*.ts, and claims begin with their dataset.

import { tiers } from "../../datasets.ts";
import type { RuleCheck } from "../check.ts";
import { customerKey, planKey, titleKey } from "../keys.ts";
import { judgeNumbering, observeNumbering } from "./contract-numbering.ts";
import { judgeSubscriptions, observeSubscriptions } from "./contract-subscriptions.ts";
import { judgeUsage, observeUsage } from "./contract-usage.ts";

export const contract: RuleCheck = {
  rule: "contract",
  observe: {
    customers: (context) => observeNumbering("customers", context, ({ customer }) => customer, customerKey),
    plans: (context) => observeNumbering("plans", context, ({ plan }) => plan, planKey),
    content: (context) => observeNumbering("content", context, ({ content }) => content, titleKey),
    subscriptions: observeSubscriptions,
    usage_logs: observeUsage,
  },
  expectations: {},
  judge: ({ customers, plans, content, subscriptions, usage_logs: usage }, world) => [
    ...(customers === undefined ? [] : judgeNumbering("customers", customers, world.customers, customerKey)),
    ...(plans === undefined ? [] : judgeNumbering("plans", plans, tiers.length, planKey)),
    ...(content === undefined ? [] : judgeNumbering("content", content, world.content, titleKey)),
    ...(subscriptions === undefined ? [] : judgeSubscriptions(subscriptions)),
    ...(usage === undefined ? [] : judgeUsage(usage)),
  ],
};
