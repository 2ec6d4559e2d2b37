// The fifty states and DC: USPS code, Census region and resident population of the 2020 census (P.L. 94-171).

import type { Region } from "../datasets.ts";

const populations: Readonly<Record<Region, Readonly<Record<string, number>>>> = {
  Northeast: {
    CT: 3605944,
    ME: 1362359,
    MA: 7029917,
    NH: 1377529,
    NJ: 9288994,
    NY: 20201249,
    PA: 13002700,
    RI: 1097379,
    VT: 643077,
  },
  Midwest: {
    IA: 3190369,
    IL: 12812508,
    IN: 6785528,
    KS: 2937880,
    MI: 10077331,
    MN: 5706494,
    MO: 6154913,
    ND: 779094,
    NE: 1961504,
    OH: 11799448,
    SD: 886667,
    WI: 5893718,
  },
  South: {
    AL: 5024279,
    AR: 3011524,
    DC: 689545,
    DE: 989948,
    FL: 21538187,
    GA: 10711908,
    KY: 4505836,
    LA: 4657757,
    MD: 6177224,
    MS: 2961279,
    NC: 10439388,
    OK: 3959353,
    SC: 5118425,
    TN: 6910840,
    TX: 29145505,
    VA: 8631393,
    WV: 1793716,
  },
  West: {
    AK: 733391,
    AZ: 7151502,
    CA: 39538223,
    CO: 5773714,
    HI: 1455271,
    ID: 1839106,
    MT: 1084225,
    NM: 2117522,
    NV: 3104614,
    OR: 4237256,
    UT: 3271616,
    WA: 7705281,
    WY: 576851,
  },
};

export interface UsState {
  readonly code: string;
  readonly region: Region;
  /** Residents counted on 2020-04-01. */
  readonly population: number;
}

/** By code, so that the order does not depend on how regions are listed. */
export const usStates: readonly UsState[] = Object.entries(populations)
  .flatMap(([region, states]) =>
    Object.entries(states).map(([code, population]) => ({ code, region: region as Region, population })),
  )
  .sort((a, b) => (a.code < b.code ? -1 : 1));
