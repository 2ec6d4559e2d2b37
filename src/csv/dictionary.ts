// Values that recur in a column, quoted and encoded once when a table is built. No I/O.

/** Quotes a field as RFC 4180 wants it, only where needed. */
export function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Encoded values by code: value `c` is `bytes[offsets[c] .. offsets[c + 1])`. */
export interface Dictionary {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export function dictionary(values: readonly string[]): Dictionary {
  const encoded = values.map((value) => Buffer.from(csvField(value), "utf8"));
  const offsets = new Uint32Array(values.length + 1);
  encoded.forEach((bytes, code) => {
    offsets[code + 1] = (offsets[code] as number) + bytes.length;
  });
  return { bytes: new Uint8Array(Buffer.concat(encoded)), offsets };
}
