// Records of one value a name: a tier, a genre, a region. Holds no model.

/** The value of each name, in order; the index is the name's code. */
export function valuesByName<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name, code: number) => Value,
): Record<Name, Value> {
  // Every name is given its value here, which the type of fromEntries cannot say.
  return Object.fromEntries(names.map((name, code) => [name, value(name, code)])) as Record<Name, Value>;
}

export function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
