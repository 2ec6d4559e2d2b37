// Checks region-and-device: states by population, each in its Census region, and primary devices by the declared weights.

import { nullValue } from "../../csv/columns.ts";
import { devices, regions } from "../../datasets.ts";
import { usStates } from "../../rules/us-states.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeWeighted } from "../even-cells.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeInvariant } from "../judgement.ts";
import { customerKey } from "../keys.ts";
import { newObservation, type Observation, offend, totalOf } from "../observation.ts";
import { percent } from "../wording.ts";

const letters = 26;
/** Of 10,000 customers, chi-square shows .09 over the states and .07 over the devices. */
const materialStates = 0.12;
const materialDevices = 0.1;

/** By the code that the scanner makes of two letters: 1 + index into `usStates`, or 0. */
const stateByLetters = new Uint8Array(letters * letters);
for (const [index, { code }] of usStates.entries()) {
  stateByLetters[(code.charCodeAt(0) - 65) * letters + code.charCodeAt(1) - 65] = index + 1;
}
const regionOfState = usStates.map(({ region }) => regions.indexOf(region));

export const regionAndDevice: RuleCheck = {
  rule: "region-and-device",
  observe: {
    customers: ({ rangeStart }) => {
      const byState = new Uint32Array(usStates.length);
      const byDevice = new Uint32Array(devices.length);
      const observation = newObservation({ byState, byDevice, rows: new Float64Array(1) }, ["region"]);
      const misplaced = (row: number, customer: number, state: number, region: number): void =>
        offend(observation.offenders["region"]!, rangeStart, row, () => ({
          key: customerKey(customer),
          found: `state ${lettersOf(state)} in region ${regions[region]}`,
        }));
      return {
        observation,
        observe: ({ rows, customer, state, region, device }) => {
          observation.counts["rows"]![0]! += rows;
          for (let row = 0; row < rows; row++) {
            const known = state[row] === nullValue ? 0 : stateByLetters[state[row]!]!;
            if (known > 0) byState[known - 1]!++;
            if (device[row]! >= 0) byDevice[device[row]!]!++;
            // An empty field is the contract's affair.
            if (region[row] === nullValue || state[row] === nullValue) continue;
            if (known > 0 && regionOfState[known - 1] === region[row]) continue;
            misplaced(row, customer[row]!, state[row]!, region[row]!);
          }
        },
      };
    },
  },
  expectations: {
    states: "The state's share of the population of 2020; chi-square.",
    devices: "deviceWeights; chi-square.",
  },
  judge: ({ customers }, world) =>
    customers === undefined ? [] : [region(customers), states(customers), primaryDevices(customers, world)],
};

const about = { demand: false, dataset: "customers" } as const;

function lettersOf(code: number): string {
  return String.fromCharCode(65 + Math.floor(code / letters), 65 + (code % letters));
}

function region({ counts, offenders }: Observation): JudgedClaim {
  return {
    name: "region",
    claim: "Every state is one of the fifty or DC, and stands beside its Census region.",
    ...about,
    ...judgeInvariant(totalOf(counts["rows"]!), offenders["region"]!),
  };
}

function states({ counts }: Observation): JudgedClaim {
  const probabilities = usStates.map(({ population }) => population);
  return {
    name: "states",
    claim: "Customers live in the states in proportion to the population of the 2020 census.",
    ...about,
    ...judgeCells({ observed: counts["byState"]!, probabilities, material: materialStates }),
  };
}

function primaryDevices({ counts }: Observation, world: World): JudgedClaim {
  const { deviceWeights } = world.behaviour["region-and-device"];
  const weights = devices.map((device) => deviceWeights[device]);
  const shares = devices.map((device, index) => `${percent(weights[index]!)} ${device}`);
  return {
    name: "devices",
    claim: `Primary devices: ${shares.join(", ")}.`,
    ...about,
    ...judgeWeighted({ observed: counts["byDevice"]!, weights, material: materialDevices }),
  };
}
