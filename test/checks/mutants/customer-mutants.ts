// Mutants of what customers.csv and plans.csv say.
import { firstNames, lastNames } from "../../../src/rules/identity.ts";
import type { BehaviourOverrides } from "../../../src/rules/index.ts";
import { dayNumber, isoDate, signupDays } from "../../../src/rules/world.ts";
import type { EditableFiles } from "./editable-files.ts";
import { enough, fewest, type Mutant } from "./mutant.ts";

/** Customers without a subscription: their signups, homes and devices are nobody else's affair. */
function withoutSubscription(files: EditableFiles): (customer: string) => boolean {
  const subscribers = new Set(files.rows("subscriptions").map((row) => row.customer_id));
  return (customer) => !subscribers.has(customer);
}

function withoutUsage(files: EditableFiles): (customer: string) => boolean {
  const watchers = new Set(files.lines("usage_logs").map((line) => line.split(",", 2)[1]));
  return (customer) => !watchers.has(customer);
}

/** Older signups than this are counted among those who had time to subscribe; the edit keeps them so. */
const settledDays = 16;

export const signupMutants: readonly Mutant[] = [
  {
    rule: "signup-growth",
    wrong: "who never subscribed signed up on the first day (half of them)",
    customers: { small: 20_000 },
    edit: (files, size) => {
      const isSilent = withoutSubscription(files);
      const { anchorDay } = files.world;
      files.change("customers", ({ customer_id, signup_date }, index) =>
        isSilent(customer_id) &&
        anchorDay - dayNumber(signup_date) > settledDays &&
        (size === "small" || index % 2 === 0)
          ? { signup_date: isoDate(anchorDay - signupDays) }
          : undefined,
      );
    },
    fails: ["signup-growth/recent-year", "signup-growth/growth"],
  },
  {
    rule: "signup-growth",
    wrong: "one customer signed up 731 days before the anchor",
    edit: (files) => {
      const isSilent = withoutSubscription(files);
      const { anchorDay } = files.world;
      files.changeOne("customers", ({ customer_id, signup_date }) =>
        isSilent(customer_id) && anchorDay - dayNumber(signup_date) > settledDays
          ? { signup_date: isoDate(anchorDay - signupDays - 1) }
          : undefined,
      );
    },
    fails: ["signup-growth/period"],
  },
];

export const homeMutants: readonly Mutant[] = [
  {
    rule: "region-and-device",
    // Sessions off the own device follow the same weights: one parameter, two rules.
    wrong: "33 % (37.2 %) of customers and of sessions off the own device have a TV for 38 %, the others a mobile",
    customers: enough,
    made: {
      small: { "region-and-device": { deviceWeights: { smart_tv: 0.33, mobile: 0.35 } } },
      large: { "region-and-device": { deviceWeights: { smart_tv: 0.37, mobile: 0.31 } } },
    },
    fails: {
      small: ["region-and-device/devices", "playback-device/devices"],
      large: ["region-and-device/devices", "playback-device/devices"],
    },
  },
  {
    rule: "region-and-device",
    wrong: "one customer of another region than the state's",
    customers: fewest,
    edit: (files) =>
      files.changeOne("customers", ({ region }) => (region === "West" ? { region: "South" } : undefined)),
    fails: ["region-and-device/region"],
  },
  {
    rule: "region-and-device",
    wrong: "a tenth (a fiftieth) of the customers moved to Texas",
    edit: (files, size) =>
      files.change("customers", (_, index) =>
        index % (size === "small" ? 10 : 50) === 0 ? { state: "TX", region: "South" } : undefined,
      ),
    fails: ["region-and-device/states"],
  },
  {
    rule: "region-and-device",
    wrong: "customers without a session have a mobile where others have a TV",
    edit: (files, size) => {
      const isSilent = withoutUsage(files);
      files.change("customers", ({ customer_id, device }, index) =>
        isSilent(customer_id) && device === "smart_tv" && (size === "small" || index % 4 === 0)
          ? { device: "mobile" }
          : undefined,
      );
    },
    fails: ["region-and-device/devices"],
  },
];

