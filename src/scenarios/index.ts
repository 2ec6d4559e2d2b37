// Every named scenario, in the order in which GET /scenarios lists them. Data only.

import { blockbuster } from "./blockbuster.ts";
import { churnCrisis } from "./churn-crisis.ts";
import { flatWeek } from "./flat-week.ts";
import { nightOwls } from "./night-owls.ts";
import { noisyTelemetry } from "./noisy-telemetry.ts";
import { podcastBoom } from "./podcast-boom.ts";
import { powerUsers } from "./power-users.ts";
import { premiumLaunch } from "./premium-launch.ts";
import type { Scenario } from "./scenario.ts";
import { weekendBinge } from "./weekend-binge.ts";
import { winbackCampaign } from "./winback-campaign.ts";

export type { Scenario } from "./scenario.ts";

const all = [
  churnCrisis,
  winbackCampaign,
  premiumLaunch,
  podcastBoom,
  weekendBinge,
  nightOwls,
  blockbuster,
  powerUsers,
  noisyTelemetry,
  flatWeek,
] as const;

export type ScenarioName = (typeof all)[number]["name"];

export const scenarios: readonly (Scenario & { readonly name: ScenarioName })[] = all;

export const scenarioNames: readonly ScenarioName[] = scenarios.map(({ name }) => name);

/** The scenario of a name that the request's schema has admitted. Throws RangeError for any other. */
export function scenarioOf(name: ScenarioName): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new RangeError(`There is no scenario ${JSON.stringify(name)}`);
  return found;
}
