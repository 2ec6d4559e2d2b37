// Takes a text of whole lines apart into CSV rows: RFC 4180 with LF or CRLF, physical line numbers, the exact text of each row. What
// a field means, and what becomes of a row that does not fit, is not known here.

/** One row, valid until the next is read: the object and its array are used again. */
export interface SourceRow {
  /** Physical line on which the row begins; the header is line 1. */
  line: number;
  /** Unquoted. May hold more from an earlier row: the first `fieldCount` are this one's. */
  readonly fields: string[];
  fieldCount: number;
  /** What keeps the row from being CSV; undefined when nothing does. */
  fault: string | undefined;
  /** The row as it stands in the file, without its line break. */
  readonly raw: () => string;
}

const [lineFeed, carriageReturn, quote, comma] = [10, 13, 34, 44];
const nowhere = Number.MAX_SAFE_INTEGER;

export class RowText {
  readonly row: SourceRow = { line: 1, fields: [], fieldCount: 0, fault: undefined, raw: () => this.#raw() };
  /** Physical line of the next row. */
  #line = 1;
  #text = "";
  /** Where the next ones stand in the text: looked for once each, however the rows are made. */
  #nextComma = -1;
  #nextQuote = -1;
  #rowStart = 0;
  #rowEnd = 0;

  get line(): number {
    return this.#line;
  }

  /**
   * Calls `onRow` for each row of the text, which ends with a line feed; the number of characters read. What is left
   * begins a row that goes on beyond the text, in quotes.
   */
  read(text: string, onRow: (row: SourceRow) => void): number {
    this.#text = text;
    this.#nextComma = this.#nextQuote = -1;
    let position = 0;
    while (position < text.length) {
      const next = this.#readRow(position);
      if (next < 0) break;
      onRow(this.row);
      position = next;
    }
    return position;
  }

  /** The position after the row at `position`, or -1 where the text ends before it does. */
  #readRow(position: number): number {
    const text = this.#text;
    this.row.line = this.#line;
    this.row.fault = undefined;
    const lineEnd = text.indexOf("\n", position);
    if (this.#nextQuote < position) this.#nextQuote = orNowhere(text.indexOf('"', position));
    return this.#nextQuote < lineEnd ? this.#readQuoted(position) : this.#readPlain(position, lineEnd);
  }

  /** A row on one line without quotes: nearly every row there is. */
  #readPlain(position: number, lineEnd: number): number {
    const text = this.#text;
    const { fields } = this.row;
    const end = withoutReturn(text, position, lineEnd);
    let [start, count] = [position, 0];
    for (;;) {
      if (this.#nextComma < start) this.#nextComma = orNowhere(text.indexOf(",", start));
      if (this.#nextComma >= end) break;
      fields[count++] = text.substring(start, this.#nextComma);
      start = this.#nextComma + 1;
    }
    fields[count++] = text.substring(start, end);
    this.#line++;
    return this.#finish(position, end, lineEnd, count);
  }

  #readQuoted(position: number): number {
    const text = this.#text;
    const { row } = this;
    let [at, count] = [position, 0];
    for (;;) {
      const isQuoted = text.charCodeAt(at) === quote;
      const closing = isQuoted ? closingQuote(text, at + 1) : at;
      if (closing < 0) return -1;
      const rest = isQuoted ? closing + 1 : at;
      const separator = nextSeparator(text, rest);
      const isLast = text.charCodeAt(separator) === lineFeed;
      const end = isLast ? withoutReturn(text, rest, separator) : separator;
      const after = text.substring(rest, end);
      if (isQuoted && after !== "") row.fault ??= `field ${count + 1} goes on after its closing quote`;
      if (!isQuoted && after.includes('"')) row.fault ??= `field ${count + 1} has a quote but does not begin with one`;
      row.fields[count++] = isQuoted ? text.substring(at + 1, closing).replaceAll('""', '"') : after;
      at = separator + 1;
      if (!isLast) continue;
      this.#line += lineFeedsIn(text, position, at);
      return this.#finish(position, end, separator, count);
    }
  }

  #finish(start: number, end: number, lineEnd: number, fieldCount: number): number {
    this.#rowStart = start;
    this.#rowEnd = end;
    this.row.fieldCount = fieldCount;
    return lineEnd + 1;
  }

  #raw(): string {
    return this.#text.slice(this.#rowStart, this.#rowEnd);
  }
}

function orNowhere(index: number): number {
  return index < 0 ? nowhere : index;
}

/** The end of a row whose line feed stands at `lineEnd`: a carriage return before it belongs to the line break. */
function withoutReturn(text: string, start: number, lineEnd: number): number {
  return lineEnd > start && text.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
}

/** The quote that closes a field; -1 when it is not in the text. Two quotes in a row stand for one. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === quote) at = text.indexOf('"', at + 2);
  return at;
}

/** The next comma or line feed; there is one, since the text ends with a line feed. A loop, since either may be far away. */
function nextSeparator(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code !== comma && code !== lineFeed; code = text.charCodeAt(at)) at++;
  return at;
}

function lineFeedsIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