export const identityMutants: readonly Mutant[] = [
  {
    rule: "identity",
    wrong: "two customers share an e-mail address",
    customers: fewest,
    edit: (files) => {
      const [first] = files.rows("customers");
      files.changeOne("customers", (_, index) => (index === 1 ? { email: first!.email } : undefined));
    },
    fails: ["identity/emails"],
  },
  {
    rule: "identity",
    wrong: "one customer is 17",
    customers: fewest,
    edit: (files) => {
      const year = Number(isoDate(files.world.anchorDay).slice(0, 4));
      files.changeOne("customers", () => ({ birth_year: String(year - 17) }));
    },
    fails: ["identity/birth-year"],
  },
  {
    rule: "identity",
    wrong: "a tenth (a fiftieth) of the customers was born in one year",
    edit: (files, size) =>
      files.change("customers", (_, index) =>
        index % (size === "small" ? 10 : 50) === 0 ? { birth_year: "1980" } : undefined,
      ),
    fails: ["identity/birth-years"],
  },
  {
    rule: "identity",
    wrong: "one customer's name is in no list",
    customers: fewest,
    edit: (files) => files.changeOne("customers", () => ({ first_name: "Mockbusterina" })),
    fails: ["identity/names"],
  },
  {
    rule: "identity",
    wrong: "a tenth (a fiftieth) of the customers share first and last names",
    edit: (files, size) =>
      files.change("customers", (_, index) =>
        index % (size === "small" ? 10 : 50) === 0
          ? { first_name: firstNames[0]!, last_name: lastNames[0]! }
          : undefined,
      ),
    fails: ["identity/first-names", "identity/last-names"],
  },
];

/** Basic and Standard behave alike, and nobody moves from one to the other. */
const twinTiers: BehaviourOverrides = {
  "subscription-lifecycle": {
    tierShares: { Basic: 0.4, Standard: 0.4, Premium: 0.2 },
    leave: { Basic: 0.05, Standard: 0.05 },
    upgrade: { Basic: 0, Standard: 0 },
    downgrade: { Standard: 0, Premium: 0 },
  },
  "session-rate": { rate: { Basic: 0.5 } },
  "watch-fraction": { abandon: { Basic: 0.12 }, skew: { Basic: 2 } },
  "completion-noise": { ceiling: { Basic: 0.05 } },
};

export const planMutants: readonly Mutant[] = [
  {
    rule: "plan-catalog",
    wrong: "Basic costs 8.49",
    customers: fewest,
    made: { "plan-catalog": { prices: { Basic: 8.49 } } },
    fails: ["plan-catalog/prices"],
  },
  {
    rule: "plan-catalog",
    wrong: "Standard has three streams",
    customers: fewest,
    edit: (files) => files.changeOne("plans", ({ tier }) => (tier === "Standard" ? { max_streams: "3" } : undefined)),
    fails: ["plan-catalog/streams"],
  },
  {
    rule: "plan-catalog",
    wrong: "Premium comes in FHD",
    customers: fewest,
    edit: (files) =>
      files.changeOne("plans", ({ tier }) => (tier === "Premium" ? { max_resolution: "FHD" } : undefined)),
    fails: ["plan-catalog/resolutions"],
  },
  {
    rule: "plan-catalog",
    wrong: "the first two plans have changed numbers, in a world in which nothing else tells them apart",
    declared: { behaviour: twinTiers },
    customers: fewest,
    edit: (files) => {
      const [basic = "", standard = "", premium = ""] = files.lines("plans");
      files.write("plans", [standard.replace("P2", "P1"), basic.replace("P1", "P2"), premium]);
    },
    fails: ["plan-catalog/tiers"],
  },
];
