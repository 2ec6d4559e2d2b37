// Files made wrong for each validation test: most are the mutants that the service's own checks are proven with, the others break what
// ends those checks' scan, or fewer rows further.

import { isoDate } from "../../../src/rules/world.ts";
import type { EditableFiles } from "../../checks/mutants/editable-files.ts";
import { mutants } from "../../checks/mutants/index.ts";
import { fewest, type Mutant } from "../../checks/mutants/mutant.ts";

export interface BrokenFiles {
  /** The validation test that the files are made wrong for. */
  readonly test: string;
  readonly mutant: Mutant;
  /** Further tests that fail, and rightly so. */
  readonly alsoFail?: readonly string[];
}

function mutantThat(wrong: string): Mutant {
  const found = mutants.find((mutant) => mutant.wrong.startsWith(wrong));
  if (found === undefined) throw new Error(`No mutant is wrong like this: ${wrong}`);
  // One broken row shows in any number of them.
  return { customers: fewest, ...found };
}

/** What a row that does not fit its table takes along. */
const rejected = ["nothing-rejected"];

function edited(wrong: string, edit: (files: EditableFiles) => void): Mutant {
  return { rule: "contract", wrong, customers: fewest, edit, fails: [] };
}

function made(wrong: string, behaviour: Mutant["made"]): Mutant {
  return {
    rule: "contract",
    wrong,
    customers: { small: 1000 },
    ...(behaviour === undefined ? {} : { made: behaviour }),
    fails: [],
  };
}

/** A watched title came out after all of its sessions. */
function releaseLate(files: EditableFiles): void {
  const { content_id } = files.find("usage_logs", () => true);
  const release_date = isoDate(files.world.asOfDay + 1);
  files.changeOne("content", (row) => (row.content_id === content_id ? { release_date } : undefined));
}

/** A subscription that ended long ago ends on the day it started. */
function endAtStart(files: EditableFiles): void {
  const longAgo = isoDate(files.world.asOfDay - 100);
  files.changeOne("subscriptions", ({ start_date, end_date }) =>
    end_date !== "" && end_date < longAgo ? { end_date: start_date } : undefined,
  );
}

const formats: readonly BrokenFiles[] = [
  {
    test: "customers-format",
    mutant: edited("one customer signed up on 30 February", (files) =>
      files.changeOne("customers", () => ({ signup_date: "2025-02-30" })),
    ),
    alsoFail: rejected,
  },
  {
    test: "plans-format",
    mutant: edited("one price has one decimal", (files) => files.changeOne("plans", () => ({ monthly_price: "8.0" }))),
    alsoFail: ["plan-catalogue"],
  },
  {
    test: "content-format",
    mutant: edited("one length has two decimals", (files) =>
      files.changeOne("content", ({ duration_minutes }) => ({ duration_minutes: `${duration_minutes}0` })),
    ),
  },
  {
    test: "subscriptions-format",
    mutant: edited("one subscription starts in a thirteenth month", (files) =>
      files.changeOne("subscriptions", ({ status }) => (status === "ended" ? { start_date: "2025-13-01" } : undefined)),
    ),
    alsoFail: rejected,
  },
  {
    test: "usage-format",
    mutant: edited("one session starts at 25 h", (files) =>
      files.change("usage_logs", ({ started_at }, index) =>
        index === files.lines("usage_logs").length - 1
          ? { started_at: `${started_at.slice(0, 11)}25:00:00Z` }
          : undefined,
      ),
    ),
    alsoFail: rejected,
  },
  {
    test: "enumerations",
    mutant: edited("one session is watched on a fridge", (files) =>
      files.changeOne("usage_logs", () => ({ device: "fridge" })),
    ),
    alsoFail: rejected,
  },
  {
    test: "email-domain",
    mutant: edited("one customer has a real address", (files) =>
      files.changeOne("customers", () => ({ email: "jane.doe@gmail.com" })),
    ),
    alsoFail: rejected,
  },
];

