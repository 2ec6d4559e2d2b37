// The figures of subscriptions, month by month. Draws nothing itself.

import { bars, colours, grid, nameAxis, valueAxis } from "../../reports/html/chart-parts.ts";
import type { Figure, LegendEntry, Panel } from "../../reports/html/figure.ts";
import { compact, monthName, whole } from "../../reports/html/words.ts";
import { numberOf, type PageContents } from "./contents.ts";
import { linksTo, plainFigure } from "./figure-parts.ts";

const dollars = (amount: number): string => `$${whole(amount)}`;

export function revenueFigure({ months }: PageContents): Figure | undefined {
  const last = months.at(-1);
  if (last === undefined) return undefined;
  const caption =
    `${dollars(numberOf(last["mrr"]))} a month from ${whole(numberOf(last["active"]))} subscribers at the end of ` +
    `${monthName(String(last["month"]))}.`;
  return {
    ...plainFigure,
    id: "revenue",
    title: "Monthly recurring revenue",
    shape: "half",
    caption,
    links: linksTo("subscriptions?by=month"),
    panels: [
      monthPanel(months, ["mrr"], [colours.weekend], (amount) => `$${compact(amount)}`, {
        label: caption,
        title: "USD at the month's end",
        height: 300,
      }),
    ],
  };
}

const flowLegend: readonly LegendEntry[] = [
  { mark: "bar", text: "started, or changed to a dearer plan" },
  { mark: "standard", text: "came back" },
  { mark: "churn", text: "left, or changed to a cheaper plan" },
];

export function flowFigure({ months }: PageContents): Figure | undefined {
  if (months.length === 0) return undefined;
  const sum = (name: string): string => whole(months.reduce((total, month) => total + numberOf(month[name]), 0));
  const caption =
    `${sum("starts")} started, ${sum("winbacks")} came back and ${sum("churn")} left; ${sum("upgrades")} changed to a dearer plan and ` +
    `${sum("downgrades")} to a cheaper one. The last month ends with the day before the as-of date.`;
  return {
    ...plainFigure,
    id: "flow",
    title: "Subscriptions month by month",
    shape: "third",
    legend: flowLegend,
    caption,
    links: linksTo("subscriptions?by=month"),
    panels: [
      monthPanel(
        months,
        ["starts", "winbacks", "-churn"],
        [colours.observed, colours.tiers[1], colours.churn],
        signless,
        {
          title: "Came and left",
          label: `Subscribers who came and left by month. ${caption}`,
        },
      ),
      monthPanel(months, ["upgrades", "-downgrades"], [colours.observed, colours.churn], signless, {
        title: "Changed plan",
        label: `Changes of plan by month. ${caption}`,
      }),
      monthPanel(months, ["active"], [colours.subscribers], compact, {
        title: "Subscribers at the month's end",
        label: `Subscribers at the end of each month; ${whole(numberOf(months.at(-1)?.["active"]))} at the end.`,
      }),
    ],
  };
}

const signless = (value: number): string => compact(Math.abs(value));

/** Bars a month, one upon the other; those of a name with a minus hang below the axis. */
function monthPanel(
  months: PageContents["months"],
  names: readonly string[],
  palette: readonly string[],
  format: (value: number) => string,
  words: Pick<Panel, "label" | "title" | "height">,
): Panel {
  const firstJanuary = months.findIndex(({ month }) => String(month).endsWith("-01"));
  return {
    ...words,
    draw: ({ width }) => {
      const every = Math.max(1, Math.ceil(months.length / (width > 400 ? 6 : 3)));
      return {
        grid: grid({ left: 60 }),
        xAxis: nameAxis(
          months.map(({ month }) => monthName(String(month))),
          { every, first: Math.max(0, firstJanuary) % every },
        ),
        yAxis: valueAxis(format),
        series: names.map((name, index) => {
          const sign = name.startsWith("-") ? -1 : 1;
          const column = name.replace("-", "");
          const values = months.map((month) => sign * numberOf(month[column]));
          return { ...bars(values, palette[index] ?? colours.observed), stack: "months", barCategoryGap: "18%" };
        }),
      };
    },
  };
}
