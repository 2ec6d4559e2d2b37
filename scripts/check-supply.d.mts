// The types of check-supply.mjs, for its tests.

type Explanations = Readonly<Record<string, string>>;

export function versionFaults(manifest: object): string[];
export function integrityFaults(lock: object): string[];
export function isAllowed(licence: unknown, allowed: readonly string[]): boolean;
export function licenceFaults(lock: object, rules: { allowed: readonly string[]; exceptions: Explanations }): string[];
export function scriptFaults(lock: object, explained: Explanations): string[];
export function approvalFaults(manifest: object, explained: Explanations): string[];
export function advisoryFaults(answer: object, explained: Explanations): string[];
