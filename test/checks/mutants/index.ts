// Every mutant, in the order of the rule cards.

import { catalogueMutants } from "./content-mutants.ts";
import { contractMutants } from "./contract-mutants.ts";
import { homeMutants, identityMutants, planMutants, signupMutants } from "./customer-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { eligibilityMutants, lifecycleMutants } from "./subscription-mutants.ts";
import { activeOnlyMutants, hourMutants, rateMutants, recencyMutants, weekendMutants } from "./timing-mutants.ts";
import { completionMutants, deviceMutants, genreMutants, popularityMutants, watchMutants } from "./watching-mutants.ts";

export const mutants: readonly Mutant[] = [
  ...contractMutants,
  ...signupMutants,
  ...homeMutants,
  ...identityMutants,
  ...planMutants,
  ...genreMutants,
  ...catalogueMutants,
  ...eligibilityMutants,
  ...lifecycleMutants,
  ...activeOnlyMutants,
  ...rateMutants,
  ...weekendMutants,
  ...recencyMutants,
  ...hourMutants,
  ...popularityMutants,
  ...watchMutants,
  ...completionMutants,
  ...deviceMutants,
];
