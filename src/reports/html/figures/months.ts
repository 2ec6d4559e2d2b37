// Figures of what happened month by month: signups, and the flow of subscriptions that begin, change and end.

import { type Interval, realIntervalOf } from "../../../expectations/moments.ts";
import { signupProbabilities } from "../../../expectations/subscribers.ts";
import { type Flow, flows, subscriptionFlow } from "../../../expectations/subscription-flow.ts";
import { dayNumber, isoDate, signupDays, type World } from "../../../rules/world.ts";
import { monthStart } from "../../coverage.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Panel, type Subject } from "../figure.ts";
import { listed, monthName, whole } from "../words.ts";

/** Sums of daily numbers by the first day of their month; the key is a date. */
function byMonth(firstDay: number, days: ArrayLike<number>): Map<string, number> {
  const months = new Map<string, number>();
  for (let offset = 0; offset < days.length; offset++) {
    const month = isoDate(monthStart(firstDay + offset));
    months.set(month, (months.get(month) ?? 0) + days[offset]!);
  }
  return months;
}

interface MonthlyPanel {
  readonly title?: string;
  readonly label: string;
  readonly months: readonly string[];
  readonly observed: readonly number[];
  readonly expected: readonly Interval[];
  readonly colour: string;
}

function monthlyPanel({ title, label, months, observed, expected, colour }: MonthlyPanel): Panel {
  return {
    ...(title === undefined ? {} : { title }),
    label,
    draw: ({ width }) => ({
      grid: grid({ left: 52 }),
      xAxis: nameAxis(months.map(monthName), {
        every: width > 400 ? 4 : 8,
        first: months.findIndex((month) => month.endsWith("-01-01")) % 4,
      }),
      yAxis: valueAxis(whole),
      series: [{ ...bars(observed, colour), barCategoryGap: "18%" }, expectedTicks(expected, { reach: 0.46 })],
    }),
  };
}

/** Undefined when the run lacks customers. */
export function signupFigure({ report, world }: Subject): Figure | undefined {
  const coverage = report.datasets.customers?.coverage["signup_date"];
  if (coverage === undefined || coverage.first === null || coverage.period !== "day") return undefined;
  const first = world.anchorDay - signupDays;
  const expectedDays = signupProbabilities().map((share) => share * world.customers);
  const expected = byMonth(first, expectedDays);
  const observed = new Map<string, number>();
  for (const { start, count } of coverage.counts) {
    const month = isoDate(monthStart(dayNumber(start)));
    observed.set(month, (observed.get(month) ?? 0) + count);
  }
  const months = [...expected.keys()];
  const counts = months.map((month) => observed.get(month) ?? 0);
  const intervals = months.map((month) => {
    const mean = expected.get(month)!;
    return realIntervalOf({ mean, variance: mean * (1 - mean / world.customers) });
  });
  const within = intervals.filter(({ low, high }, index) => counts[index]! >= low && counts[index]! <= high).length;
  const caption =
    `${whole(coverage.count)} customers signed up from ${coverage.first} to ${coverage.last}, more and more as time went on. ` +
    `${within} of ${months.length} months lie where 95 % of clean runs do; the first or the last may not be whole.`;
  return {
    id: "signups",
    title: "Signups by month",
    rules: ["signup-growth"],
    shape: "half",
    legend: [observedMark, expectedMark, bandMark],
    caption,
    panels: [
      monthlyPanel({
        label: `Signups by month with the expected number. ${caption}`,
        ...{ months, observed: counts, expected: intervals, colour: colours.observed },
      }),
    ],
  };
}

const names: Readonly<Record<Flow, string>> = {
  new: "New subscribers",
  winback: "Won back",
  upgrade: "Upgrades",
  downgrade: "Downgrades",
  churn: "Churn",
};

/** Undefined when the run lacks subscriptions. */
export function flowFigure({ report, world }: Subject): Figure | undefined {
  const observed = report.datasets.subscriptions?.charts?.subscriptions?.flows;
  if (observed === undefined || observed.length === 0) return undefined;
  const { firstDay, aCustomer } = subscriptionFlow(world);
  const months = [...byMonth(firstDay, aCustomer.new).keys()];
  const rows = new Map(observed.map((flow) => [flow.month, flow]));
  const found = flows.map((flow) => {
    const expected = byMonth(firstDay, aCustomer[flow]);
    const counts = months.map((month) => rows.get(month)?.[flow] ?? 0);
    const intervals = months.map((month) => aboutPoisson(world, expected.get(month)!));
    return { flow, counts, intervals };
  });
  const sentences = found.map(({ flow, counts, intervals }) => {
    const all = intervals.reduce((sum, { expected }) => sum + expected, 0);
    return `${names[flow].toLowerCase()} ${whole(sumOf(counts))} (${whole(all)})`;
  });
  const net = netPanel(found, months);
  return {
    id: "flow",
    title: "Flow of subscriptions by month",
    rules: ["subscription-lifecycle"],
    shape: "third",
    legend: [observedMark, expectedMark, bandMark],
    caption:
      `In all: ${listed(sentences)}; expected in brackets. ${net.sentence} An upgrade or downgrade ends one subscription and begins ` +
      "another; churn counts those who left.",
    panels: [
      ...found.map(({ flow, counts, intervals }, index) =>
        monthlyPanel({
          title: names[flow],
          label: `${names[flow]} by month: ${sentences[index]} in all, the expected number in brackets.`,
          ...{
            months,
            observed: counts,
            expected: intervals,
            colour: flow === "churn" ? colours.churn : colours.observed,
          },
        }),
      ),
      net.panel,
    ],
  };
}

/** A customer adds at most a few to a month, and each rarely: nearly Poisson, and at most binomial for what happens once. */
function aboutPoisson({ customers }: World, aCustomer: number): Interval {
  return realIntervalOf({
    mean: customers * aCustomer,
    variance: customers * aCustomer * (1 - Math.min(1, aCustomer)),
  });
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

type FlowCounts = { readonly flow: Flow; readonly counts: readonly number[]; readonly intervals: readonly Interval[] };

/** Subscribers at the end of each month: those who came less those who left. */
function netPanel(found: readonly FlowCounts[], months: readonly string[]): { panel: Panel; sentence: string } {
  const sign = (flow: Flow): number => (flow === "churn" ? -1 : flow === "new" || flow === "winback" ? 1 : 0);
  const sums = (value: (counts: FlowCounts, month: number) => number): number[] => {
    let sum = 0;
    return months.map((_, month) => {
      for (const flow of found) sum += sign(flow.flow) * value(flow, month);
      return sum;
    });
  };
  const observed = sums(({ counts }, month) => counts[month]!);
  const expected = sums(({ intervals }, month) => intervals[month]!.expected);
  const sentence = `That leaves ${whole(observed.at(-1)!)} subscribers (${whole(expected.at(-1)!)}).`;
  const panel = monthlyPanel({
    title: "Subscribers at the month's end",
    label: `Subscribers at the end of each month. ${sentence}`,
    ...{
      months,
      observed,
      expected: expected.map((mean) => ({ expected: mean, low: mean, high: mean })),
      colour: colours.subscribers,
    },
  });
  return { panel, sentence };
}
