// The figures of the analytics page, from what the warehouse answered, and of them those of usage. Draws nothing itself.

import { genres, tiers } from "../../datasets.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../../reports/html/chart-parts.ts";
import type { Figure, Panel } from "../../reports/html/figure.ts";
import { compact, listed, percent, shortDay, whole } from "../../reports/html/words.ts";
import { dayNumber } from "../../rules/world.ts";
import { type Measure, numberOf, type PageContents } from "./contents.ts";
import { linksTo, plainFigure } from "./figure-parts.ts";
import { flowFigure, revenueFigure } from "./month-figures.ts";

export function figuresOf(contents: PageContents): Figure[] {
  return [
    activeFigure(contents),
    titleFigure(contents),
    revenueFigure(contents),
    engagementFigure(contents),
    flowFigure(contents),
  ].filter((figure) => figure !== undefined);
}

const windows = [
  { name: "dau", label: "day", mark: "dau", colour: colours.observed },
  { name: "wau", label: "7 days", mark: "wau", colour: colours.tiers[1] },
  { name: "mau", label: "30 days", mark: "mau", colour: colours.tiers[2] },
] as const;

function activeFigure({ measures }: PageContents): Figure | undefined {
  const days = measures.dau.map(({ segment }) => segment);
  const last = days.at(-1);
  if (last === undefined) return undefined;
  const ends = windows.map(({ name, label }) => `${whole(measures[name].at(-1)?.value ?? 0)} in the last ${label}`);
  const busiest = measures.dau.reduce((most, each) => (each.value > most.value ? each : most));
  const caption =
    `Distinct customers with a session: ${listed(ends)} up to ${last}. The busiest day was ${busiest.segment} with ` +
    `${whole(busiest.value)}. The first 6 and 29 days look back on less than their 7 and 30.`;
  return {
    ...plainFigure,
    id: "active-customers",
    title: "Customers who watch",
    shape: "full",
    legend: windows.map(({ mark, label }) => ({ mark, text: label === "day" ? "on the day" : `in ${label}` })),
    caption,
    links: linksTo("engagement?metric=dau&by=day"),
    panels: [
      {
        label: caption,
        draw: ({ width }) => ({
          grid: grid({ left: 52, right: 16 }),
          xAxis: nameAxis(
            days.map((day) => shortDay(dayNumber(day))),
            { every: Math.max(1, Math.ceil(days.length / (width > 400 ? 9 : 4))), boundaryGap: false },
          ),
          yAxis: valueAxis(compact),
          series: windows.map(({ name, colour }) => ({
            type: "line",
            silent: true,
            showSymbol: days.length === 1,
            itemStyle: { color: colour },
            lineStyle: { color: colour, width: 2 },
            data: measures[name].map(({ value }) => value),
          })),
        }),
      },
    ],
  };
}

function titleFigure({ titles }: PageContents): Figure | undefined {
  const [first] = titles;
  if (first === undefined) return undefined;
  const names = titles.map(({ title }) => String(title));
  const hours = titles.map(({ minutes }) => numberOf(minutes) / 60);
  const places: readonly string[] = genres;
  const colour = titles.map(({ genre }) => colours.genres[places.indexOf(String(genre))] ?? colours.observed);
  const caption =
    `${first["title"]} was watched most: ${whole(hours[0] ?? 0)} hours in ${whole(numberOf(first["sessions"]))} sessions, ` +
    `${percent(numberOf(first["completion"]), 0)} of its length on average.`;
  return {
    ...plainFigure,
    id: "top-content",
    title: "Most watched titles",
    shape: "half",
    legend: genres.map((genre) => ({ mark: genre, text: genre })),
    caption,
    links: linksTo("top-content?by=minutes"),
    panels: [
      {
        title: "Hours watched",
        label: `Hours watched by title: ${listed(names.map((name, index) => `${name} ${whole(hours[index] ?? 0)}`))}.`,
        height: 300,
        draw: ({ width }) => ({
          grid: grid({ left: width > 400 ? 190 : 138, right: 52, top: 4, bottom: 6 }),
          xAxis: valueAxis(whole, { axisLabel: { show: false }, splitLine: { show: false } }),
          yAxis: nameAxis(names, {
            inverse: true,
            axisLabel: {
              color: colours.soft,
              fontSize: 12,
              width: width > 400 ? 168 : 116,
              overflow: "truncate",
              interval: 0,
            },
          }),
          series: [
            {
              ...bars(hours, colour),
              label: {
                show: true,
                position: "right",
                // Labels are as pale as their bars are.
                color: colours.ink,
                formatter: ({ dataIndex }: { dataIndex: number }) => whole(hours[dataIndex] ?? 0),
              },
            },
          ],
        }),
      },
    ],
  };
}

function engagementFigure({ measures }: PageContents): Figure | undefined {
  const { subscriberMinutes, genreMinutes, hourSessions } = measures;
  if (measures.dau.length === 0) return undefined;
  const byTier = listed(subscriberMinutes.map(({ segment, value }) => `${whole(value)} on ${segment}`));
  const all = genreMinutes.reduce((sum, { value }) => sum + value, 0);
  const byGenre = listed(
    genreMinutes.map(({ segment, value }) => `${percent(all > 0 ? value / all : 0, 0)} ${segment}`),
  );
  const peak = hourSessions.reduce((most, each) => (each.value > most.value ? each : most));
  const hour = `${peak.segment} h UTC, with ${whole(peak.value)} sessions`;
  return {
    ...plainFigure,
    id: "engagement",
    title: "Who watches what, and when",
    shape: "third",
    caption: `Minutes of a subscriber: ${byTier}. Of all minutes ${byGenre}. Most sessions start at ${hour}.`,
    links: linksTo("engagement?metric=minutes-per-subscriber&by=tier"),
    panels: [
      barPanel("Minutes a subscriber by tier", subscriberMinutes, colours.tiers, byTier, tiers.length),
      barPanel("Minutes by genre", genreMinutes, colours.genres, byGenre, genres.length),
      barPanel("Sessions by hour (UTC)", hourSessions, colours.observed, `the most at ${hour}`, 4),
    ],
  };
}

function barPanel(
  title: string,
  measured: readonly Measure[],
  colour: string | readonly string[],
  words: string,
  labels: number,
): Panel {
  return {
    title,
    label: `${title}: ${words}.`,
    draw: () => ({
      grid: grid({ left: 60 }),
      xAxis: nameAxis(
        measured.map(({ segment }) => segment),
        { every: Math.ceil(measured.length / labels) },
      ),
      yAxis: valueAxis(compact),
      series: [
        bars(
          measured.map(({ value }) => value),
          colour,
        ),
      ],
    }),
  };
}
