// Numbers as they stand in the words of a claim. Holds no claim.

/** `50 %`, to two decimals at most. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

/** To so many decimals at most. */
export function rounded(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** `0.7512`, as completions are written; `tenThousandths` may have a fraction. */
export function fourDecimals(tenThousandths: number): string {
  return (tenThousandths / 10_000).toFixed(4);
}
