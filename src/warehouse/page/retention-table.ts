// Retention as a table whose cells are the darker the more of a cohort still subscribes: numbers that can be read, copied and heard.

import { linkList } from "../../reports/html/figure.ts";
import { type Markup, markup } from "../../reports/html/markup.ts";
import { monthName, percent, whole } from "../../reports/html/words.ts";
import { numberOf, type PageContents } from "./contents.ts";
import { linksTo } from "./figure-parts.ts";

interface Cohort {
  readonly month: string;
  readonly customers: number;
  readonly shares: readonly number[];
}

/** Shades of a cell, from the palest. */
export const shadeCount = 10;

export function retentionFigure({ retention }: PageContents): Markup | undefined {
  const cohorts = cohortsOf(retention);
  if (cohorts.length === 0) return undefined;
  const title = "Who stays: signup cohorts by month";
  const width = Math.max(...cohorts.map(({ shares }) => shares.length));
  const heads = Array.from({ length: width }, (_, months) => markup`<th scope="col" class="number">${months}</th>`);
  const rows = cohorts.map(
    ({
      month,
      customers,
      shares,
    }) => markup`<tr><th scope="row">${monthName(month)}</th><td class="number">${whole(customers)}</td>${shares.map(cell)}</tr>
`,
  );
  return markup`<figure id="retention" class="full" aria-labelledby="retention-title">
<header><h3 id="retention-title">${title}</h3>${linkList(title, linksTo("retention"))}</header>
<div class="scroll cohorts" role="region" aria-labelledby="retention-title" tabindex="0"><table>
<thead><tr><th scope="col">Signed up</th><th scope="col" class="number">Customers</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div>
<figcaption>Per cent of the customers who signed up in a month that subscribed at the end of it (0) and of each month after it. ${inWords(cohorts)}</figcaption>
</figure>
`;
}

function cohortsOf(rows: PageContents["retention"]): Cohort[] {
  const cohorts = new Map<string, { month: string; customers: number; shares: number[] }>();
  for (const { cohort, customers, share } of rows) {
    const month = String(cohort);
    const known = cohorts.get(month) ?? { month, customers: numberOf(customers), shares: [] };
    known.shares.push(numberOf(share));
    cohorts.set(month, known);
  }
  return [...cohorts.values()];
}

function cell(share: number): Markup {
  const shade = Math.min(shadeCount - 1, Math.floor(share * shadeCount));
  return markup`<td class="number shade-${shade}">${Math.round(100 * share)}</td>`;
}

/** What all cohorts together show half a year and a year on, where they are that old. */
function inWords(cohorts: readonly Cohort[]): string {
  const told = [0, 6, 12].flatMap((months) => {
    const old = cohorts.filter(({ shares }) => shares.length > months);
    const customers = old.reduce((sum, cohort) => sum + cohort.customers, 0);
    if (customers === 0) return [];
    const staying = old.reduce((sum, cohort) => sum + cohort.customers * (cohort.shares[months] ?? 0), 0);
    return [`${percent(staying / customers, 0)} after ${months}`];
  });
  return `Of all who can be told: ${told.join(", ")} months.`;
}
