// The Prefer header, RFC 7240: only `wait` means something here.

/** The longest wait that is granted, in seconds. */
export const longestWait = 60;

/** Seconds that the client would wait for an answer, at most `longestWait`; 0 without a readable `wait`. */
export function waitSeconds(prefer: string | undefined): number {
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d+)"?\s*(?:$|[,;])/i.exec(prefer ?? "");
  return Math.min(Number(match?.[1] ?? 0), longestWait);
}
