// Records of text as they stand in an SQLite file, each after its size and its key: together the cell of a table. Format:
// https://www.sqlite.org/fileformat2.html#record_format. It knows no pages.

/** Serial types: a text of n bytes is 2n + 13. */
const [nullType, fourByteType, textType] = [0, 4, 13];
/** Numbers take seven bits a byte; the highest bit says that there is more. */
const beyondSevenBits = 128;

/** Bytes that a text of so many takes in a record, with its type. */
export function textSize(bytes: number): number {
  return bytes + numberSize(2 * bytes + textType);
}

/** Bytes of a record before its texts: those of the size of its types and of the key, which is null there. */
export const emptyRecordSize = 2;

/** Bytes of a cell whose record has so many. */
export function cellSize(recordSize: number, key: number): number {
  return numberSize(recordSize) + numberSize(key) + recordSize;
}

export function numberSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= beyondSevenBits; rest = Math.floor(rest / beyondSevenBits)) size++;
  return size;
}

/** Where the number ends. */
export function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  if (value < beyondSevenBits) {
    bytes[start] = value;
    return start + 1;
  }
  const end = start + numberSize(value);
  let rest = value;
  for (let at = end - 1; at >= start; at--) {
    bytes[at] = (rest % beyondSevenBits) | (at === end - 1 ? 0 : beyondSevenBits);
    rest = Math.floor(rest / beyondSevenBits);
  }
  return end;
}

/** Writes the cell of texts with so many bytes each as characters; false, with nothing of use written, when one is not ASCII. */
export function writeAsciiCell(
  bytes: Uint8Array,
  start: number,
  recordSize: number,
  key: number,
  texts: readonly string[],
  count: number,
): boolean {
  let at = startCell(bytes, start, recordSize, key);
  const header = at;
  bytes[at + 1] = nullType;
  at += emptyRecordSize;
  for (let index = 0; index < count; index++) {
    at = writeNumber(bytes, at, 2 * (texts[index] as string).length + textType);
  }
  bytes[header] = at - header;
  let seen = 0;
  for (let index = 0; index < count; index++) {
    const text = texts[index] as string;
    const { length } = text;
    for (let position = 0; position < length; position++) {
      const code = text.charCodeAt(position);
      seen |= code;
      bytes[at++] = code;
    }
  }
  return seen < beyondSevenBits;
}

/** Writes the cell of texts in UTF-8. */
export function writeCell(
  bytes: Uint8Array,
  start: number,
  recordSize: number,
  key: number,
  texts: readonly Uint8Array[],
): void {
  const header = startCell(bytes, start, recordSize, key);
  bytes[header + 1] = nullType;
  let at = header + emptyRecordSize;
  for (const text of texts) at = writeNumber(bytes, at, 2 * text.length + textType);
  bytes[header] = at - header;
  for (const text of texts) {
    bytes.set(text, at);
    at += text.length;
  }
}

/** The cell of the catalogue for a table that begins on page `root`. */
export function catalogueCell(table: string, root: number, sql: string): Buffer {
  const [kind, name, statement] = ["table", table, sql].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
  const place = Buffer.alloc(4);
  place.writeUInt32BE(root);
  const texts = [kind, name, name, place, statement];
  const types = texts.flatMap((text) => varint(text === place ? fourByteType : 2 * text.length + textType));
  const record = Buffer.concat([Buffer.from([types.length + 1, ...types]), ...texts]);
  return Buffer.concat([Buffer.from([...varint(record.length), 1]), record]);
}

function varint(value: number): number[] {
  const bytes = new Uint8Array(numberSize(value));
  writeNumber(bytes, 0, value);
  return [...bytes];
}

function startCell(bytes: Uint8Array, start: number, recordSize: number, key: number): number {
  return writeNumber(bytes, writeNumber(bytes, start, recordSize), key);
}
