// Checks playback-device given each customer's own device, so that it is no matter how many customers own which.

import { devices } from "../../datasets.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeSum } from "../judge-sum.ts";
import { newObservation, type Observation, totalOf } from "../observation.ts";
import { isWatched } from "../sessions.ts";
import { percent } from "../wording.ts";

const kinds = devices.length;
const materialShare = 0.02;
const materialSpread = 0.05;

export const playbackDevice: RuleCheck = {
  rule: "playback-device",
  observe: {
    usage_logs: () => {
      /** 5 * own device code + device watched on */
      const watched = new Uint32Array(kinds * kinds);
      return {
        observation: newObservation({ watched }),
        observe: ({ batch, ownDevice }) => {
          const { rows, device } = batch;
          for (let row = 0; row < rows; row++) {
            const own = ownDevice[row]! - 1;
            const on = device[row]!;
            if (own >= 0 && on >= 0) watched[own * kinds + on]!++;
          }
        },
      };
    },
  },
  expectations: {
    "own-device":
      "own + (1 - own) w for a session of an owner of a device of weight w, each its own probability; Bernstein.",
    devices: "own for the own device, and (1 - own) deviceWeights for all, given whose sessions they are; chi-square.",
  },
  judge: ({ usage_logs: usage }, world) =>
    usage === undefined || !isWatched(world) ? [] : [onOwnDevice(usage, world), onEachDevice(usage, world)],
};

/** Probability that a session of who owns `own` is watched on `on`. */
function probability({ behaviour }: World, own: number, on: number): number {
  const share = behaviour["playback-device"].own;
  return (own === on ? share : 0) + (1 - share) * behaviour["region-and-device"].deviceWeights[devices[on]!];
}

/** Sessions by the customer's own device. */
function sessionsByOwner({ counts }: Observation): number[] {
  return devices.map((_, own) => totalOf(counts["watched"]!, own * kinds, (own + 1) * kinds));
}

function onOwnDevice(observation: Observation, world: World): JudgedClaim {
  const byOwner = sessionsByOwner(observation);
  const sessions = totalOf(byOwner);
  const sumOver = (term: (own: number) => number): number => totalOf(devices.map((_, own) => term(own)));
  const { own: share } = world.behaviour["playback-device"];
  return {
    name: "own-device",
    claim: `${percent(share)} of sessions are watched on the customer's own device, and of the others those that happen to fall on it.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeSum({
      statistic: "share",
      n: sessions,
      sum: sumOver((own) => observation.counts["watched"]![own * kinds + own]!),
      expectedSum: sumOver((own) => byOwner[own]! * probability(world, own, own)),
      variance: sumOver((own) => byOwner[own]! * probability(world, own, own) * (1 - probability(world, own, own))),
      bound: 1,
      per: sessions,
      material: materialShare,
    }),
  };
}

function onEachDevice(observation: Observation, world: World): JudgedClaim {
  const byOwner = sessionsByOwner(observation);
  const owners = byOwner.filter((sessions) => sessions > 0).length;
  return {
    name: "devices",
    claim: "Sessions that are not watched on the customer's own device spread over all devices by the declared shares.",
    demand: false,
    dataset: "usage_logs",
    ...judgeCells({
      observed: observation.counts["watched"]!,
      probabilities: byOwner.flatMap((sessions, own) => devices.map((_, on) => sessions * probability(world, own, on))),
      // How many sessions the owners of each device have is given.
      given: Math.max(0, owners - 1),
      material: materialSpread,
    }),
  };
}
