// Literal copies of what customers, plans and content must show: signups, regions, devices, prices, genre quotas.

import { expect, test } from "vitest";
import type { WrittenWorld } from "./files.ts";
import { expectCounts, expectDistribution, tally, upTo } from "./verdicts.ts";

const deviceWeights = { smart_tv: 0.38, mobile: 0.3, web: 0.14, tablet: 0.1, game_console: 0.08 };

/** Residents in millions by the 2020 census, typed from the Bureau's table of apportionment and DC's count. */
const states: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Northeast: {
    CT: 3.605944,
    ME: 1.362359,
    MA: 7.029917,
    NH: 1.377529,
    RI: 1.097379,
    VT: 0.643077,
    NJ: 9.288994,
    NY: 20.201249,
    PA: 13.0027,
  },
  Midwest: {
    IL: 12.812508,
    IN: 6.785528,
    MI: 10.077331,
    OH: 11.799448,
    WI: 5.893718,
    IA: 3.190369,
    KS: 2.93788,
    MN: 5.706494,
    MO: 6.154913,
    NE: 1.961504,
    ND: 0.779094,
    SD: 0.886667,
  },
  South: {
    DE: 0.989948,
    DC: 0.689545,
    FL: 21.538187,
    GA: 10.711908,
    MD: 6.177224,
    NC: 10.439388,
    SC: 5.118425,
    VA: 8.631393,
    WV: 1.793716,
    AL: 5.024279,
    KY: 4.505836,
    MS: 2.961279,
    TN: 6.91084,
    AR: 3.011524,
    LA: 4.657757,
    OK: 3.959353,
    TX: 29.145505,
  },
  West: {
    AZ: 7.151502,
    CO: 5.773714,
    ID: 1.839106,
    MT: 1.084225,
    NV: 3.104614,
    NM: 2.117522,
    UT: 3.271616,
    WY: 0.576851,
    AK: 0.733391,
    CA: 39.538223,
    HI: 1.455271,
    OR: 4.237256,
    WA: 7.705281,
  },
};

export function customerTests(world: () => WrittenWorld): void {
  test("every customer has signed up within the 730 days before the as-of date, ever more of them: (d/730)^1.5", () => {
    const { customers, asOf } = world();
    const days = customers.map((customer) => customer.signup - (asOf - 730));
    expect(Math.min(...days)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...days)).toBeLessThanOrEqual(729);
    // Chi-square over 73 spans of ten days.
    const spans = upTo(73);
    const below = (day: number): number => (day / 730) ** 1.5;
    const weights = spans.map((span) => below((span + 1) * 10) - below(span * 10));
    expectCounts(
      tally(
        days.map((day) => Math.floor(day / 10)),
        spans,
      ),
      weights,
      "signups",
    );
  });

  test("states follow the 2020 census, each in its Census region", () => {
    const { customers } = world();
    const regionOf = Object.fromEntries(
      Object.entries(states).flatMap(([region, members]) => Object.keys(members).map((state) => [state, region])),
    );
    expect(customers.filter((customer) => customer.region !== regionOf[customer.state])).toEqual([]);
    const populations = Object.assign({}, ...Object.values(states)) as Record<string, number>;
    const codes = Object.keys(populations);
    expect(codes).toHaveLength(51);
    // The census' own total of 331,449,281.
    expect(Object.values(populations).reduce((sum, count) => sum + count, 0)).toBeCloseTo(331.449281, 6);
    expectCounts(
      tally(
        customers.map((customer) => customer.state),
        codes,
      ),
      Object.values(populations),
      "states",
    );
    const regionTotals = Object.values(states).map((members) => Object.values(members).reduce((a, b) => a + b, 0));
    expectCounts(
      tally(
        customers.map((customer) => customer.region),
        Object.keys(states),
      ),
      regionTotals,
      "regions",
    );
  });

  test("primary devices: smart_tv .38, mobile .30, web .14, tablet .10, game_console .08", () => {
    const counts = tally(
      world().customers.map((customer) => customer.device),
      Object.keys(deviceWeights),
    );
    expectCounts(counts, Object.values(deviceWeights), "primary devices");
  });

  test("a session plays on the customer's own device with probability .7, else by the device weights", () => {
    const { customers, sessions } = world();
    for (const own of Object.keys(deviceWeights)) {
      const used = sessions.filter((session) => customers[session.customer - 1]!.device === own);
      const weights = Object.entries(deviceWeights).map(([device, share]) => (device === own ? 0.7 : 0) + 0.3 * share);
      expectCounts(
        tally(
          used.map((session) => session.device),
          Object.keys(deviceWeights),
        ),
        weights,
        `owners of ${own}`,
      );
    }
  });

  test("ages are uniform over 18 to 79, and every address is on a reserved domain", () => {
    const { customers, asOf } = world();
    const year = new Date(asOf * 86_400_000).getUTCFullYear();
    const ages = customers.map((customer) => year - customer.birthYear - 18);
    expectCounts(
      tally(ages, upTo(62)),
      upTo(62).map(() => 1),
      "ages",
    );
    expect(customers.filter((customer) => !/@example\.(com|org|net)$/.test(customer.email))).toEqual([]);
  });

  test("the three plans cost 7.99, 13.99 and 19.99 for 1, 2 and 4 streams in HD, FHD and UHD", () => {
    const rows = world().records.plans.map((record) => record.join(" "));
    expect(rows).toEqual(["P1 Basic 7.99 1 HD", "P2 Standard 13.99 2 FHD", "P3 Premium 19.99 4 UHD"]);
  });
}

