// The analytics page: what the warehouse says, in charts. It holds all it shows, as the report does, and shares its look.

import { setImmediate as nextTurn } from "node:timers/promises";
import { figureMarkup } from "../../reports/html/figure.ts";
import { Markup, markup } from "../../reports/html/markup.ts";
import { styleSheet } from "../../reports/html/style.ts";
import { DrawingBoard } from "../../reports/html/svg.ts";
import { whole } from "../../reports/html/words.ts";
import { type Measure, numberOf, type PageContents } from "./contents.ts";
import { figuresOf } from "./figures.ts";
import { retentionFigure, shadeCount } from "./retention-table.ts";

/** The whole page as HTML. Lets other work run between its figures. */
export async function analyticsPage(contents: PageContents): Promise<string> {
  const { asOf } = contents.facts;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mockbuster analytics: ${asOf}</title>
<style>${new Markup(styleSheet + ownStyle)}</style>
</head>
<body>
<a class="skip" href="#figures">To the figures</a>
<main>
<header class="masthead"><h1>What happened on the platform</h1><p>mockbuster analytics</p></header>
${sourceOf(contents)}${totals(contents)}<h2 id="figures">Usage and subscriptions</h2>
<p class="soft">Counted in the warehouse, in SQL. Every figure's numbers can be had as JSON or CSV.</p>
<div class="figures">
${await drawn(contents)}${retentionFigure(contents)}</div>
</main>
<footer><p><a href="/">Console</a> · <a href="/report">Report of the published run</a> · <a href="/docs">All questions and their parameters</a>. This page holds all it shows: it can be saved, sent and printed.</p></footer>
</body>
</html>
`;
  return page.text;
}

function sourceOf({ facts }: PageContents): Markup {
  const { run, job, loadedAt } = facts;
  const source = run === null ? "files from elsewhere" : markup`run <code>${run}</code>`;
  const jobLink = job === null ? undefined : markup` (<a href="/jobs/${job}">its job</a>)`;
  return markup`<p class="provenance">From ${source}${jobLink}, loaded ${loadedAt.slice(0, 16).replace("T", " ")} UTC.</p>
`;
}

function totals({ facts, measures, months }: PageContents): Markup {
  const sum = (measured: readonly Measure[]): number => measured.reduce((total, { value }) => total + value, 0);
  const last = months.at(-1);
  const items: readonly (readonly [string, string])[] = [
    ["As-of date", facts.asOf],
    ["Sessions from", measures.dau[0]?.segment ?? "none"],
    ["Sessions", whole(sum(measures.sessions))],
    ["Hours watched", whole(sum(measures.minutes) / 60)],
    ["Customers who watched in 30 days", whole(measures.mau.at(-1)?.value ?? 0)],
    ["Subscribers", whole(numberOf(last?.["active"]))],
  ];
  return markup`<section class="card" aria-label="In short"><dl class="facts totals">${items.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></section>
`;
}

async function drawn(contents: PageContents): Promise<Markup[]> {
  const board = new DrawingBoard();
  const figures: Markup[] = [];
  try {
    for (const figure of figuresOf(contents)) {
      figures.push(figureMarkup(figure, undefined, board));
      await nextTurn();
    }
  } finally {
    board.close();
  }
  return figures;
}

/** As strong as text on it stays easy to read. */
const strongestShade = 0.55;
const shades = Array.from(
  { length: shadeCount },
  (_, shade) =>
    `.shade-${shade} { background: rgba(var(--heat), ${((strongestShade * shade) / (shadeCount - 1)).toFixed(2)}); }`,
).join("\n");

const ownStyle = `
:root { --heat: 63, 127, 184; }
@media (prefers-color-scheme: dark) { :root { --heat: 93, 158, 214; } }
@media print {
  :root { --heat: 63, 127, 184; }
  .cohorts td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
main > .card { margin-top: 14px; }
.facts.totals { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.links { display: inline-flex; gap: 10px; font-size: 0.86rem; }
.legend:empty { display: none; }
.legend .dau { background: var(--observed); height: 2px; }
.legend .wau { background: var(--standard); height: 2px; }
.legend .mau { background: var(--premium); height: 2px; }
.legend .movie { background: var(--movie); width: 12px; }
.legend .music { background: var(--music); width: 12px; }
.legend .podcast { background: var(--podcast); width: 12px; }
.legend .standard { background: var(--standard); width: 12px; }
.legend .churn { background: var(--churn); width: 12px; }
.cohorts { margin-top: 0; border-radius: 6px; }
.cohorts table { font-size: 0.76rem; }
.cohorts th, .cohorts td { padding: 3px 6px; white-space: nowrap; }
.cohorts td.number { text-align: center; border: 1px solid var(--card); }
.cohorts thead th.number { text-align: center; }
.cohorts tbody th { font-weight: 600; position: sticky; left: 0; background: var(--card); }
${shades}
@media print {
  .cohorts table { font-size: 6pt; }
  .cohorts th, .cohorts td { padding: 1px 2px; }
}
`;
