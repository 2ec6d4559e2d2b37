// Numbers as ASCII digits, four at a time. The stores are little-endian words into a chunk's view; the caller has made room.

const four = 10_000;
const zero = 48;

/** The four digits of 0..9999 as one little-endian word: stored at p, the thousands stand at p. */
export const fourDigits = Int32Array.from({ length: four }, (_, number) => {
  const text = String(number).padStart(4, "0");
  return Buffer.from(text, "latin1").readUInt32LE(0);
});

/** Writes nine digits at `position`: the first as a number, the two groups of four behind it as words of `fourDigits`. */
export function putNineDigits(view: DataView, position: number, first: number, middle: number, last: number): void {
  view.setUint8(position, zero + first);
  view.setUint32(position + 1, middle, true);
  view.setUint32(position + 5, last, true);
}

/** Writes exactly seven digits of 0..9,999,999 at `position`, and whatever stood at `position - 1` again. */
export function putSevenDigits(view: DataView, position: number, number: number): void {
  const top = (number / four) | 0;
  const before = view.getUint8(position - 1);
  view.setUint32(position - 1, fourDigits[top] as number, true);
  view.setUint8(position - 1, before);
  view.setUint32(position + 3, fourDigits[number - top * four] as number, true);
}

/** Writes an integer of 0..9999 without leading zeros; returns the position after it. May write three bytes beyond. */
export function putSmall(view: DataView, position: number, number: number): number {
  const length = number < 100 ? (number < 10 ? 1 : 2) : number < 1000 ? 3 : 4;
  view.setUint32(position, (fourDigits[number] as number) >>> (32 - 8 * length), true);
  return position + length;
}

/** Writes an integer >= 0 without leading zeros; returns the position after it. */
export function putInteger(bytes: Uint8Array, position: number, number: number): number {
  let end = position + 1;
  for (let left = Math.floor(number / 10); left > 0; left = Math.floor(left / 10)) end++;
  for (let place = end - 1, left = number; place >= position; place--) {
    const next = Math.floor(left / 10);
    bytes[place] = zero + left - next * 10;
    left = next;
  }
  return end;
}

/** Writes an integer >= 0 with at least `width` digits; returns the position after it. */
export function putPadded(bytes: Uint8Array, position: number, number: number, width: number): number {
  const end = position + width;
  let left = number;
  for (let place = end - 1; place >= position; place--) {
    const next = Math.floor(left / 10);
    bytes[place] = zero + left - next * 10;
    left = next;
  }
  if (left > 0) throw new RangeError(`${number} has more than ${width} digits`);
  return end;
}

const powersOfTen = [1, 10, 100, 1000, 10_000];
const point = 46;
const minus = 45;

/** Writes `scaled / 10^decimals` with exactly that many decimals, 0..4; returns the position after it. */
export function putFixed(bytes: Uint8Array, position: number, scaled: number, decimals: number): number {
  let start = position;
  let magnitude = scaled;
  if (scaled < 0) {
    bytes[start++] = minus;
    magnitude = -scaled;
  }
  if (decimals === 0) return putInteger(bytes, start, magnitude);
  const scale = powersOfTen[decimals] as number;
  const whole = Math.floor(magnitude / scale);
  const end = putInteger(bytes, start, whole);
  bytes[end] = point;
  return putPadded(bytes, end + 1, magnitude - whole * scale, decimals);
}
