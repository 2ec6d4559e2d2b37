// Mutants of whose sessions there are and when: active-only, session-rate, weekend-lift, recency-window, hour-of-day.
import { tiers } from "../../../src/datasets.ts";
import { recentDays } from "../../../src/rules/recency-window.ts";
import { dayNumber, isoDate, isWeekend, weekday, windowDays } from "../../../src/rules/world.ts";
import { candidateOf, type EditableFiles, type RowOf, rowOf } from "./editable-files.ts";
import { enough, type Mutant } from "./mutant.ts";

type Session = RowOf["usage_logs"];
type Subscription = RowOf["subscriptions"];

const dateOf = ({ started_at }: Session): string => started_at.slice(0, 10);

/** The session on another day at the same time, as candidate number 90 or later, which no customer reaches. */
function onDay(row: Session, date: string): Session {
  const { usage_id, customer_id, started_at } = row;
  const candidate = 90 + Number(candidateOf(usage_id));
  return {
    ...row,
    usage_id: `U${date.replaceAll("-", "")}-${customer_id.slice(1)}-${candidate}`,
    started_at: date + started_at.slice(10),
  };
}

/** The session under another subscription. */
function by(row: Session, { customer_id, subscription_id }: Subscription): Session {
  const usage_id = `${row.usage_id.slice(0, "U20260101".length)}-${customer_id.slice(1)}-99`;
  return { ...row, usage_id, customer_id, subscription_id };
}

/** A session of any subscriber of the same plan; with what is watched and measured as befits the tier. */
function sessionOfPlan(files: EditableFiles, plan: string): Session {
  const planOf = new Map(files.rows("subscriptions").map((row) => [row.subscription_id, row.plan_id]));
  return files.find("usage_logs", ({ subscription_id }) => planOf.get(subscription_id) === plan);
}

function addSession(files: EditableFiles, session: Session): void {
  files.append("usage_logs", [session]);
  files.sortUsage();
}

export const activeOnlyMutants: readonly Mutant[] = [
  {
    rule: "active-only",
    wrong: "one lapsed customer has one session",
    edit: (files) => {
      const lapsed = files
        .rows("subscriptions")
        .findLast((row, index, all) => row.status === "ended" && all[index + 1]?.customer_id !== row.customer_id)!;
      addSession(files, by(sessionOfPlan(files, lapsed.plan_id), lapsed));
    },
    fails: ["active-only/active"],
  },
  {
    rule: "active-only",
    wrong: "one session is watched under the plan before the last",
    edit: (files) => {
      const earlier = files
        .rows("subscriptions")
        .find((row, index, all) => all[index + 1]?.customer_id === row.customer_id && row.status === "ended")!;
      addSession(files, by(sessionOfPlan(files, earlier.plan_id), earlier));
    },
    fails: ["active-only/active"],
  },
  {
    rule: "active-only",
    wrong: "one session lies before its subscription's start",
    edit: (files) => {
      const windowStart = isoDate(files.world.asOfDay - windowDays);
      const recent = files
        .rows("subscriptions")
        .find(({ start_date, status }) => status === "active" && start_date > windowStart)!;
      const session = sessionOfPlan(files, recent.plan_id);
      addSession(files, by(onDay(session, windowStart), recent));
    },
    fails: ["active-only/active"],
  },
];

const ofAllTiers = (prefix: string): string[] => tiers.map((tier) => `session-rate/${prefix}${tier.toLowerCase()}`);

export const rateMutants: readonly Mutant[] = [
  {
    rule: "session-rate",
    wrong: "subscribers watch more a weekday than declared",
    customers: enough,
    made: {
      small: { "session-rate": { rate: { Basic: 0.34, Standard: 0.65, Premium: 1.15 } } },
      large: { "session-rate": { rate: { Basic: 0.265, Standard: 0.525, Premium: 0.95 } } },
    },
    fails: [...ofAllTiers(""), ...ofAllTiers("busy-days-")],
  },
  {
    rule: "session-rate",
    wrong: "personas of shape 1 (1.7) for 2",
    customers: enough,
    made: { small: { "session-rate": { shape: 1 } }, large: { "session-rate": { shape: 1.7 } } },
    // A spread of personas moves busy days most where there are most.
    fails: { small: [...ofAllTiers("silent-"), "session-rate/busy-days-premium"], large: ofAllTiers("silent-") },
  },
];

/** Sessions of the last 14 days moved from Sunday to the Saturday before, where the subscription ran already. */
function moveSundays(files: EditableFiles, every: number): void {
  const starts = new Map(files.rows("subscriptions").map((row) => [row.subscription_id, row.start_date]));
  const firstDay = files.world.asOfDay - recentDays;
  files.change("usage_logs", (row, index) => {
    const day = dayNumber(dateOf(row));
    const saturday = isoDate(day - 1);
    const isMovable = day > firstDay && weekday(day) === 0 && index % every === 0;
    return isMovable && starts.get(row.subscription_id)! <= saturday ? onDay(row, saturday) : undefined;
  });
  files.sortUsage();
}

/** Drops one in so many weekend sessions before the last 14 days. */
function dropWeekendsBefore(files: EditableFiles, every: number): void {
  const firstDay = files.world.asOfDay - recentDays;
  const isDropped = (line: string, index: number): boolean => {
    const day = dayNumber(dateOf(rowOf("usage_logs", line)));
    return day < firstDay && isWeekend(day) && index % every === 0;
  };
  files.write(
    "usage_logs",
    files.lines("usage_logs").filter((line, index) => !isDropped(line, index)),
  );
}

