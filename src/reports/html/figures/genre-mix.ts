// Figure of the genre mix, in content and in usage.

import { genres } from "../../../datasets.ts";
import { genreQuotas } from "../../../rules/genre-mix.ts";
import { colours } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Subject } from "../figure.ts";
import { whole } from "../words.ts";
import { independentShare } from "./independent-share.ts";
import { type NamedShare, sharePanel, sharesInWords, sharesOf } from "./share-panel.ts";

/** Of each of two panels that lie one over the other. */
const panelHeight = 122;

/** Undefined when the run lacks content. */
export function genreFigure({ report, world }: Subject): Figure | undefined {
  const mix = world.behaviour["genre-mix"];
  const quotas = genreQuotas(mix, world.content);
  const titles = sharesOf(report.datasets.content?.categories["genre"], genres, (genre, rows) => {
    const share = quotas[genres.indexOf(genre)]! / rows;
    return { expected: share, low: share, high: share };
  });
  const sessions = sharesOf(report.datasets.usage_logs?.categories["genre"], genres, (genre, rows) =>
    independentShare(mix[genre], rows),
  );
  if (titles.length === 0) return undefined;
  const shown = [
    { title: "Titles", shares: titles },
    { title: "Sessions", shares: sessions },
  ].filter(({ shares }) => shares.length > 0);
  const sentences = shown.map(
    ({ title, shares }) => `Of ${whole(rowsOf(shares))} ${title.toLowerCase()}: ${sharesInWords(shares)}.`,
  );
  return {
    id: "genre-mix",
    title: "Genre mix",
    rules: ["genre-mix"],
    shape: "half",
    legend: [observedMark, expectedMark, bandMark],
    caption: `${sentences.join(" ")} Expected shares in brackets; those of titles are exact quotas.`,
    panels: shown.map(({ title, shares }) => sharePanel(title, shares, colours.genres, panelHeight)),
  };
}

function rowsOf(shares: readonly NamedShare[]): number {
  return shares.reduce((sum, { count }) => sum + count, 0);
}
