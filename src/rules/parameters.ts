// The kinds of parameter a rule card declares, and what follows from a declaration: the merge of an override over the
// default, and the override with everything equal to the default dropped. Its JSON schema is made in src/spec.

interface ParameterText {
  /** Unit of the numbers, for example `probability` or `sessions a weekday`. */
  readonly unit: string;
  readonly meaning: string;
  /** Where the default comes from. */
  readonly source: string;
}

interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
  readonly integer?: true;
}

export interface NumberParameter extends ParameterText, NumberBounds {
  readonly kind: "number";
  readonly default: number;
}

/** One number a key; a partial override keeps the other keys. */
export interface RecordParameter<K extends string = string> extends ParameterText, NumberBounds {
  readonly kind: "record";
  readonly default: Readonly<Record<K, number>>;
}

/** One fixed-length list of numbers a key; a list is replaced whole. */
export interface ListsParameter<K extends string = string> extends ParameterText, NumberBounds {
  readonly kind: "lists";
  readonly default: Readonly<Record<K, readonly number[]>>;
}

export type Parameter = NumberParameter | RecordParameter | ListsParameter;
export type Parameters = Readonly<Record<string, Parameter>>;

type Widened<D> = D extends number
  ? number
  : { readonly [K in keyof D]: D[K] extends number ? number : readonly number[] };
/** The resolved values of a card's parameters. */
export type ParameterValues<P extends Parameters> = { readonly [N in keyof P]: Widened<P[N]["default"]> };
/** What a request may say about them. */
export type ParameterOverrides<P extends Parameters> = {
  readonly [N in keyof P]?: Widened<P[N]["default"]> extends number ? number : Partial<Widened<P[N]["default"]>>;
};

/** Parameter values as a tree of numbers. */
export type Json = number | readonly number[] | { readonly [key: string]: Json };

/** The defaults of all parameters. */
export function defaultValues<P extends Parameters>(parameters: P): ParameterValues<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as ParameterValues<P>;
}

/** The defaults with an override laid over them, key by key; lists are replaced whole. */
export function mergedValues(defaults: Json, override: Json | undefined): Json {
  if (override === undefined) return defaults;
  if (!isTree(defaults) || !isTree(override)) return override;
  return Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, mergedValues(value, override[key])]));
}

/** The part of an override that differs from the defaults, keys sorted; undefined when nothing does. */
export function differingOverride(defaults: Json, override: Json | undefined): Json | undefined {
  if (override === undefined) return undefined;
  if (!isTree(defaults) || !isTree(override)) {
    return JSON.stringify(defaults) === JSON.stringify(override) ? undefined : override;
  }
  const kept: Record<string, Json> = {};
  for (const key of Object.keys(override).sort()) {
    const part = differingOverride(defaults[key] as Json, override[key]);
    if (part !== undefined) kept[key] = part;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function isTree(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && !Array.isArray(value);
}
