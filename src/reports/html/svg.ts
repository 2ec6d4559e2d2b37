// Charts as inline SVG by ECharts' server-side renderer. Colours are names of the page's CSS variables, so that the same
// drawing serves light, dark and print. Knows no report.

import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escaped } from "./markup.ts";

use([BarChart, CustomChart, LineChart, ScatterChart]);
use([GridComponent, TitleComponent, SVGRenderer]);

export interface Drawing {
  readonly option: EChartsCoreOption;
  /** In the pixels of its own coordinates; on the page it scales. */
  readonly width: number;
  readonly height: number;
  /** What is seen, for who cannot see it. */
  readonly label: string;
  /** Unique on the page: letters, digits and dashes. */
  readonly id: string;
}

/** Draws the charts of a page one after the other; a chart of a size is set up once, which is a good part of its cost. */
export class DrawingBoard {
  readonly #charts = new Map<string, EChartsType>();

  /** The chart as an `svg` element of no fixed size, without script, style or anything that hangs on other charts. */
  svgOf({ option, width, height, label, id }: Drawing): string {
    const size = `${width} x ${height}`;
    const chart = this.#charts.get(size) ?? init(null, null, { renderer: "svg", ssr: true, width, height });
    this.#charts.set(size, chart);
    chart.clear();
    chart.setOption({ animation: false, ...option });
    return standalone(chart.renderToSVGString(), width, height, label, id);
  }

  /** Undisposed charts keep the process running. */
  close(): void {
    for (const chart of this.#charts.values()) chart.dispose();
    this.#charts.clear();
  }
}

function standalone(svg: string, width: number, height: number, label: string, id: string): string {
  const body = svg
    .replace(/^<svg[^>]*>/, "")
    .replace(/<style\b[\s\S]*?<\/style>/g, "")
    // The background; the page has one.
    .replace(/^\s*<rect [^>]*fill="none"[^>]*><\/rect>/, "")
    .replace(/ (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, "")
    .replace(/font-family:[^;"]*;?/g, "")
    .replace(/<defs ?>\s*<\/defs>/, "")
    // Ids that count the charts of the process would differ from page to page.
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/>\s+</g, "><");
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">`;
  return `${open}${body.trim()}`;
}
