// Figure of the sessions of each day of the window beside what is expected of the subscribers there were.

import { type Interval, realIntervalOf } from "../../../expectations/moments.ts";
import { isoDate, isWeekend, weekday, windowDays } from "../../../rules/world.ts";
import { expectedTicks, shades } from "../chart-marks.ts";
import { colours, grid, nameAxis, points, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, type LegendEntry, type Panel, type Subject } from "../figure.ts";
import { shortDay, whole } from "../words.ts";
import type { DailySessions } from "./daily-sessions.ts";

export function sessionsADay({ governance }: Subject, sessions: DailySessions): Figure {
  const limit = governance?.zLimit;
  const caption = captionOf(sessions, limit);
  const limits: LegendEntry[] = limit === undefined ? [] : [{ mark: "pale", text: "limit of chance" }];
  return {
    id: "sessions-a-day",
    title: "Sessions a day",
    rules: ["weekend-lift", "recency-window", "session-rate"],
    shape: "full",
    legend: [{ mark: "dot", text: "observed" }, expectedMark, bandMark, ...limits, { mark: "shade", text: "weekend" }],
    caption,
    panels: [dayPanel(sessions, limit, caption)],
  };
}

function captionOf({ firstDay, observed, expected, total }: DailySessions, limit: number | undefined): string {
  const within = expected.map(realIntervalOf).filter(({ low, high }, day) => {
    const count = observed[day]!;
    return count >= low && count <= high;
  });
  const all = expected.reduce((sum, { mean }) => sum + mean, 0);
  const outside =
    limit === undefined ? "" : `; none may leave the pale band of ${limit.toFixed(1)} standard errors by chance`;
  return (
    `${whole(total)} sessions from ${isoDate(firstDay)} to ${isoDate(firstDay + windowDays - 1)}; ` +
    `${whole(all)} are expected of these subscribers. ${within.length} of ${windowDays} days lie where 95\u00a0% of clean runs ` +
    `do${outside}. Shaded days are Saturdays and Sundays (UTC).`
  );
}

function dayPanel(sessions: DailySessions, limit: number | undefined, caption: string): Panel {
  const { firstDay, observed, expected } = sessions;
  const weekends = observed.flatMap((_, day) => (isWeekend(firstDay + day) ? [day] : []));
  const limits = limit === undefined ? [] : [expectedTicks(beyond(sessions, limit), { ...paleBand })];
  return {
    label: `Sessions of each of the ${windowDays} days with the expected number and its band. ${caption}`,
    draw: ({ width }) => ({
      grid: grid({ left: 52 }),
      xAxis: nameAxis(
        observed.map((_, day) => shortDay(firstDay + day)),
        { every: width > 500 ? 7 : 14, first: (8 - weekday(firstDay)) % 7 },
      ),
      yAxis: valueAxis(whole),
      series: [
        shades(weekends.map((day) => [day - 0.5, day + 0.5])),
        ...limits,
        expectedTicks(expected.map(realIntervalOf), { reach: 0.5 }),
        points(
          observed.map((count, day) => [day, count]),
          colours.observed,
          width > 500 ? 8 : 5,
        ),
      ],
    }),
  };
}

const paleBand = { reach: 0.5, colour: colours.pale, ticks: false } as const;

/** So many standard errors around the expected numbers. */
function beyond({ expected }: DailySessions, limit: number): Interval[] {
  return expected.map(({ mean, variance }) => {
    const reach = limit * Math.sqrt(variance);
    return { expected: mean, low: Math.max(0, mean - reach), high: mean + reach };
  });
}
