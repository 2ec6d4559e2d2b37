// Shares of a column's values as bars on their side, each beside what is expected.

import type { Interval } from "../../../expectations/moments.ts";
import type { CategoryCounts } from "../../schemas.ts";
import { expectedTicks } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, valueAxis } from "../chart-parts.ts";
import type { Panel } from "../figure.ts";
import { listed, percent, spoken } from "../words.ts";

export interface NamedShare {
  readonly name: string;
  readonly count: number;
  readonly share: number;
  readonly expected: Interval;
}

/** Shares of a column's values, `expectedOf` giving what each should be among so many rows; none without rows. */
export function sharesOf<Name extends string>(
  counts: CategoryCounts | null | undefined,
  names: readonly Name[],
  expectedOf: (name: Name, rows: number) => Interval,
): NamedShare[] {
  if (counts === null || counts === undefined || counts.total === 0) return [];
  return names.map((name) => {
    const value = counts.values.find((each) => each.value === name);
    const expected = expectedOf(name, counts.total);
    return { name: spoken(name), count: value?.count ?? 0, share: value?.share ?? 0, expected };
  });
}

/** `movie 50.1 % (50.0 %) and ...`, expected in brackets. */
export function sharesInWords(shares: readonly NamedShare[]): string {
  return listed(shares.map(({ name, share, expected }) => `${name} ${percent(share)} (${percent(expected.expected)})`));
}

/** Pixels of a letter in a label, with some room to spare. */
const letter = 7.4;

export function sharePanel(
  title: string,
  shares: readonly NamedShare[],
  colour: string | readonly string[],
  height?: number,
): Panel {
  const names = shares.map(({ name }) => name);
  const values = shares.map(({ share }) => share);
  return {
    title,
    ...(height === undefined ? {} : { height }),
    label: `${title}, with the expected share in brackets: ${sharesInWords(shares)}.`,
    draw: ({ width }) => ({
      grid: grid({
        left: Math.max(62, letter * Math.max(...names.map((name) => name.length)) + 12),
        right: 52,
        top: 6,
      }),
      xAxis: valueAxis((value) => percent(value, 0), { splitNumber: width > 400 ? 5 : 3, min: 0 }),
      yAxis: nameAxis(names, { inverse: true }),
      series: [
        { ...bars(values, colour), label: { ...shareLabel, formatter: labelOf(values) } },
        expectedTicks(
          shares.map(({ expected }) => expected),
          { sideways: true },
        ),
      ],
    }),
  };
}

const shareLabel = { show: true, position: "right", distance: 8, color: colours.ink, fontSize: 12 } as const;

function labelOf(values: readonly number[]): (bar: { dataIndex: number }) => string {
  return ({ dataIndex }) => percent(values[dataIndex]!);
}
