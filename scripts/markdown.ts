// Small pieces of Markdown: tables, links to headings, lists in a sentence. Holds no text of any document.

/** A table; cells may hold Markdown, and a vertical bar in one is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** A link to the heading of the same name, as GitHub names its anchors. */
export function headingLink(heading: string, text = heading): string {
  return `[${text}](#${heading.toLowerCase().replaceAll(" ", "-")})`;
}

/** Paragraphs, tables and headings with an empty line between each two, and a line feed at the end. */
export function document(...blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

/** A number as a reader writes it: 65,536. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}
