// The customers file: one slice of customers as typed columns, then bytes.

import type { ChunkSink } from "../csv/chunk.ts";
import { type CsvColumn, literal, writeRows } from "../csv/columns.ts";
import { dictionary } from "../csv/dictionary.ts";
import { devices } from "../datasets.ts";
import { entityHead, entityTail } from "../random/substream.ts";
import * as identity from "../rules/identity.ts";
import { homeSampler, homeState, primaryDevice } from "../rules/region-and-device.ts";
import { signupDay, signupSampler } from "../rules/signup-growth.ts";
import { usStates } from "../rules/us-states.ts";
import { type World, yearOf } from "../rules/world.ts";
import type { CustomerPartition } from "./partitions.ts";
import { ruleStream } from "./streams.ts";

const firstNames = dictionary(identity.firstNames);
const lastNames = dictionary(identity.lastNames);
const firstEmailParts = dictionary(identity.firstNames.map(identity.emailPart));
const lastEmailParts = dictionary(identity.lastNames.map(identity.emailPart));
const emailDomains = dictionary(identity.emailDomains);
const states = dictionary(usStates.map((state) => state.code));
const stateRegions = dictionary(usStates.map((state) => state.region));
const deviceNames = dictionary(devices);

/** Columns of a slice; index 0 is customer `first`. */
function customerColumns(world: World, { first, last }: CustomerPartition) {
  const count = last - first + 1;
  const columns = {
    number: new Uint32Array(count),
    firstName: new Uint16Array(count),
    lastName: new Uint16Array(count),
    emailDomain: new Uint8Array(count),
    birthYear: new Uint16Array(count),
    state: new Uint8Array(count),
    device: new Uint8Array(count),
    signupDay: new Int32Array(count),
  };
  const names = ruleStream(world, "customers", "identity");
  const home = homeSampler(ruleStream(world, "customers", "region-and-device"), world.behaviour["region-and-device"]);
  const signup = signupSampler(ruleStream(world, "customers", "signup-growth"));
  const anchorYear = yearOf(world.anchorDay);
  for (let index = 0; index < count; index++) {
    const customer = first + index;
    const head = entityHead(customer, 0);
    const tail = entityTail(head, 0);
    columns.number[index] = customer;
    columns.firstName[index] = identity.firstName(names, head, tail);
    columns.lastName[index] = identity.lastName(names, head, tail);
    columns.emailDomain[index] = identity.emailDomain(names, head, tail);
    columns.birthYear[index] = identity.birthYear(names, anchorYear, head, tail);
    columns.state[index] = homeState(home, head, tail);
    columns.device[index] = primaryDevice(home, head, tail);
    columns.signupDay[index] = signupDay(signup, world.anchorDay, head, tail);
  }
  return columns;
}

/** Writes the rows of a slice of customers; returns how many. */
export function generateCustomers(world: World, partition: CustomerPartition, sink: ChunkSink): number {
  const columns = customerColumns(world, partition);
  const dot = literal(".");
  const fields: CsvColumn[] = [
    [literal("C"), { kind: "padded", values: columns.number, width: 9 }],
    [{ kind: "coded", values: columns.firstName, dictionary: firstNames }],
    [{ kind: "coded", values: columns.lastName, dictionary: lastNames }],
    [
      { kind: "coded", values: columns.firstName, dictionary: firstEmailParts },
      dot,
      { kind: "coded", values: columns.lastName, dictionary: lastEmailParts },
      dot,
      { kind: "fixed", values: columns.number, decimals: 0 },
      literal("@"),
      { kind: "coded", values: columns.emailDomain, dictionary: emailDomains },
    ],
    [{ kind: "fixed", values: columns.birthYear, decimals: 0 }],
    [{ kind: "coded", values: columns.state, dictionary: states }],
    [{ kind: "coded", values: columns.state, dictionary: stateRegions }],
    [{ kind: "coded", values: columns.device, dictionary: deviceNames }],
    [{ kind: "date", values: columns.signupDay }],
  ];
  writeRows(sink, fields, columns.number.length);
  return columns.number.length;
}
