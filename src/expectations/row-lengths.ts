// How long the rows of each file are: moments of their length in bytes, from the rules' parameters and lists.

import { datasetSchemas, devices, genres, tiers } from "../datasets.ts";
import { genreQuotas } from "../rules/genre-mix.ts";
import { emailDomains, emailPart, firstNames, lastNames } from "../rules/identity.ts";
import { planCatalogue } from "../rules/plan-catalog.ts";
import { adjectives, categories, nouns, templates } from "../rules/title.ts";
import { usStates } from "../rules/us-states.ts";
import type { World } from "../rules/world.ts";
import { compound, evenly, fixed, type Moments, mixtureOf, sumOf } from "./moments.ts";
import type { SubscriberExpectation } from "./subscribers.ts";

/** Bytes of a field as it stands in a file: UTF-8, in quotes where RFC 4180 wants them. */
export function fieldBytes(text: string): number {
  const quotes = /[",\r\n]/.test(text) ? 2 + (text.match(/"/g)?.length ?? 0) : 0;
  return Buffer.byteLength(text) + quotes;
}

/** Commas and line feed of a row. */
function separators(dataset: keyof typeof datasetSchemas): number {
  return datasetSchemas[dataset].columns.length;
}

/** Digits of the numbers 1..count: their moments over all of them. */
function digitsUpTo(count: number): Moments {
  const shares: [number, Moments][] = [];
  for (let digits = 1, first = 1; first <= count; digits++, first *= 10) {
    shares.push([Math.min(count, first * 10 - 1) - first + 1, fixed(digits)]);
  }
  return mixtureOf(shares);
}

/** Names do not depend on the world; their lengths with those of their e-mail parts are worked out once. */
const nameLengths = [firstNames, lastNames].map((names) =>
  evenly(names.map((name) => fieldBytes(name) + emailPart(name).length)),
);

/** The devices' names by the weights of region-and-device. */
export function deviceLength({ behaviour }: World): Moments {
  const { deviceWeights } = behaviour["region-and-device"];
  return mixtureOf(devices.map((device) => [deviceWeights[device], fixed(device.length)]));
}

/** All rows of customers: only their names, addresses and homes vary. */
export function customerBytes(world: World): Moments {
  const region = mixtureOf(usStates.map((state) => [state.population, fixed(state.region.length)]));
  const domain = evenly(emailDomains.map((name) => name.length));
  // C and nine digits, year, state, date; two dots and an at sign.
  const constant = fixed(separators("customers") + 10 + 4 + 2 + 10 + 3);
  const row = sumOf(constant, ...nameLengths, domain, region, deviceLength(world));
  const numbers = fixed(world.customers * digitsUpTo(world.customers).mean);
  return sumOf(compound(fixed(world.customers), row), numbers);
}

/** All rows of plans, exactly. */
export function planBytes(world: World): Moments {
  const rows = planCatalogue(world.behaviour["plan-catalog"]).map(
    (plan) =>
      separators("plans") +
      `P1${plan.tier}${(plan.priceCents / 100).toFixed(2)}${plan.maxStreams}${plan.maxResolution}`.length,
  );
  return fixed(rows.reduce((sum, length) => sum + length, 0));
}

const wordLengths = [adjectives, nouns].map((words) => evenly(words.map((word) => Buffer.byteLength(word))));
/** A space and a digit: the numeral of a title that has occurred before. */
const numeralLength = 2;

/** All rows of content. */
export function contentBytes(world: World): Moments {
  const quotas = genreQuotas(world.behaviour["genre-mix"], world.content);
  const byGenre = genres.map((genre, index) => {
    const count = quotas[index]!;
    const template = evenly(templates[genre].map((words) => fieldBytes(words("", ""))));
    const possible = templates[genre].length * adjectives.length * nouns.length;
    // Titles drawn again: those beyond the distinct ones that so many draws give.
    const repeated = count - possible * -Math.expm1(count * Math.log1p(-1 / possible));
    const category = evenly(categories[genre].map(fieldBytes));
    // T and seven digits, genre, date.
    const constant = fixed(separators("content") + 8 + genre.length + 10);
    const row = sumOf(constant, template, ...wordLengths, category, minutesLength(world, genre));
    return sumOf(compound(fixed(count), row), { mean: repeated * numeralLength, variance: repeated * 4 });
  });
  return sumOf(...byGenre);
}

/** Length of duration_minutes, uniform over tenths: a digit, a point and the digits before it. */
function minutesLength(world: World, genre: (typeof genres)[number]): Moments {
  const [shortest, longest] = world.behaviour["content-duration"].bounds[genre] as [number, number];
  const [first, last] = [Math.ceil(shortest * 10 - 1e-6), Math.floor(longest * 10 + 1e-6)];
  const shares: [number, Moments][] = [];
  for (let digits = 1, from = 0, to = 99; from <= last; digits++, from = to + 1, to = from * 10 - 1) {
    const count = Math.min(last, to) - Math.max(first, from) + 1;
    if (count > 0) shares.push([count, fixed(digits + 2)]);
  }
  return mixtureOf(shares);
}

/**
 * The subscription rows of one customer, together. All but the last have ended, and end dates are long, so a customer of
 * many rows has longer ones: rows of one customer are not independent.
 */
export function subscriptionBytesACustomer(subscribers: SubscriberExpectation): Moments {
  const { rowsByStatus, rowsByChange, rowsACustomer, rowsBySequence } = subscribers;
  const dateLength = 10;
  const change = mixtureOf(Object.entries(rowsByChange).map(([name, rows]) => [rows, fixed(name.length)]));
  // S, nine digits and a dash; C and nine digits; P and a digit; start_date.
  const constant = fixed(separators("subscriptions") + 11 + 10 + 2 + dateLength);
  const common = sumOf(constant, sequenceLength(rowsBySequence), change);
  const ended = fixed("ended".length + dateLength);
  const { active, canceling } = rowsByStatus;
  const subscribed = rowsBySequence[1] ?? 0;
  const last = mixtureOf([
    [active, fixed("active".length)],
    [canceling, fixed("canceling".length + dateLength)],
    [Math.max(0, subscribed - active - canceling), ended],
  ]);
  return mixtureOf(
    rowsACustomer.map((probability, rows) => {
      if (rows === 0) return [probability, fixed(0)];
      const earlier = compound(fixed(rows - 1), sumOf(common, ended));
      return [probability, sumOf(earlier, common, last)];
    }),
  );
}

/** Digits of a sequence, given expected rows by sequence. */
export function sequenceLength(rowsBySequence: readonly number[]): Moments {
  return mixtureOf(rowsBySequence.slice(1).map((rows, index) => [rows, fixed(String(index + 1).length)]));
}

/** Rows by tier in the order of `tiers`, as shares. */
export function tierShares(byTier: readonly number[]): number[] {
  const total = byTier.reduce((sum, rows) => sum + rows, 0);
  return tiers.map((_, tier) => (total > 0 ? byTier[tier]! / total : 0));
}
