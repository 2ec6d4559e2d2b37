// Figures of how much of a title is watched and which completion is noted down for it, tier by tier.

import { type Tier, tiers } from "../../../datasets.ts";
import { completionBelow } from "../../../expectations/completion-shape.ts";
import type { Interval } from "../../../expectations/moments.ts";
import { fractionBelow } from "../../../expectations/watched-fraction.ts";
import type { World } from "../../../rules/world.ts";
import type { NumberSummary } from "../../schemas.ts";
import { expectedTicks, verticalLine } from "../chart-marks.ts";
import { bars, colours, grid, nameAxis, note, valueAxis } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Panel, type Subject } from "../figure.ts";
import { listed, percent, whole } from "../words.ts";
import { independentShare } from "./independent-share.ts";

/** Where Premium sessions should mostly lie above: demanded. */
const mostly = 0.7;
const binsAUnit = 20;

/** The figures that the run allows: both need to know the tier of each session. */
export function watchingFigures({ report, world }: Subject): Figure[] {
  const by = report.datasets.usage_logs?.numbersBy;
  const fractions = by?.["watched_fraction"];
  const completions = by?.["completion_rate"];
  return [
    ...(fractions ? [watchedFigure(world, fractions.groups)] : []),
    ...(completions ? [completionFigure(world, completions.groups)] : []),
  ];
}

interface Bin {
  /** Lower end. */
  readonly from: number;
  readonly label: string;
  readonly share: number;
  readonly expected: Interval;
}

type Groups = Readonly<Record<string, NumberSummary>>;

/** Shares of a summary's values by twentieths from `first` on; the bin at 1 holds what is exactly 1. */
function binsOf(summary: NumberSummary | undefined, first: number, expectedOf: (bin: number) => number): Bin[] {
  const total = summary?.count ?? 0;
  const bins = Array.from({ length: binsAUnit - first + 1 }, (_, index) => first + index);
  return bins.map((bin) => {
    const count = summary?.histogram.bins.find(({ from }) => Math.round(from * binsAUnit) === bin)?.count ?? 0;
    return {
      from: bin / binsAUnit,
      label: String(Number((bin / binsAUnit).toFixed(2))),
      share: total > 0 ? count / total : 0,
      expected: independentShare(Math.max(0, expectedOf(bin)), total),
    };
  });
}

const from70 = (bins: readonly Bin[], value: (bin: Bin) => number): number =>
  bins.filter(({ from }) => from > mostly - 1e-6).reduce((sum, bin) => sum + value(bin), 0);

function watchedFigure(world: World, groups: Groups): Figure {
  const found = tiers.map((tier) => {
    // What is watched to the end lies in the last twentieth, not in one of its own.
    const all = binsOf(groups[tier], 5, (bin) => fractionAt(world, tier, bin + 1) - fractionAt(world, tier, bin));
    const [last, whole] = [all.at(-2)!, all.at(-1)!];
    const bins = [...all.slice(0, -2), { ...last, share: last.share + whole.share }];
    return { tier, bins, count: groups[tier]?.count ?? 0, mostly: from70(bins, ({ share }) => share) };
  });
  const expectedMostly = (tier: Tier): number => 1 - fractionBelow(world, tier, mostly);
  const inWords = found.map(
    ({ tier, mostly: share }) => `${percent(share)} of ${tier} (${percent(expectedMostly(tier))})`,
  );
  return {
    id: "watched",
    title: "Share of the title that is watched, by tier",
    rules: ["watch-fraction"],
    shape: "third",
    legend: [observedMark, expectedMark, bandMark, { mark: "dash", text: "70 %" }],
    caption:
      `At least 70 % of the title is watched in ${listed(inWords)} sessions; expected in brackets. ` +
      `The least watched is ${percent(leastOf(groups), 2)}; the hump from 25 to 40\u00a0% are sessions that were abandoned.`,
    panels: found.map(({ tier, bins, count, mostly: share }, code) =>
      panelOf({
        tier,
        bins,
        count,
        code,
        words: `${percent(share)} at ≥ 70 %`,
        label: `Sessions of ${tier} by share of the title watched: ${inWords[code]} watch at least 70 %.`,
      }),
    ),
  };
}

