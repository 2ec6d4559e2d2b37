// A figure of the report: drawings of one claim, what is expected beside what is observed, and a caption that says in words and
// numbers what is seen. Draws nothing itself.

import type { EChartsCoreOption } from "echarts/core";
import type { Governance } from "../../checks/schemas.ts";
import type { RuleId } from "../../rules/index.ts";
import type { World } from "../../rules/world.ts";
import type { RunReport } from "../schemas.ts";
import { Markup, markup } from "./markup.ts";
import type { DrawingBoard } from "./svg.ts";
import { checksMark } from "./verdict-mark.ts";
import { countsOfRules } from "./verdicts.ts";

/** What figures are drawn from. */
export interface Subject {
  readonly report: RunReport;
  /** What the run's spec declares. */
  readonly world: World;
  readonly governance: Governance | undefined;
}

/** In the pixels of a drawing; it scales with the page. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Panel {
  /** Above the drawing; absent where the figure's title says it. */
  readonly title?: string;
  /** What is seen, in a sentence, for who cannot see it. */
  readonly label: string;
  /** Where it is not the usual one of the figure's shape. */
  readonly height?: number;
  readonly draw: (size: Size) => EChartsCoreOption;
}

export type Shape = "full" | "half" | "third";

export interface LegendEntry {
  /** A class of style.ts that shows the mark. */
  readonly mark: string;
  readonly text: string;
}

export interface Figure {
  /** Letters and dashes, unique on the page. */
  readonly id: string;
  readonly title: string;
  /** Whose verdicts stand beside the title. */
  readonly rules: readonly RuleId[];
  /** Panels of a third's width stand three in a row; one of full or half a width stands alone. */
  readonly shape: Shape;
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendEntry[];
  /** What is seen, in words with numbers. */
  readonly caption: string;
  /** Where the numbers are to be had. */
  readonly links?: readonly Link[];
}

export interface Link {
  readonly text: string;
  readonly href: string;
}

export const expectedMark: LegendEntry = { mark: "line", text: "expected" };
export const bandMark: LegendEntry = { mark: "band", text: "where 95 % of clean runs lie" };
export const observedMark: LegendEntry = { mark: "bar", text: "observed" };

/** Drawn twice where a wide drawing would not be readable on a phone. */
const sizes: Readonly<Record<Shape, { readonly wide: Size; readonly narrow?: Size }>> = {
  full: { wide: { width: 1080, height: 330 }, narrow: { width: 344, height: 280 } },
  half: { wide: { width: 524, height: 280 }, narrow: { width: 344, height: 260 } },
  third: { wide: { width: 344, height: 230 } },
};

/** A figure as it stands on the page. */
export function figureMarkup(figure: Figure, governance: Governance | undefined, board: DrawingBoard): Markup {
  const { id, title, rules, shape, panels, legend, caption, links = [] } = figure;
  return markup`<figure id="${id}" class="${shape}" aria-labelledby="${id}-title">
<header><h3 id="${id}-title">${title}</h3>${figureVerdict(rules, governance)}${linkList(title, links)}</header>
<div class="panels">${panels.map((panel, index) => panelMarkup(panel, `${id}-${index}`, shape, board))}</div>
<ul class="legend">${legend.map(({ mark, text }) => markup`<li><i class="${mark}"></i>${text}</li>`)}</ul>
<figcaption>${caption}</figcaption>
</figure>
`;
}

/** Links beside a title; screen readers hear what they are of. */
export function linkList(title: string, links: readonly Link[]): Markup | undefined {
  if (links.length === 0) return undefined;
  const items = links.map(({ text, href }) => markup` <a href="${href}" aria-label="${title} as ${text}">${text}</a>`);
  return markup`<span class="links">${items}</span>`;
}

function panelMarkup({ title, label, draw, height }: Panel, id: string, shape: Shape, board: DrawingBoard): Markup {
  const { wide, narrow } = sizes[shape];
  const drawing = (usual: Size, suffix: string): Markup => {
    const size = { width: usual.width, height: height ?? usual.height };
    return new Markup(board.svgOf({ option: draw(size), ...size, label, id: `${id}${suffix}` }));
  };
  const heading = title === undefined ? undefined : markup`<h4>${title}</h4>`;
  if (narrow === undefined) return markup`<div class="panel">${heading}${drawing(wide, "")}</div>`;
  return markup`<div class="panel">${heading}<div class="wide">${drawing(wide, "-w")}</div><div class="narrow">${drawing(narrow, "-n")}</div></div>`;
}

function figureVerdict(rules: readonly RuleId[], governance: Governance | undefined): Markup | undefined {
  if (governance === undefined || rules.length === 0) return undefined;
  const found = countsOfRules(rules, governance);
  if (found.verdict === undefined) return undefined;
  return markup`<a class="chip" href="#rule-${rules[0]}">${checksMark(found)}</a>`;
}
