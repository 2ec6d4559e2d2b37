// Figure of how sessions spread over titles: the titles of each genre sorted by their sessions, both axes logarithmic.

import { type Genre, genres } from "../../../datasets.ts";
import { rankExpectations } from "../../../expectations/popularity.ts";
import type { World } from "../../../rules/world.ts";
import type { GenrePopularity } from "../../chart-schemas.ts";
import { band } from "../chart-marks.ts";
import { colours, expectedLine, grid, points, valueAxis } from "../chart-parts.ts";
import type { Figure, Panel, Subject } from "../figure.ts";
import { listed, percent, plain, whole } from "../words.ts";

/** Undefined when the run lacks content or usage_logs. */
export function popularityFigure({ report, world }: Subject): Figure | undefined {
  const popularity = report.datasets.usage_logs?.charts?.usage?.popularity;
  const titles = report.datasets.content?.categories["genre"]?.values;
  if (popularity === undefined || titles === undefined) return undefined;
  const panels = genres.flatMap((genre, code) => {
    const count = titles.find(({ value }) => value === genre)?.count ?? 0;
    return popularity[genre].sessions === 0 || count === 0
      ? []
      : [popularityPanel(world, genre, code, count, popularity[genre])];
  });
  if (panels.length === 0) return undefined;
  const { exponent } = world.behaviour["title-popularity"];
  return {
    id: "popularity",
    title: "Popularity of titles by rank",
    rules: ["title-popularity"],
    shape: "third",
    legend: [
      { mark: "dot", text: "observed" },
      { mark: "line", text: `in proportion to rank^-${plain(exponent)}` },
      { mark: "band", text: "where 95 % of sorted lists lie" },
    ],
    caption:
      `The most watched title has ${listed(panels.map(({ top }) => top))}; expected in brackets. Titles are ranked by what was watched, which ` +
      "bends both ends of a sorted list away from the line; the band allows for it.",
    panels,
  };
}

/** Labels of a logarithmic axis: its ends may lie between the powers. */
function powerOfTen(value: number): string {
  return Number.isInteger(Math.log10(value)) ? whole(value) : "";
}

function rankAxis(titles: number) {
  return valueAxis(powerOfTen, {
    type: "log",
    min: 0.8,
    max: 1.25 * titles,
    axisLine: { show: true, lineStyle: { color: colours.axis } },
    splitLine: { show: false },
    name: "rank",
    nameLocation: "middle",
    nameGap: 26,
  });
}

function popularityPanel(
  world: World,
  genre: Genre,
  code: number,
  titles: number,
  { sessions, ranks }: GenrePopularity,
): Panel & { readonly top: string } {
  const expected = rankExpectations(
    world,
    titles,
    sessions,
    ranks.map(({ rank }) => rank),
  );
  const [first, law] = [ranks[0]!, expected[0]!];
  const top = `${percent(first.sessions / sessions)} of ${genre} sessions (${percent(law.byLaw / sessions)})`;
  // Nothing below one session can be shown on this axis.
  const visible = (value: number): number => Math.max(0.8, value);
  return {
    title: `${genre}, ${whole(titles)} titles`,
    label: `Sessions by rank of ${whole(titles)} ${genre} titles, on logarithmic axes; the first has ${top}, the last one watched ${whole(ranks.at(-1)!.sessions)} sessions.`,
    top,
    draw: () => ({
      grid: grid({ bottom: 42, left: 58, right: 18 }),
      xAxis: rankAxis(titles),
      yAxis: valueAxis(powerOfTen, {
        type: "log",
        min: 0.7 * visible(Math.min(ranks.at(-1)!.sessions, expected.at(-1)!.low)),
        max: 1.5 * Math.max(first.sessions, law.high),
      }),
      series: [
        band(expected.map(({ rank, low, high }) => [rank, visible(low), visible(high)])),
        expectedLine(expected.map(({ rank, byLaw }) => [rank, visible(byLaw)])),
        points(
          ranks.map(({ rank, sessions: count }) => [rank, count]),
          colours.genres[code]!,
          5,
        ),
      ],
    }),
  };
}
