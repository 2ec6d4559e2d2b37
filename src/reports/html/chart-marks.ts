// Marks that ECharts does not have: bands, ticks across bars with their bands, shaded stretches and upright lines.

import type { CustomSeriesOption } from "echarts/charts";
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from "echarts/types/dist/shared";
import type { Interval } from "../../expectations/moments.ts";
import { colours } from "./chart-parts.ts";

/** Low and high at a place of the horizontal axis. */
export type BandPoint = readonly [x: number, low: number, high: number];

/** A band between two lines, as one polygon. */
export function band(data: readonly BandPoint[], colour: string = colours.band): CustomSeriesOption {
  return custom({ x: 0, y: [1, 2] }, data, (api) => ({
    type: "polygon",
    shape: {
      points: [
        ...data.map(([x, , high]) => api.coord([x, high])),
        ...[...data].reverse().map(([x, low]) => api.coord([x, low])),
      ],
    },
    style: { fill: colour },
  }));
}

interface TickStyle {
  /** True where bars lie on their side. */
  readonly sideways?: boolean;
  /** Half length of a tick as a part of a name's room. */
  readonly reach?: number;
  readonly colour?: string;
  /** False draws the bands alone. */
  readonly ticks?: boolean;
}

/** What is expected at each name of the name axis: a tick across its bar, and a band around the tick. */
export function expectedTicks(
  values: readonly Interval[],
  { sideways = false, reach = 0.44, colour = colours.band, ticks = true }: TickStyle = {},
): CustomSeriesOption {
  const data = values.map(({ expected, low, high }, index) => [index, expected, low, high]);
  return custom(sideways ? { y: 0, x: [1, 2, 3] } : { x: 0, y: [1, 2, 3] }, data, (api) => {
    const place = (index: number, value: number): Point =>
      api.coord(sideways ? [value, index] : [index, value]) as Point;
    const half = (api.size!([1, 1]) as Point)[sideways ? 1 : 0] * reach;
    const boxes = values.map(({ low, high }, index) => boxPath(place(index, low), place(index, high), half, sideways));
    const marks = values.map(({ expected }, index) => tickPath(place(index, expected), half, sideways));
    return {
      type: "group",
      children: [
        { type: "path", shape: { pathData: boxes.join("") }, style: { fill: colour } },
        ...(ticks
          ? [
              {
                type: "path" as const,
                shape: { pathData: marks.join("") },
                style: { fill: "none", stroke: colours.expected, lineWidth: 2 },
              },
            ]
          : []),
      ],
    };
  });
}

type Point = [x: number, y: number];

/** To a tenth of a pixel, which is finer than any screen. */
const at = (pixels: number): string => String(Math.round(pixels * 10) / 10);

function boxPath([x1, y1]: Point, [x2, y2]: Point, half: number, sideways: boolean): string {
  return sideways
    ? `M${at(x1)} ${at(y1 - half)}H${at(x2)}V${at(y1 + half)}H${at(x1)}Z`
    : `M${at(x1 - half)} ${at(y1)}H${at(x1 + half)}V${at(y2)}H${at(x1 - half)}Z`;
}

function tickPath([x, y]: Point, half: number, sideways: boolean): string {
  return sideways ? `M${at(x)} ${at(y - half)}V${at(y + half)}` : `M${at(x - half)} ${at(y)}H${at(x + half)}`;
}

/** Shades stretches of the horizontal axis from bottom to top, behind everything; ends may lie between two names. */
export function shades(stretches: readonly (readonly [from: number, to: number])[]): CustomSeriesOption {
  // Neither axis has to make room for a shade.
  const drawn = custom({ x: 0, y: 1 }, [[Number.NaN, Number.NaN]], (api, { x, y, width, height }) => {
    const within = (value: number): number => Math.min(x + width, Math.max(x, acrossOf(api, value)));
    const boxes = stretches.map(([from, to]) => {
      const [left, right] = [within(from), within(to)].sort((a, b) => a - b) as Point;
      return `M${at(left)} ${at(y)}H${at(right)}V${at(y + height)}H${at(left)}Z`;
    });
    return { type: "path", shape: { pathData: boxes.join("") }, style: { fill: colours.shade } };
  });
  return { ...drawn, z: 0 };
}

/** A dashed line from bottom to top at a place of the horizontal axis, which may lie between two names. */
export function verticalLine(place: number): CustomSeriesOption {
  return custom({ x: 0, y: 1 }, [[Number.NaN, Number.NaN]], (api, { y, height }) => {
    const x = acrossOf(api, place);
    return {
      type: "line",
      shape: { x1: x, x2: x, y1: y, y2: y + height },
      style: { stroke: colours.ink, lineWidth: 1, lineDash: [4, 3] },
    };
  });
}

/** Pixels of a place between the axis' whole numbers, which an axis of names does not have itself. */
function acrossOf(api: CustomSeriesRenderItemAPI, place: number): number {
  const [zero, one] = [api.coord([0, 0])[0]!, api.coord([1, 0])[0]!];
  return zero + place * (one - zero);
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A series drawn as a whole; `encode` says which parts of `data` the axes must have room for. */
function custom(
  encode: Readonly<Record<string, number | number[]>>,
  data: readonly (readonly number[])[],
  draw: (api: CustomSeriesRenderItemAPI, grid: Rectangle) => CustomSeriesRenderItemReturn,
): CustomSeriesOption {
  return {
    type: "custom",
    silent: true,
    clip: true,
    encode,
    data: data.map((item) => [...item]),
    z: 3,
    // On a grid, the coordinate system is a rectangle.
    renderItem: (params, api) =>
      params.dataIndex === 0 ? draw(api, params.coordSys as unknown as Rectangle) : undefined,
  };
}