export const weekendMutants: readonly Mutant[] = [
  {
    rule: "weekend-lift",
    wrong: "weekends have 1.3 (1.44) times a weekday's sessions for 1.5",
    customers: enough,
    made: { small: { "weekend-lift": { lift: 1.3 } }, large: { "weekend-lift": { lift: 1.44 } } },
    fails: ["weekend-lift/ratio", "weekend-lift/before", "weekend-lift/days-of-the-week"],
  },
  {
    rule: "weekend-lift",
    wrong: "weekends before the last 14 days have no sessions (19 in 20)",
    customers: enough,
    edit: (files, size) => dropWeekendsBefore(files, size === "small" ? 1 : 20),
    fails: ["weekend-lift/before"],
  },
  {
    rule: "weekend-lift",
    wrong: "Saturdays take a third (a tenth) of Sundays' sessions",
    customers: enough,
    edit: (files, size) => moveSundays(files, size === "small" ? 3 : 10),
    fails: ["weekend-lift/days-of-the-week"],
  },
];

export const recencyMutants: readonly Mutant[] = [
  {
    rule: "recency-window",
    wrong: "older sessions are kept with .35 (.48) at least for .5",
    customers: enough,
    made: { small: { "recency-window": { floor: 0.35 } }, large: { "recency-window": { floor: 0.48 } } },
    fails: ["recency-window/ratio", "recency-window/ageing"],
  },
  {
    rule: "recency-window",
    wrong: "keeping halves in 15 (25) days for 30",
    customers: enough,
    made: {
      small: { "recency-window": { halfLifeDays: 15 } },
      large: { "recency-window": { halfLifeDays: 27 } },
    },
    fails: ["recency-window/ratio", "recency-window/ageing"],
  },
  {
    rule: "recency-window",
    wrong: "one session lies a day before the window",
    edit: (files) => {
      const day = files.world.asOfDay - windowDays;
      const starts = new Map(files.rows("subscriptions").map((row) => [row.subscription_id, row.start_date]));
      const yesterday = isoDate(day - 1);
      const session = files.find("usage_logs", ({ subscription_id }) => starts.get(subscription_id)! < yesterday);
      addSession(files, onDay(session, yesterday));
    },
    fails: ["recency-window/window"],
  },
  {
    rule: "recency-window",
    wrong: "one session lies on the as-of date",
    edit: (files) =>
      addSession(
        files,
        onDay(
          files.find("usage_logs", () => true),
          isoDate(files.world.asOfDay),
        ),
      ),
    fails: ["recency-window/window"],
  },
  {
    rule: "recency-window",
    wrong: "a fifth (a tenth) of the oldest fortnight's weekday sessions is a fortnight younger",
    customers: enough,
    edit: (files, size) => {
      const { asOfDay } = files.world;
      files.change("usage_logs", (row, index) => {
        const day = dayNumber(dateOf(row));
        const isMoved = day < asOfDay - windowDays + 14 && !isWeekend(day) && index % (size === "small" ? 4 : 10) === 0;
        return isMoved ? onDay(row, isoDate(day + 14)) : undefined;
      });
      files.sortUsage();
    },
    fails: ["recency-window/ageing"],
  },
];

/** Movies' hours as they are declared, an hour later. */
const moviesLater = [6, 4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9];
/** Podcasts' hours with a morning peak a little flatter. */
const flatterMornings = [1, 1, 1, 1, 2, 5, 10, 11, 10, 7, 5, 4, 5, 5, 4, 4, 6, 8, 6, 4, 3, 2, 2, 1];

function changeTimes(files: EditableFiles, change: (hour: number, minute: number, second: number) => string): void {
  files.change("usage_logs", (row) => {
    const [hour = 0, minute = 0, second = 0] = row.started_at.slice(11, 19).split(":").map(Number);
    return { started_at: `${dateOf(row)}T${change(hour, minute, second)}Z` };
  });
  files.sortUsage();
}

const clock = (...parts: readonly number[]): string => parts.map((part) => String(part).padStart(2, "0")).join(":");

export const hourMutants: readonly Mutant[] = [
  {
    rule: "hour-of-day",
    wrong: "movies are watched an hour later",
    customers: enough,
    made: { "hour-of-day": { hours: { movie: moviesLater } } },
    fails: ["hour-of-day/movie"],
  },
  {
    rule: "hour-of-day",
    wrong: "podcasts peak a little less in the morning",
    made: { "hour-of-day": { hours: { podcast: flatterMornings } } },
    customers: { small: 20_000 },
    fails: ["hour-of-day/podcast"],
  },
  {
    rule: "hour-of-day",
    wrong: "all sessions start an hour later, those of the last hour in the first",
    customers: enough,
    edit: (files) => changeTimes(files, (hour, ...rest) => clock((hour + 1) % 24, ...rest)),
    fails: ["hour-of-day/movie", "hour-of-day/music", "hour-of-day/podcast"],
  },
  {
    rule: "hour-of-day",
    wrong: "minutes are even",
    customers: enough,
    edit: (files) => changeTimes(files, (hour, minute, second) => clock(hour, minute - (minute % 2), second)),
    fails: ["hour-of-day/minutes"],
  },
  {
    rule: "hour-of-day",
    wrong: "sessions of the second 59 start at 58",
    customers: enough,
    edit: (files) => changeTimes(files, (hour, minute, second) => clock(hour, minute, Math.min(58, second))),
    fails: ["hour-of-day/seconds"],
  },
];