const rows: readonly BrokenFiles[] = [
  { test: "fields-present", mutant: mutantThat("one session has no device"), alsoFail: rejected },
  { test: "nothing-rejected", mutant: mutantThat("one completion rate is 1.0001"), alsoFail: ["ranges"] },
  { test: "ranges", mutant: mutantThat("one customer was born in 1850"), alsoFail: ["birth-years", ...rejected] },
  { test: "customers-keys", mutant: mutantThat("two customers stand in the wrong order") },
  { test: "plans-keys", mutant: mutantThat("two plans stand in the wrong order") },
  { test: "content-keys", mutant: mutantThat("two titles stand in the wrong order") },
  { test: "subscriptions-keys", mutant: mutantThat("two subscriptions stand in the wrong order") },
  { test: "usage-keys", mutant: mutantThat("two sessions share a usage_id"), alsoFail: rejected },
  { test: "usage-order", mutant: mutantThat("two sessions stand in the wrong order") },
  { test: "usage-key-parts", mutant: mutantThat("one usage_id names another day") },
  {
    test: "subscription-key-parts",
    mutant: mutantThat("one subscription_id names another customer"),
    // Who has two customers' subscriptions has two at a time, and two that are new.
    alsoFail: ["change-type-agrees", "one-at-a-time"],
  },
  {
    test: "subscriptions-references",
    mutant: mutantThat("one subscription is of a customer who is not there"),
    alsoFail: rejected,
  },
  { test: "usage-references", mutant: mutantThat("one session is of a title that is not there"), alsoFail: rejected },
  { test: "emails-unique", mutant: mutantThat("two customers share an e-mail"), alsoFail: rejected },
  { test: "region-of-state", mutant: mutantThat("one customer of another region") },
  { test: "signup-period", mutant: mutantThat("one customer signed up 731 days") },
  { test: "birth-years", mutant: mutantThat("one customer is 17") },
  { test: "plan-catalogue", mutant: mutantThat("Standard has three streams") },
  {
    test: "titles-unique",
    mutant: mutantThat("two titles are called the same"),
    alsoFail: ["genre-quotas", ...rejected],
  },
  { test: "title-categories", mutant: mutantThat("one movie is filed under Jazz") },
  { test: "title-lengths", mutant: mutantThat("one title of each genre, that nobody watches") },
  { test: "released-before-window", mutant: mutantThat("one title came out within the window") },
  {
    test: "release-before-watch",
    mutant: edited("one title came out after it was watched", releaseLate),
    alsoFail: ["released-before-window"],
  },
  { test: "signup-before-start", mutant: mutantThat("one subscription starts the day before") },
  { test: "first-start-in-time", mutant: mutantThat("one first subscription starts 15 days") },
  {
    test: "start-before-end",
    mutant: edited("one subscription ends on the day it starts", endAtStart),
    // No days are a whole number of billing periods.
  },
  { test: "billing-periods", mutant: mutantThat("one subscription ends a day after its period") },
  { test: "started-before-as-of", mutant: mutantThat("one subscription starts on the as-of date") },
  {
    test: "one-at-a-time",
    mutant: mutantThat("one subscription runs on for a period"),
    alsoFail: ["change-type-agrees"],
  },
  { test: "status-agrees", mutant: mutantThat("one subscription is active with an end date") },
  { test: "change-type-agrees", mutant: mutantThat("one upgrade is called a winback") },
  { test: "window", mutant: mutantThat("one session lies on the as-of date") },
  {
    test: "lapsed-silent",
    mutant: mutantThat("one lapsed customer has one session"),
    alsoFail: ["active-only", "within-subscription"],
  },
  {
    test: "active-only",
    mutant: mutantThat("one session is watched under the plan before the last"),
    alsoFail: ["lapsed-silent", "within-subscription"],
  },
  { test: "within-subscription", mutant: mutantThat("one session lies before its subscription's start") },
  { test: "watch-bounds", mutant: mutantThat("one session watches 24 %") },
  { test: "completion-ceiling", mutant: mutantThat("one session is clipped at .05"), alsoFail: ["completion-noise"] },
];

const tooMany = { Basic: 0.9, Standard: 0.5, Premium: 0.25 };

const shares: readonly BrokenFiles[] = [
  {
    test: "genre-quotas",
    mutant: made("the catalogue is a third each", { "genre-mix": { movie: 0.34, music: 0.33, podcast: 0.33 } }),
    alsoFail: ["usage-genres"],
  },
  {
    test: "usage-genres",
    mutant: made("sessions are a third each", { "genre-mix": { movie: 0.34, music: 0.33, podcast: 0.33 } }),
    alsoFail: ["genre-quotas"],
  },
  { test: "never-subscribe", mutant: made("a fifth never subscribes", { eligibility: { never: 0.2 } }) },
  { test: "same-day-start", mutant: made("half start on signup day", { eligibility: { sameDay: 0.5 } }) },
  {
    test: "tier-shares",
    mutant: made("Premium is chosen most", {
      "subscription-lifecycle": { tierShares: { Basic: 0.2, Standard: 0.2, Premium: 0.6 } },
    }),
  },
  {
    test: "customer-devices",
    mutant: made("most customers own a mobile", {
      "region-and-device": { deviceWeights: { smart_tv: 0.08, mobile: 0.6 } },
    }),
    // A session on the own device is more likely the more own it.
    alsoFail: ["own-device"],
  },
  {
    test: "weekend-lift",
    mutant: made("weekends are as weekdays", { "weekend-lift": { lift: 1 } }),
    alsoFail: ["weekend-lift-before"],
  },
  { test: "weekend-lift-before", mutant: mutantThat("weekends before the last 14 days") },
  { test: "recency", mutant: made("older sessions are all kept", { "recency-window": { floor: 1 } }) },
  {
    test: "session-rate",
    mutant: made("everybody watches twice as much", {
      "session-rate": { rate: { Basic: 0.5, Standard: 1, Premium: 1.8 } },
    }),
  },
  {
    test: "tier-order",
    mutant: made("Basic watches most", { "session-rate": { rate: tooMany } }),
    alsoFail: ["session-rate"],
  },
  {
    test: "dropout",
    mutant: made("half of the Premium sessions are abandoned", { "watch-fraction": { abandon: { Premium: 0.5 } } }),
    alsoFail: ["dropout-order", "premium-seventy"],
  },
  {
    test: "dropout-order",
    mutant: made("dropout rises with the tier", {
      "watch-fraction": { abandon: { Basic: 0.05, Standard: 0.5, Premium: 0.2 }, skew: { Basic: 3 } },
    }),
    alsoFail: ["dropout", "premium-seventy"],
  },
  {
    test: "premium-seventy",
    mutant: made("Premium is watched as Basic is", {
      "watch-fraction": { abandon: { Premium: 0.2 }, skew: { Premium: 1 } },
    }),
    alsoFail: ["dropout", "dropout-order"],
  },
  {
    test: "completion-noise",
    mutant: made("the noise does not rise with the tier", {
      "completion-noise": { ceiling: { Standard: 0.03, Premium: 0.03 } },
    }),
  },
  {
    test: "hour-of-day",
    mutant: made("podcasts are heard at the hours of movies", {
      "hour-of-day": {
        hours: { podcast: [4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9, 6] },
      },
    }),
  },
  {
    test: "own-device",
    mutant: made("half of the sessions are on the own device", { "playback-device": { own: 0.5 } }),
  },
];

export const brokenFiles: readonly BrokenFiles[] = [...formats, ...rows, ...shares];
