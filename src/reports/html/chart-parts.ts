// The parts that all charts are made of, so that they look alike: axes, observed bars and points, expected lines. Colours are CSS
// variables of style.ts.

import type { LineSeriesOption, ScatterSeriesOption } from "echarts/charts";

export const colours = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  axis: "var(--axis)",
  grid: "var(--grid)",
  paper: "var(--card)",
  observed: "var(--observed)",
  expected: "var(--ink)",
  band: "var(--band)",
  pale: "var(--pale)",
  shade: "var(--shade)",
  weekend: "var(--weekend)",
  churn: "var(--churn)",
  subscribers: "var(--subscribers)",
  fail: "var(--fail)",
  tiers: ["var(--basic)", "var(--standard)", "var(--premium)"],
  genres: ["var(--movie)", "var(--music)", "var(--podcast)"],
} as const;

export type Format = (value: number) => string;

const fontSize = 12;
const axisLabel = { color: colours.soft, fontSize };
/** Width between the margins of a panel of a third's width. */
const usualPlot = 288;
const lines = { lineStyle: { color: colours.axis } };

/** An axis of numbers with few, light grid lines. */
export function valueAxis(format: Format, more: Readonly<Record<string, unknown>> = {}) {
  return {
    type: "value",
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...axisLabel, formatter: format },
    splitLine: { lineStyle: { color: colours.grid } },
    splitNumber: 4,
    nameTextStyle: { color: colours.soft, fontSize },
    ...more,
  };
}

interface NameAxis {
  /** Leaves out all labels but each so-manieth, from `first` on. */
  readonly every?: number;
  readonly first?: number;
  /** True for the lower ends of bins: labels stand where their bin begins. */
  readonly areBins?: boolean;
}

/** An axis of names. */
export function nameAxis(
  names: readonly string[],
  { every = 1, first = 0, areBins = false, ...more }: NameAxis & Readonly<Record<string, unknown>> = {},
) {
  // Padding on the right of a centred label moves it by half of it.
  const padding = areBins ? [0, usualPlot / names.length, 0, 0] : 0;
  return {
    type: "category",
    data: [...names],
    axisLine: lines,
    axisTick: { show: false },
    axisLabel: {
      ...axisLabel,
      padding,
      interval: (index: number) => index >= first && (index - first) % every === 0,
    },
    splitLine: { show: false },
    nameTextStyle: { color: colours.soft, fontSize },
    ...more,
  };
}

/** An axis of numbers along the bottom, with a line and without a grid. */
export function bottomAxis(format: Format, more: Readonly<Record<string, unknown>> = {}) {
  return valueAxis(format, { axisLine: { show: true, ...lines }, splitLine: { show: false }, ...more });
}

/** Where a grid lies; labels included when no margins are given. */
export function grid(margins: Readonly<Record<string, unknown>> = {}) {
  return { left: 44, right: 12, top: 14, bottom: 30, ...margins };
}

/** Observed numbers as bars. */
export function bars(values: readonly (number | null)[], colour: string | readonly string[]) {
  const colourOf = (index: number): string => (typeof colour === "string" ? colour : colour[index]!);
  return {
    type: "bar" as const,
    silent: true,
    barCategoryGap: "28%",
    // Pale enough for the ticks and bands of what is expected to be seen on them.
    data: values.map((value, index) => ({ value, itemStyle: { color: colourOf(index), opacity: 0.72 } })),
  };
}

/** Observed numbers as points. */
export function points(data: readonly (readonly [number, number])[], colour: string, size = 6): ScatterSeriesOption {
  return {
    type: "scatter",
    silent: true,
    symbolSize: size,
    itemStyle: { color: colour, opacity: 1 },
    data: data.map((pair) => [...pair]),
    z: 5,
  };
}

/** What is expected, as a line. */
export function expectedLine(
  data: readonly (readonly [number, number])[],
  more: Readonly<LineSeriesOption> = {},
): LineSeriesOption {
  return {
    type: "line",
    silent: true,
    showSymbol: false,
    lineStyle: { color: colours.expected, width: 1.5 },
    data: data.map((pair) => [...pair]),
    z: 4,
    ...more,
  };
}

/** Words at a corner of a grid. */
export function note(text: string, place: Readonly<Record<string, unknown>>, colour: string = colours.soft) {
  return { text, textStyle: { color: colour, fontSize, fontWeight: "normal" }, padding: 0, ...place };
}
