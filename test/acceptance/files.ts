// The five written files of a world, read with csv-parse: nothing of the project's own readers or generators is used.
// Each file is parsed once, since parsing is what the acceptance tests spend their time on.

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import type { DatasetName } from "../../src/datasets.ts";

export interface Customer {
  readonly number: number;
  readonly email: string;
  readonly birthYear: number;
  readonly state: string;
  readonly region: string;
  readonly device: string;
  /** Day number: whole UTC days since 1970-01-01, as everywhere here. */
  readonly signup: number;
}

export interface Title {
  readonly id: string;
  readonly title: string;
  readonly genre: string;
  readonly category: string;
  /** Tenths of a minute. */
  readonly tenths: number;
  readonly release: number;
}

export interface Subscription {
  readonly id: string;
  readonly customer: number;
  readonly sequence: number;
  readonly tier: string;
  readonly start: number;
  /** Null while open. */
  readonly end: number | null;
  readonly status: string;
  readonly change: string;
}

export interface Session {
  readonly id: string;
  readonly customer: number;
  readonly subscription: Subscription;
  readonly title: Title;
  readonly day: number;
  /** Seconds since midnight UTC. */
  readonly second: number;
  readonly device: string;
  /** Hundredths of a minute. */
  readonly watched: number;
  /** Ten-thousandths. */
  readonly completion: number;
}

export type Records = readonly (readonly string[])[];

export interface WrittenWorld {
  readonly directory: string;
  /** Every record of a file, without its header, as strings. */
  readonly records: Readonly<Record<DatasetName, Records>>;
  readonly asOf: number;
  readonly customers: readonly Customer[];
  readonly titles: readonly Title[];
  readonly subscriptions: readonly Subscription[];
  readonly sessions: readonly Session[];
  /** Sessions a subscription, those without any included as an empty list. */
  readonly sessionsOf: ReadonlyMap<Subscription, readonly Session[]>;
}

export const tierOfPlan: Readonly<Record<string, string>> = { P1: "Basic", P2: "Standard", P3: "Premium" };

export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** Strict on quotes and column counts. */
function readRecords(file: string): Records {
  return parse(readFileSync(file), { from_line: 2 });
}

function found<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing has the key ${key}`);
  return value;
}

/** A decimal of the file as a whole number of its last digit; throws unless it has exactly `decimals` of them. */
function scaled(text: string, decimals: number): number {
  const [whole, fraction, more] = text.split(".");
  if (more !== undefined || fraction?.length !== decimals) throw new Error(`${text} has not ${decimals} decimals`);
  return Number(`${whole}${fraction}`);
}

export function readWorld(directory: string, asOf: string): WrittenWorld {
  const read = (name: DatasetName): Records => readRecords(path.join(directory, `${name}.csv`));
  const records = {
    customers: read("customers"),
    plans: read("plans"),
    content: read("content"),
    subscriptions: read("subscriptions"),
    usage_logs: read("usage_logs"),
  };
  const customers = records.customers.map(customerOf);
  const titles = records.content.map(titleOf);
  const subscriptions = records.subscriptions.map(subscriptionOf);
  const sessions = sessionsFrom(records.usage_logs, titles, subscriptions);
  const sessionsOf = new Map<Subscription, Session[]>(subscriptions.map((subscription) => [subscription, []]));
  for (const session of sessions) sessionsOf.get(session.subscription)!.push(session);
  return { directory, records, asOf: dayOf(asOf), customers, titles, subscriptions, sessions, sessionsOf };
}

function customerOf(record: readonly string[]): Customer {
  const [id, , , email, birthYear, state, region, device, signup] = record;
  return {
    number: Number(id!.slice(1)),
    email: email!,
    birthYear: Number(birthYear),
    state: state!,
    region: region!,
    device: device!,
    signup: dayOf(signup!),
  };
}

function titleOf(record: readonly string[]): Title {
  const [id, title, genre, category, minutes, release] = record;
  return {
    id: id!,
    title: title!,
    genre: genre!,
    category: category!,
    tenths: scaled(minutes!, 1),
    release: dayOf(release!),
  };
}

function subscriptionOf(record: readonly string[]): Subscription {
  const [id, customer, plan, start, end, status, change] = record;
  return {
    id: id!,
    customer: Number(customer!.slice(1)),
    sequence: Number(id!.split("-")[1]),
    tier: tierOfPlan[plan!]!,
    start: dayOf(start!),
    end: end === "" ? null : dayOf(end!),
    status: status!,
    change: change!,
  };
}

/** Every reference is followed here, so that one that leads nowhere fails the reading itself. */
function sessionsFrom(records: Records, titles: readonly Title[], subscriptions: readonly Subscription[]): Session[] {
  const titleById = new Map(titles.map((title) => [title.id, title]));
  const subscriptionById = new Map(subscriptions.map((subscription) => [subscription.id, subscription]));
  return records.map(([id, customer, subscription, content, startedAt, device, watched, completion]) => {
    const moment = Date.parse(startedAt!) / 1000;
    return {
      id: id!,
      customer: Number(customer!.slice(1)),
      subscription: found(subscriptionById, subscription!),
      title: found(titleById, content!),
      day: Math.floor(moment / 86_400),
      second: moment % 86_400,
      device: device!,
      watched: scaled(watched!, 2),
      completion: scaled(completion!, 4),
    };
  });
}
