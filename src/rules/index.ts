// Every rule card in the order of the data they shape, and the behaviour they add up to.

import { activeOnly } from "./active-only.ts";
import { completionNoise } from "./completion-noise.ts";
import { contentDuration } from "./content-duration.ts";
import { eligibility } from "./eligibility.ts";
import { genreMix } from "./genre-mix.ts";
import { hourOfDay } from "./hour-of-day.ts";
import { identity } from "./identity.ts";
import {
  defaultValues,
  differingOverride,
  type Json,
  mergedValues,
  type ParameterOverrides,
  type Parameters,
  type ParameterValues,
} from "./parameters.ts";
import { planCatalog } from "./plan-catalog.ts";
import { playbackDevice } from "./playback-device.ts";
import { recencyWindow } from "./recency-window.ts";
import { regionAndDevice } from "./region-and-device.ts";
import type { RuleCard, RuleFault } from "./rule.ts";
import { sessionRate } from "./session-rate.ts";
import { signupGrowth } from "./signup-growth.ts";
import { subscriptionLifecycle } from "./subscription-lifecycle.ts";
import { title } from "./title.ts";
import { titlePopularity } from "./title-popularity.ts";
import { watchFraction } from "./watch-fraction.ts";
import { weekendLift } from "./weekend-lift.ts";

const cards = [
  signupGrowth,
  regionAndDevice,
  identity,
  planCatalog,
  genreMix,
  contentDuration,
  title,
  eligibility,
  subscriptionLifecycle,
  activeOnly,
  sessionRate,
  weekendLift,
  recencyWindow,
  hourOfDay,
  titlePopularity,
  watchFraction,
  completionNoise,
  playbackDevice,
] as const;

type Card = (typeof cards)[number];
export type RuleId = Card["id"];

/** The values of every rule's parameters. */
export type Behaviour = { readonly [C in Card as C["id"]]: ParameterValues<C["parameters"]> };
/** What a request may override: any part of any rule's parameters. */
export type BehaviourOverrides = { readonly [C in Card as C["id"]]?: ParameterOverrides<C["parameters"]> };

/** The cards as readers see them, without the types of each one's parameters. */
export const ruleCards: readonly Omit<RuleCard<RuleId, Parameters>, "impossible">[] = cards;

export const defaultBehaviour = Object.fromEntries(
  cards.map((card) => [card.id, defaultValues<Parameters>(card.parameters)]),
) as Behaviour;

// The functions below treat parameters as trees of numbers; the casts hold because the request's schema, made from the
// same cards, has admitted no other shape.

/** The defaults, or another behaviour, with a request's overrides laid over them. */
export function behaviourWith(overrides: BehaviourOverrides, under: Behaviour = defaultBehaviour): Behaviour {
  return mergedValues(under as unknown as Json, overrides as Json) as unknown as Behaviour;
}

/** The part of the overrides that differs from the defaults, rules and parameters in alphabetical order. */
export function canonicalOverrides(overrides: BehaviourOverrides): BehaviourOverrides {
  return (differingOverride(defaultBehaviour as unknown as Json, overrides as Json) ?? {}) as BehaviourOverrides;
}

/** What cannot be although every value is within its bounds; paths begin with the rule's id. */
export function behaviourFaults(behaviour: Behaviour): RuleFault[] {
  return cards.flatMap((card) => {
    const { impossible } = card as RuleCard<RuleId, Parameters>;
    const faults = impossible?.(behaviour[card.id] as ParameterValues<Parameters>) ?? [];
    return faults.map(({ path, detail }) => ({ path: [card.id, ...path], detail }));
  });
}