function leastOf(groups: Groups): number {
  return Math.min(...Object.values(groups).flatMap(({ min }) => min ?? []));
}

function fractionAt(world: World, tier: Tier, bin: number): number {
  return fractionBelow(world, tier, bin / binsAUnit);
}

function completionFigure(world: World, groups: Groups): Figure {
  const found = tiers.map((tier) => {
    const below = (bin: number): number => completionBelow(world, tier, bin / binsAUnit);
    const expectedOf = (bin: number): number => {
      if (bin === binsAUnit) return 1 - below(binsAUnit);
      // The clip at .05 moves what lies below it into the bin that begins there.
      return bin === 1 ? below(2) : below(bin + 1) - below(bin);
    };
    const bins = binsOf(groups[tier], firstBin(groups), expectedOf);
    return { tier, bins, count: groups[tier]?.count ?? 0 };
  });
  const { ceiling } = world.behaviour["completion-noise"];
  const full = found.map(({ tier, bins }) => {
    const { share, expected } = bins.at(-1)!;
    return `${percent(share)} of ${tier} (${percent(expected.expected)})`;
  });
  return {
    id: "completion",
    title: "Completion with its noise, by tier",
    rules: ["completion-noise"],
    shape: "third",
    legend: [observedMark, expectedMark, bandMark, { mark: "dash", text: "70 %" }],
    caption:
      `Completion is the share watched with uniform noise of at most ${listed(tiers.map((tier) => `±${ceiling[tier]}`))}, clipped to ` +
      `0.05 and 1. Exactly 1, the last bar, are ${listed(full)} sessions; expected in brackets.`,
    panels: found.map(({ tier, bins, count }, code) =>
      panelOf({
        tier,
        bins,
        count,
        code,
        words: `${percent(bins.at(-1)!.share)} exactly 1`,
        label: `Sessions of ${tier} by completion: ${full[code]} are exactly 1, and ${percent(from70(bins, ({ share }) => share))} at least 0.70.`,
      }),
    ),
  };
}

/** The bin of the lowest completion of any tier, at most that of what the noise leaves of 25 %. */
function firstBin(groups: Groups): number {
  const lowest = Object.values(groups).map(({ histogram }) => histogram.bins[0]?.from ?? 1);
  return Math.max(0, Math.min(4, ...lowest.map((from) => Math.round(from * binsAUnit))));
}

interface TierPanel {
  readonly tier: Tier;
  readonly code: number;
  readonly bins: readonly Bin[];
  readonly count: number;
  readonly words: string;
  readonly label: string;
}

function panelOf({ tier, code, bins, count, words, label }: TierPanel): Panel {
  const at70 = bins.findIndex(({ from }) => Math.abs(from - mostly) < 1e-6);
  return {
    title: `${tier}, ${whole(count)} sessions`,
    label,
    draw: () => ({
      title: [note(words, { left: 52, top: 8 }, colours.ink)],
      grid: grid({ top: 30 }),
      xAxis: nameAxis(
        bins.map((bin) => bin.label),
        { every: 4, first: bins.findIndex(({ label: from }) => from === "0.4") % 4, areBins: true },
      ),
      yAxis: valueAxis((value) => percent(value, 0)),
      series: [
        {
          ...bars(
            bins.map(({ share }) => share),
            colours.tiers[code]!,
          ),
          barCategoryGap: "12%",
        },
        expectedTicks(
          bins.map(({ expected }) => expected),
          { reach: 0.5 },
        ),
        verticalLine(at70 - 0.5),
      ],
    }),
  };
}
