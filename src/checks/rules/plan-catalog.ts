// Checks plan-catalog: the three plans are those declared. That none is missing is the contract's affair.

import { nullValue } from "../../csv/columns.ts";
import { datasetSchemas, type Tier, tiers } from "../../datasets.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeInvariant } from "../judgement.ts";
import { planKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";

const maxStreams: Readonly<Record<Tier, number>> = { Basic: 1, Standard: 2, Premium: 4 };
const maxResolution: Readonly<Record<Tier, string>> = { Basic: "HD", Standard: "FHD", Premium: "UHD" };
const resolutions = datasetSchemas.plans.columns.flatMap(({ values, name }) =>
  name === "max_resolution" ? (values ?? []) : [],
);

export const planCatalog: RuleCheck = {
  rule: "plan-catalog",
  observe: {
    plans: ({ world, rangeStart }) => {
      const observation = newObservation({ rows: new Float64Array(1) }, ["tiers", "prices", "streams", "resolutions"]);
      const { offenders } = observation;
      return {
        observation,
        observe: ({ rows, plan, tier, priceCents, maxStreams: streams, maxResolution: resolution }) => {
          observation.counts["rows"]![0]! += rows;
          for (let row = 0; row < rows; row++) {
            const expect = (
              broken: Offenders,
              found: number,
              declared: number,
              shown: (value: number) => string | undefined,
            ): void => {
              if (found === declared || found === nullValue) return;
              const words = `${shown(found) ?? found}, not ${shown(declared) ?? declared}`;
              offend(broken, rangeStart, row, () => ({ key: planKey(plan[row]!), found: words }));
            };
            const name = tiers[tier[row]!];
            expect(offenders["tiers"]!, tier[row]!, plan[row]! - 1, (value) => tiers[value]);
            if (name === undefined) continue;
            expect(offenders["prices"]!, priceCents[row]!, priceOf(name, world), (value) => (value / 100).toFixed(2));
            expect(offenders["streams"]!, streams[row]!, maxStreams[name], String);
            const declared = resolutions.indexOf(maxResolution[name]);
            expect(offenders["resolutions"]!, resolution[row]!, declared, (value) => resolutions[value]);
          }
        },
      };
    },
  },
  expectations: {},
  judge: ({ plans }, world) => (plans === undefined ? [] : claims(plans, world)),
};

/** In whole cents. */
function priceOf(tier: Tier, world: World): number {
  return Math.round(world.behaviour["plan-catalog"].prices[tier] * 100);
}

function claims({ counts, offenders }: Observation, world: World): JudgedClaim[] {
  const perTier = (shown: (tier: Tier) => string): string => tiers.map((tier) => `${tier} ${shown(tier)}`).join(", ");
  const claim = (name: string, words: string): JudgedClaim => ({
    name,
    claim: words,
    demand: false,
    dataset: "plans",
    ...judgeInvariant(totalOf(counts["rows"]!), offenders[name]!),
  });
  return [
    claim("tiers", `Plans by number: ${tiers.map((tier, index) => `${planKey(index + 1)} ${tier}`).join(", ")}.`),
    claim("prices", `Monthly price: ${perTier((tier) => (priceOf(tier, world) / 100).toFixed(2))}.`),
    claim("streams", `Sessions at once: ${perTier((tier) => String(maxStreams[tier]))}.`),
    claim("resolutions", `Best picture: ${perTier((tier) => maxResolution[tier])}.`),
  ];
}
