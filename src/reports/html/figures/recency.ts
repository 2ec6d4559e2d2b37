// Figure of the bias to the last days: which share of a day's sessions is kept by its age, the weekend and the growth of
// subscribers taken out.

import { realIntervalOf } from "../../../expectations/moments.ts";
import { keepProbability, recentDays } from "../../../rules/recency-window.ts";
import { type World, windowDays } from "../../../rules/world.ts";
import { band, shades } from "../chart-marks.ts";
import { bottomAxis, colours, expectedLine, grid, points, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, type Panel, type Subject } from "../figure.ts";
import { percent, plain, whole } from "../words.ts";
import type { DailySessions } from "./daily-sessions.ts";

export function recency({ world }: Subject, sessions: DailySessions): Figure {
  const { halfLifeDays, floor } = world.behaviour["recency-window"];
  const expected = recentRatio(sessions.expected.map(({ mean }) => mean));
  const caption =
    `A day of the last ${recentDays} has ${plain(recentRatio(sessions.observed))} times the sessions of one of the ` +
    `${windowDays - recentDays} before; expected of these subscribers is ${plain(expected)}. The curve is the declared share that ` +
    `is kept of a day's sessions: all of the last ${recentDays} days, before them half as many every ${plain(halfLifeDays)} days, never ` +
    `less than ${percent(floor, 0)}.`;
  return {
    id: "recency",
    title: "Bias to the last days",
    rules: ["recency-window"],
    shape: "half",
    legend: [
      { mark: "dot", text: "observed" },
      expectedMark,
      bandMark,
      { mark: "shade", text: `last ${recentDays} days` },
    ],
    caption,
    panels: [agePanel(world, sessions, caption)],
  };
}

const quarter = 0.25;

/** A recent day's mean over an earlier day's; 0 where there is nothing to compare with. */
function recentRatio(days: readonly number[]): number {
  const mean = (part: readonly number[]): number => part.reduce((sum, count) => sum + count, 0) / part.length;
  const before = mean(days.slice(0, -recentDays));
  return before > 0 ? mean(days.slice(-recentDays)) / before : 0;
}

function agePanel(world: World, { observed, expected, total }: DailySessions, caption: string): Panel {
  // How keen the subscribers happen to be is the same for all days: the total is taken as it came.
  const scale = expected.reduce((sum, { mean }) => sum + mean, 0) / total;
  const days = expected.flatMap(({ mean }, index) => {
    const age = windowDays - index;
    const keep = keepProbability(world.behaviour["recency-window"], age);
    if (mean === 0) return [];
    const { low, high } = realIntervalOf({ mean: keep, variance: keep ** 2 / mean });
    return [{ age, keep, kept: (keep * observed[index]! * scale) / mean, low, high }];
  });
  const highest = Math.max(1, ...days.flatMap(({ kept, high }) => [kept, high]));
  return {
    label: `Sessions by age of the day, as a share of a recent day's. ${caption}`,
    draw: ({ width }) => ({
      grid: grid({ bottom: 44 }),
      xAxis: bottomAxis(whole, {
        ...{ min: 0, max: windowDays, interval: 10, inverse: true },
        ...{ name: "days before the as-of date", nameLocation: "middle", nameGap: 26 },
      }),
      yAxis: valueAxis((value) => percent(value, 0), {
        min: 0,
        max: quarter * Math.ceil(highest / quarter),
        interval: quarter,
      }),
      series: [
        shades([[0, recentDays + 0.5]]),
        band(days.map(({ age, low, high }) => [age, low, high])),
        expectedLine(days.map(({ age, keep }) => [age, keep])),
        points(
          days.map(({ age, kept }) => [age, kept]),
          colours.observed,
          width > 400 ? 6 : 5,
        ),
      ],
    }),
  };
}
