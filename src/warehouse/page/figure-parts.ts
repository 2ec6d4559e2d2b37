// What the figures of the analytics page share. Draws nothing.

import type { Figure, Link } from "../../reports/html/figure.ts";

/** Links to the numbers of a figure. */
export function linksTo(path: string): Link[] {
  const separator = path.includes("?") ? "&" : "?";
  return (["JSON", "CSV"] as const).map((text) => ({
    text,
    href: `/analytics/${path}${separator}format=${text.toLowerCase()}`,
  }));
}

/** A figure of counts: no rule's verdict stands beside it. */
export const plainFigure = { rules: [], legend: [] } as const satisfies Partial<Figure>;
