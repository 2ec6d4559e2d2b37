// The report as one page that asks for nothing: no script, no request, its style and drawings within it.

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Governance, GovernanceEntry } from "../../checks/schemas.ts";
import type { World } from "../../rules/world.ts";
import type { Manifest } from "../../storage/manifest.ts";
import type { RunReport } from "../schemas.ts";
import { checksTable } from "./checks-table.ts";
import { type Figure, figureMarkup, type Subject } from "./figure.ts";
import { dailySessions } from "./figures/daily-sessions.ts";
import { delayFigure } from "./figures/delays.ts";
import { driftFigure } from "./figures/drift.ts";
import { genreFigure } from "./figures/genre-mix.ts";
import { homeFigure } from "./figures/homes.ts";
import { hourFigure } from "./figures/hours.ts";
import { flowFigure, signupFigure } from "./figures/months.ts";
import { popularityFigure } from "./figures/popularity.ts";
import { recency } from "./figures/recency.ts";
import { sessionsADay } from "./figures/sessions-a-day.ts";
import { tierFigure } from "./figures/tiers.ts";
import { watchingFigures } from "./figures/watching.ts";
import { weekend } from "./figures/weekend.ts";
import { demandsList, judgementCard, provenance, runFacts } from "./first-screen.ts";
import { Markup, markup } from "./markup.ts";
import { styleSheet } from "./style.ts";
import { DrawingBoard } from "./svg.ts";
import { bytes, whole } from "./words.ts";

export interface ReportPage {
  readonly manifest: Manifest;
  readonly report: RunReport;
  /** What the manifest's spec declares. */
  readonly world: World;
  /** Undefined when nothing was judged. */
  readonly governance: Governance | undefined;
  /** Kept verdicts of runs of the same model version, this one's among them; parameters may differ, and so may what was expected. */
  readonly history: readonly GovernanceEntry[];
}

/** The whole page as HTML. The same input gives the same bytes. Lets other work run between its figures. */
export async function reportPage({ manifest, report, world, governance, history }: ReportPage): Promise<string> {
  const figures = figuresOf({ report, world, governance }, history);
  const drawn = await drawnFigures(figures, governance);
  const present = new Set(figures.map(({ id }) => id));
  const { spec } = manifest;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mockbuster report: seed ${spec.seed}, ${spec.asOf}, ${whole(spec.customers)} customers</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
<a class="skip" href="#figures">To the figures</a>
<main>
<header class="masthead"><h1>What the data says, and whether it holds</h1><p>mockbuster report</p></header>
${provenance(manifest)}<div class="overview">
${judgementCard(governance)}${runFacts(manifest)}</div>
<h2 id="demands">What was promised</h2>
${demandsList(governance, present)}<h2 id="figures">Observed and expected</h2>
<p class="soft">Every observation is counted in the written files; every expectation follows from the declared parameters alone.</p>
<div class="figures">
${drawn}</div>
${checksSection(governance)}${filesSection(manifest)}</main>
<footer><p>Made by mockbuster from <code>${manifest.run}</code>. This page holds all it shows: it can be saved, sent and printed.</p></footer>
</body>
</html>
`;
  return page.text;
}

async function drawnFigures(figures: readonly Figure[], governance: Governance | undefined): Promise<Markup[]> {
  const board = new DrawingBoard();
  const drawn: Markup[] = [];
  try {
    for (const figure of figures) {
      drawn.push(figureMarkup(figure, governance, board));
      await nextTurn();
    }
  } finally {
    board.close();
  }
  return drawn;
}

function figuresOf(subject: Subject, history: readonly GovernanceEntry[]): Figure[] {
  const figures = [
    ...dailyFigures(subject),
    hourFigure(subject),
    genreFigure(subject),
    tierFigure(subject),
    ...watchingFigures(subject),
    popularityFigure(subject),
    delayFigure(subject),
    signupFigure(subject),
    flowFigure(subject),
    homeFigure(subject),
    driftFigure(subject.governance, history),
  ];
  return figures.filter((figure) => figure !== undefined);
}

function dailyFigures(subject: Subject): Figure[] {
  const sessions = dailySessions(subject);
  if (sessions === undefined || sessions.total === 0) return [];
  return [sessionsADay(subject, sessions), weekend(subject, sessions), recency(subject, sessions)];
}

function checksSection(governance: Governance | undefined): Markup | undefined {
  if (governance === undefined) return undefined;
  return markup`<h2 id="checks">All checks</h2>
<p class="soft">A check fails when the observation lies further from the expectation than the tolerance and chance together. The smallest detectable deviation is what so many rows would reveal; where it exceeds the deviation that matters, the check is undecided.</p>
${checksTable(governance)}`;
}

function filesSection({ datasets }: Manifest): Markup {
  const rows = datasets.map(
    (entry) =>
      markup`<tr><th scope="row">${entry.file}</th><td class="number">${whole(entry.rows)}</td><td class="number">${bytes(entry.bytes)}</td><td><code>${entry.sha256}</code></td></tr>
`,
  );
  return markup`<h2 id="files">Files</h2>
<div class="scroll" role="region" aria-labelledby="files" tabindex="0"><table>
<thead><tr><th scope="col">File</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Bytes</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${rows}</tbody></table></div>
`;
}
