// Calendar days as ten ASCII bytes, `YYYY-MM-DD`, made once a day and copied from then on.

const millisecondsADay = 86_400_000;
/** 1900-01-01 and 2200-01-01 as day numbers: every date of every world lies between. */
const firstDay = -25_567;
const lastDay = 84_006;
const width = 10;

const text = new Uint8Array((lastDay - firstDay) * width);

/** Writes the date of a day number; returns the position after it. Throws RangeError outside 1900..2199. */
export function putDate(bytes: Uint8Array, position: number, day: number): number {
  if (!(day >= firstDay && day < lastDay)) throw new RangeError(`day ${day} lies outside 1900..2199`);
  const from = (day - firstDay) * width;
  if (text[from] === 0) {
    const date = new Date(day * millisecondsADay).toISOString();
    for (let place = 0; place < width; place++) text[from + place] = date.charCodeAt(place);
  }
  for (let place = 0; place < width; place++) bytes[position + place] = text[from + place] as number;
  return position + width;
}
