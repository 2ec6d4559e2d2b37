// Figure of the hour in which sessions start, genre by genre.

import { type Genre, genres } from "../../../datasets.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Panel, type Subject } from "../figure.ts";
import { listed, percent, whole } from "../words.ts";
import { independentShare } from "./independent-share.ts";

/** Undefined when the run lacks usage_logs or content. */
export function hourFigure({ report, world }: Subject): Figure | undefined {
  const byGenre = report.datasets.usage_logs?.hours?.byGenre;
  if (byGenre === undefined || byGenre === null) return undefined;
  const panels = genres.map((genre, code) =>
    hourPanel(genre, code, byGenre[genre] ?? [], world.behaviour["hour-of-day"].hours[genre]),
  );
  return {
    id: "hours",
    title: "Hour of the day by genre",
    rules: ["hour-of-day"],
    shape: "third",
    legend: [observedMark, expectedMark, bandMark],
    caption: `Share of a genre's sessions that start in each hour (UTC). The busiest: ${listed(panels.map(({ peak }) => peak))}; expected in brackets.`,
    panels,
  };
}

function hourPanel(
  genre: Genre,
  code: number,
  counts: readonly number[],
  weights: readonly number[],
): Panel & { readonly peak: string } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const shares = counts.map((count) => (total > 0 ? count / total : 0));
  const busiest = shares.indexOf(Math.max(...shares));
  const declared = weights.map((each) => independentShare(each / weight, total));
  const peak =
    total === 0
      ? `none for ${genre}`
      : `${busiest} h for ${genre} with ${percent(shares[busiest]!)} (${percent(declared[busiest]!.expected)})`;
  return {
    title: `${genre}, ${whole(total)} sessions`,
    label: `Share of ${genre} sessions by hour of the day; the busiest is ${peak}, expected in brackets.`,
    peak,
    draw: () => ({
      grid: grid(),
      xAxis: nameAxis(
        counts.map((_, hour) => String(hour)),
        { every: 6 },
      ),
      yAxis: valueAxis((value) => percent(value, 0)),
      series: [bars(shares, colours.genres[code]!), expectedTicks(declared, { reach: 0.5 })],
    }),
  };
}
