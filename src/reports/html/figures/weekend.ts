// Figure of the days of the week: sessions over those of a weekday, growth and the thinning of older days taken out.

import { type Interval, realIntervalOf } from "../../../expectations/moments.ts";
import { dayWeight } from "../../../rules/weekend-lift.ts";
import { isWeekend, type World, weekday, windowDays } from "../../../rules/world.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Panel, type Subject } from "../figure.ts";
import { plain } from "../words.ts";
import type { DailySessions } from "./daily-sessions.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const firstWeekendDay = 5;

/** Sessions of some days, and how many there would be were no day lifted. */
interface Sum {
  observed: number;
  exposure: number;
}

export function weekend({ world }: Subject, sessions: DailySessions): Figure {
  const { lift } = world.behaviour["weekend-lift"];
  const { byDay, ofWeekdays, ofWeekends } = sumsOf(world, sessions);
  const usual = rateOf(ofWeekdays);
  const ratio = (sum: Sum): number => (usual > 0 ? rateOf(sum) / usual : 0);
  const expected = byDay.map((sum, day): Interval => {
    const isLifted = day >= firstWeekendDay;
    const mean = isLifted ? lift : 1;
    const rows = mean * usual * sum.exposure;
    // A weekday is part of what it is compared with; a weekend day is not.
    const variance = rows > 0 ? mean ** 2 * (1 / rows + (isLifted ? 1 : -1) / ofWeekdays.observed) : 0;
    return realIntervalOf({ mean, variance });
  });
  const caption =
    `A Saturday or Sunday has ${plain(ratio(ofWeekends))} times the sessions of a weekday, over all ${windowDays} days and with ` +
    `growth and the thinning of older days taken out; declared is ${plain(lift)}.`;
  return {
    id: "weekend",
    title: "Days of the week",
    rules: ["weekend-lift"],
    shape: "half",
    legend: [observedMark, expectedMark, bandMark],
    caption,
    panels: [weekPanel(byDay.map(ratio), expected, caption)],
  };
}

function sumsOf(world: World, { firstDay, observed, expected }: DailySessions) {
  const newSum = (): Sum => ({ observed: 0, exposure: 0 });
  const byDay = weekdays.map(newSum);
  const [ofWeekdays, ofWeekends] = [newSum(), newSum()];
  for (const [index, count] of observed.entries()) {
    const day = firstDay + index;
    const weight = dayWeight(world.behaviour["weekend-lift"], day);
    for (const sum of [byDay[(weekday(day) + 6) % 7]!, isWeekend(day) ? ofWeekends : ofWeekdays]) {
      sum.observed += count;
      if (weight > 0) sum.exposure += expected[index]!.mean / weight;
    }
  }
  return { byDay, ofWeekdays, ofWeekends };
}

function rateOf({ observed, exposure }: Sum): number {
  return exposure > 0 ? observed / exposure : 0;
}

function weekPanel(ratios: readonly number[], expected: readonly Interval[], caption: string): Panel {
  const highest = Math.max(1, ...ratios, ...expected.map(({ high }) => high));
  const step = highest > 3 ? 1 : 0.5;
  const words = ratios.map((ratio, day) => `${weekdays[day]} ${plain(ratio)}`).join(", ");
  return {
    label: `Sessions by day of the week, a weekday being 1: ${words}. ${caption}`,
    draw: () => ({
      grid: grid(),
      xAxis: nameAxis(weekdays),
      yAxis: valueAxis((value) => `×${value}`, { interval: step, max: step * Math.ceil(highest / step) }),
      series: [
        bars(
          ratios,
          weekdays.map((_, day) => (day < firstWeekendDay ? colours.observed : colours.weekend)),
        ),
        expectedTicks(expected),
      ],
    }),
  };
}
