// Content negotiation, RFC 9110 section 12: what a client prefers of what is offered. Knows no route.

interface Preference {
  /** Lower case, without parameters. */
  readonly value: string;
  /** 0..1; 0 refuses. */
  readonly quality: number;
}

function preferences(header: string): Preference[] {
  return header
    .split(",")
    .map((element) => element.split(";").map((part) => part.trim().toLowerCase()))
    .filter(([value]) => value !== undefined && value !== "")
    .map(([value = "", ...parameters]) => ({ value, quality: qualityOf(parameters) }));
}

/** An unreadable weight counts as a refusal: a client that writes `q=much` has not asked for anything. */
function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  if (weight === undefined) return 1;
  return /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight.slice(2)) : 0;
}

/** The quality that the most specific matching range gives to a media type; 0 when none matches. */
function mediaQuality(ranges: readonly Preference[], mediaType: string): number {
  const [kind = ""] = mediaType.split("/");
  for (const range of [mediaType, `${kind}/*`, "*/*"]) {
    const found = ranges.find((preference) => preference.value === range);
    if (found !== undefined) return found.quality;
  }
  return 0;
}

/**
 * The offered media type that the Accept header prefers; the order of `offered` decides between equals, and stands
 * alone when there is no header. Undefined when the header refuses all of them.
 */
export function chooseMediaType<T extends string>(accept: string | undefined, offered: readonly T[]): T | undefined {
  if (accept === undefined || accept.trim() === "") return offered[0];
  const ranges = preferences(accept);
  let best: T | undefined;
  let bestQuality = 0;
  for (const mediaType of offered) {
    const quality = mediaQuality(ranges, mediaType);
    if (quality > bestQuality) {
      best = mediaType;
      bestQuality = quality;
    }
  }
  return best;
}

/** True when the Accept-Encoding header allows gzip and does not like the plain bytes better. */
export function prefersGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  const codings = preferences(acceptEncoding);
  const quality = (coding: string): number | undefined => codings.find(({ value }) => value === coding)?.quality;
  const gzip = quality("gzip") ?? quality("x-gzip") ?? quality("*") ?? 0;
  return gzip > 0 && gzip >= (quality("identity") ?? 0);
}
