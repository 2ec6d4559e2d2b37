// Figure of the days from signup to the first subscription.

import { firstDelays } from "../../../expectations/subscription-flow.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Subject } from "../figure.ts";
import { percent, whole } from "../words.ts";
import { independentShare } from "./independent-share.ts";

/** Undefined when the run lacks customers or subscriptions. */
export function delayFigure({ report, world }: Subject): Figure | undefined {
  const counts = report.datasets.subscriptions?.charts?.subscriptions?.delays;
  if (counts === undefined || counts === null) return undefined;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const declared = firstDelays(world);
  if (total === 0 || declared.length === 0) return undefined;
  const days = Array.from({ length: Math.max(counts.length, declared.length) }, (_, delay) => delay);
  const shares = days.map((delay) => (counts[delay] ?? 0) / total);
  const expected = days.map((delay) => independentShare(declared[delay] ?? 0, total));
  const customers = report.datasets.customers?.rows ?? 0;
  const never =
    customers > 0 ? ` ${percent(1 - total / customers)} of ${whole(customers)} customers have not subscribed.` : "";
  const caption =
    `${percent(shares[0]!)} of ${whole(total)} first subscriptions begin on the day of signing up (${percent(expected[0]!.expected)}), ` +
    `and the last ${counts.length - 1} days after it (${declared.length - 1}).${never} Expected in brackets.`;
  return {
    id: "delays",
    title: "From signup to the first subscription",
    rules: ["eligibility"],
    shape: "half",
    legend: [observedMark, expectedMark, bandMark],
    caption,
    panels: [
      {
        label: `First subscriptions by days after signup. ${caption}`,
        draw: () => ({
          grid: grid({ bottom: 44 }),
          xAxis: nameAxis(days.map(String), {
            every: Math.ceil(days.length / 15),
            name: "days after signup",
            nameLocation: "middle",
            nameGap: 26,
          }),
          yAxis: valueAxis((value) => percent(value, 0)),
          series: [bars(shares, colours.observed), expectedTicks(expected)],
        }),
      },
    ],
  };
}