/** Titles by genre: movie, music, podcast; the largest-remainder quotas of 50/30/20, worked out by hand. */
const quotas: Readonly<Record<number, readonly number[]>> = {
  500: [250, 150, 100],
  333: [166, 100, 67],
  2000: [1000, 600, 400],
};
const durations: Readonly<Record<string, readonly [number, number]>> = {
  movie: [75, 180],
  music: [2, 7],
  podcast: [15, 120],
};

export function contentTests(world: () => WrittenWorld): void {
  test("content holds exactly 50 % movies, 30 % music and 20 % podcasts, in mixed order", () => {
    const { titles } = world();
    const counts = tally(
      titles.map((title) => title.genre),
      ["movie", "music", "podcast"],
    );
    expect(counts).toEqual(quotas[titles.length]);
    const firstHalf = titles.slice(0, titles.length / 2).filter((title) => title.genre === "movie").length;
    expect(firstHalf / counts[0]!).toBeGreaterThan(0.3);
    expect(firstHalf / counts[0]!).toBeLessThan(0.7);
  });

  test("usage is 50 % movies, 30 % music, 20 % podcasts", () => {
    const genres = world().sessions.map((session) => session.title.genre);
    expectCounts(tally(genres, ["movie", "music", "podcast"]), [0.5, 0.3, 0.2], "genres of sessions");
  });

  test("movies last 75-180 minutes, music 2-7, podcasts 15-120, uniformly", () => {
    for (const [genre, [shortest, longest]] of Object.entries(durations)) {
      const minutes = world()
        .titles.filter((title) => title.genre === genre)
        .map((title) => title.tenths / 10);
      expect(Math.min(...minutes)).toBeGreaterThanOrEqual(shortest);
      expect(Math.max(...minutes)).toBeLessThanOrEqual(longest);
      if (minutes.length < 101) continue;
      // Minutes are rounded to tenths, which is a fiftieth of music's range: half a tenth to either side is allowed for.
      const cdf = (value: number): number => Math.min(1, Math.max(0, (value - shortest) / (longest - shortest)));
      const spread = minutes.map((value, index) => value + (((index * 0.618) % 1) - 0.5) / 10);
      expectDistribution(spread, cdf, `${genre} durations`);
    }
  });

  test("titles are unique, in a handful of categories a genre, and released uniformly over 7,300 days, 60 before the as-of date", () => {
    const { titles, asOf } = world();
    expect(new Set(titles.map((title) => title.title)).size).toBe(titles.length);
    for (const genre of Object.keys(durations)) {
      const categories = new Set(titles.filter((title) => title.genre === genre).map((title) => title.category));
      expect(categories.size).toBeGreaterThan(3);
      expect(categories.size).toBeLessThan(20);
    }
    const ages = titles.map((title) => asOf - 60 - title.release);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expectDistribution(
      ages.map((age) => (age + 0.5) / 7300),
      (share) => Math.min(1, share),
      "release dates",
    );
    expect(world().sessions.filter((session) => session.day < session.title.release)).toEqual([]);
  });

  test("popularity falls as rank^-0.9 within a genre", () => {
    const { titles, sessions } = world();
    const counts = new Map(titles.map((title) => [title, 0]));
    for (const session of sessions) counts.set(session.title, counts.get(session.title)! + 1);
    // Ranks are read off the counts themselves, so only spans of ranks are compared, and the first three one by one.
    const spanEnds = [1, 2, 3, 6, 20, 60];
    for (const genre of Object.keys(durations)) {
      const ordered = titles
        .filter((title) => title.genre === genre)
        .map((title) => counts.get(title)!)
        .sort((a, b) => b - a);
      const ends = [...spanEnds.filter((end) => end < ordered.length), ordered.length];
      const spans = ends.map((end, index) => [index === 0 ? 0 : ends[index - 1]!, end] as const);
      const observed = spans.map(([from, to]) => ordered.slice(from, to).reduce((a, b) => a + b, 0));
      const weights = spans.map(([from, to]) =>
        upTo(to - from).reduce((sum, step) => sum + (from + step + 1) ** -0.9, 0),
      );
      expectCounts(observed, weights, `popularity of ${genre} titles`);
    }
  });
}
