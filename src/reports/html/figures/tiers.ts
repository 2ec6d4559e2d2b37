// Figure of how many sessions a subscriber of each tier has.

import { tiers } from "../../../datasets.ts";
import { type Interval, realIntervalOf } from "../../../expectations/moments.ts";
import { windowDays } from "../../../rules/world.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Panel, type Subject } from "../figure.ts";
import { listed, plain, whole } from "../words.ts";
import { dailySessions } from "./daily-sessions.ts";

/** Undefined when the run cannot tell the tiers of sessions apart. */
export function tierFigure(subject: Subject): Figure | undefined {
  const { report, world } = subject;
  const sessions = dailySessions(subject);
  const counts = report.datasets.usage_logs?.categories["tier"];
  if (sessions === undefined || counts === null || counts === undefined) return undefined;
  const { subscribers, expectedByTier, areCounted } = sessions;
  const rates = tiers.map((tier, code) => {
    const count = counts.values.find(({ value }) => value === tier)?.count ?? 0;
    return subscribers[code]! > 0 ? count / subscribers[code]! : 0;
  });
  const expected = expectedByTier.map(({ mean, variance }, code) => {
    const count = Math.max(subscribers[code]!, 1);
    return realIntervalOf({ mean: mean / count, variance: variance / (count * count) });
  });
  const { rate } = world.behaviour["session-rate"];
  const inWords = tiers.map((tier, code) => {
    const each = `${plain(rates[code]!)} (${plain(expected[code]!.expected)})`;
    return `${tier} ${each} each of ${whole(subscribers[code]!)} subscribers`;
  });
  const declared = listed(tiers.map((tier) => plain(rate[tier])));
  const uncounted = areCounted ? "" : " The run holds no subscriptions: their number is the expected one.";
  return {
    id: "tiers",
    title: "Sessions a subscriber by tier",
    rules: ["session-rate", "active-only"],
    shape: "half",
    legend: [observedMark, expectedMark, bandMark],
    caption:
      `In the ${windowDays} days: ${listed(inWords)}; expected in brackets, from ${declared} sessions a recent weekday and from ` +
      `when each subscription began.${uncounted}`,
    panels: [tierPanel(rates, expected, listed(inWords))],
  };
}

const rateLabel = {
  show: true,
  position: "top",
  distance: 12,
  color: colours.ink,
  fontSize: 14,
  fontWeight: "bold",
} as const;

function tierPanel(rates: readonly number[], expected: readonly Interval[], words: string): Panel {
  const formatter = ({ dataIndex }: { dataIndex: number }): string => rates[dataIndex]!.toFixed(1);
  return {
    label: `Sessions of a subscriber in the window by tier, with the expected number in brackets: ${words}.`,
    draw: () => ({
      grid: grid({ top: 30 }),
      xAxis: nameAxis(tiers),
      yAxis: valueAxis(plain),
      series: [
        { ...bars(rates, colours.tiers), barCategoryGap: "45%", label: { ...rateLabel, formatter } },
        expectedTicks(expected, { reach: 0.34 }),
      ],
    }),
  };
}
