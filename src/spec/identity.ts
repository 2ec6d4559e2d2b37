// What a spec hangs together with: its job's id, its world's id, and the world itself.

import { createHash } from "node:crypto";
import { behaviourWith } from "../rules/index.ts";
import { modelVersion } from "../rules/model-version.ts";
import { dayNumber, type World } from "../rules/world.ts";
import type { Spec } from "./spec.ts";

type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

/** JSON with the keys of every object sorted. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as Json)).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item as Json)}`).join(",")}}`;
}

function idOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex").slice(0, 32);
}

/** 32 hex digits of the digest of (canonical spec, model version). */
export function jobIdOf(spec: Spec, version = modelVersion): string {
  return idOf({ spec: spec as unknown as Json, modelVersion: version });
}

/** As an id of a job, of the ingest of a run. */
export function ingestIdOf(run: string): string {
  return idOf(["ingest", run]);
}

/** The same of everything but the datasets asked for: two runs' files fit together iff this is equal. */
export function worldIdOf(spec: Spec, version = modelVersion): string {
  const { datasets: _, ...rest } = spec;
  return idOf({ world: rest as unknown as Json, modelVersion: version });
}

export function worldOf(spec: Spec): World {
  return {
    seed: spec.seed,
    anchorDay: dayNumber(spec.anchor),
    asOfDay: dayNumber(spec.asOf),
    customers: spec.customers,
    content: spec.content,
    behaviour: behaviourWith(spec.behaviour),
  };
}
