// The usage_logs rows of a day written slowly and plainly from the cards' functions: row objects, strings and one sort.
// Shares no code with the hot path but the cards themselves, the streams and the subscription histories.
import { devices, genres } from "../../src/datasets.ts";
import { entityHead, entityTail, type StreamKey, streamKey } from "../../src/random/substream.ts";
import { activeSubscription } from "../../src/rules/active-only.ts";
import { completionRate, completionSampler } from "../../src/rules/completion-noise.ts";
import { durationSampler, titleTenths } from "../../src/rules/content-duration.ts";
import { delayDays, eligibilitySampler } from "../../src/rules/eligibility.ts";
import { genreSampler, sessionGenre, titleGenres } from "../../src/rules/genre-mix.ts";
import { hourSampler, secondOfDay } from "../../src/rules/hour-of-day.ts";
import { playbackSampler, sessionDevice } from "../../src/rules/playback-device.ts";
import { isKept, recencySampler } from "../../src/rules/recency-window.ts";
import { deviceChoice, homeSampler, primaryDevice } from "../../src/rules/region-and-device.ts";
import { candidateCount, rateSampler, weekdayMean } from "../../src/rules/session-rate.ts";
import { signupDay, signupSampler } from "../../src/rules/signup-growth.ts";
import { lifecycleSampler, newHistory, subscriptionHistory } from "../../src/rules/subscription-lifecycle.ts";
import { popularitySampler, titleRank, titlesByRank } from "../../src/rules/title-popularity.ts";
import { fractionWatched, watchedHundredths, watchSampler } from "../../src/rules/watch-fraction.ts";
import { dayWeight } from "../../src/rules/weekend-lift.ts";
import { isoDate, type World } from "../../src/rules/world.ts";

const stream = (world: World, dataset: string, rule: string): StreamKey => streamKey(world.seed, dataset, rule);

/** The two words of an entity. */
type Entity = readonly [head: number, tail: number];
function entity(low: number, high: number): Entity {
  const head = entityHead(low, high);
  return [head, entityTail(head, high)];
}

interface Subscriber {
  readonly customer: number;
  readonly sequence: number;
  readonly tier: number;
  readonly start: number;
  readonly device: number;
  /** Mean candidates a weekday. */
  readonly mean: number;
}

function subscribersOf(world: World): Subscriber[] {
  const { behaviour } = world;
  const signup = signupSampler(stream(world, "customers", "signup-growth"));
  const eligible = eligibilitySampler(stream(world, "subscriptions", "eligibility"), behaviour.eligibility);
  const lifecycle = lifecycleSampler(
    stream(world, "subscriptions", "subscription-lifecycle"),
    behaviour["subscription-lifecycle"],
  );
  const home = homeSampler(stream(world, "customers", "region-and-device"), behaviour["region-and-device"]);
  const rate = rateSampler(stream(world, "usage_logs", "session-rate"), behaviour["session-rate"]);
  const found: Subscriber[] = [];
  for (let customer = 1; customer <= world.customers; customer++) {
    const own = entity(customer, 0);
    const delay = delayDays(eligible, ...own);
    if (delay < 0) continue;
    const history = newHistory();
    subscriptionHistory(
      lifecycle,
      customer,
      signupDay(signup, world.anchorDay, ...own) + delay,
      world.asOfDay,
      history,
    );
    const index = activeSubscription(history, world.asOfDay);
    if (index < 0) continue;
    const tier = history.tier[index]!;
    const start = history.start[index]!;
    const device = primaryDevice(home, ...own);
    found.push({ customer, sequence: index + 1, tier, start, device, mean: weekdayMean(rate, customer, tier) });
  }
  return found;
}

interface Title {
  readonly number: number;
  readonly tenths: number;
}

/** The titles of each genre, most popular first. */
function rankedTitles(world: World): Title[][] {
  const genreOf = titleGenres(stream(world, "content", "genre-mix"), world.behaviour["genre-mix"], world.content);
  const durations = durationSampler(stream(world, "content", "content-duration"), world.behaviour["content-duration"]);
  return genres.map((_, genre) => {
    const titles = [...genreOf.keys()]
      .filter((index) => genreOf[index] === genre)
      .map((index) => ({ number: index + 1, tenths: titleTenths(durations, genre, ...entity(index + 1, 0)) }));
    const order = titlesByRank(stream(world, "usage_logs", "title-popularity"), genre, titles.length);
    return [...order].map((place) => titles[place]!);
  });
}

/** Everything a world's sessions are drawn with, made once. */
function recipeOf(world: World) {
  const { behaviour } = world;
  const titles = rankedTitles(world);
  const counts = titles.map((list) => list.length);
  const usage = (rule: string): StreamKey => stream(world, "usage_logs", rule);
  return {
    titles,
    rate: usage("session-rate"),
    recency: recencySampler(usage("recency-window"), behaviour["recency-window"]),
    genre: genreSampler(usage("genre-mix"), behaviour["genre-mix"]),
    hour: hourSampler(usage("hour-of-day"), behaviour["hour-of-day"]),
    popularity: popularitySampler(usage("title-popularity"), behaviour["title-popularity"], counts),
    watch: watchSampler(usage("watch-fraction"), behaviour["watch-fraction"]),
    completion: completionSampler(usage("completion-noise"), behaviour["completion-noise"]),
    playback: playbackSampler(
      usage("playback-device"),
      behaviour["playback-device"],
      deviceChoice(behaviour["region-and-device"]),
    ),
  };
}

interface Session {
  readonly second: number;
  readonly customer: number;
  readonly candidate: number;
  readonly line: string;
}

function sessionsOf(world: World, recipe: ReturnType<typeof recipeOf>, subscriber: Subscriber, day: number): Session[] {
  const mean = subscriber.mean * dayWeight(world.behaviour["weekend-lift"], day);
  const dayEntity = entity(subscriber.customer, day * 65_536);
  const candidates = candidateCount(recipe.rate, ...dayEntity, mean, Math.exp(-mean));
  const sessions: Session[] = [];
  for (let candidate = 1; candidate <= candidates; candidate++) {
    const own = entity(subscriber.customer, day * 65_536 + candidate);
    const keep = recipe.recency.thresholds[world.asOfDay - day]!;
    if (!isKept(recipe.recency.key, keep, ...own)) continue;
    const genre = sessionGenre(recipe.genre, ...own);
    const second = secondOfDay(recipe.hour, genre, ...own);
    const line = lineOf(recipe, subscriber, { day, second, candidate, genre }, own);
    sessions.push({ second, customer: subscriber.customer, candidate, line });
  }
  return sessions;
}

function lineOf(
  recipe: ReturnType<typeof recipeOf>,
  subscriber: Subscriber,
  session: { day: number; second: number; candidate: number; genre: number },
  own: Entity,
): string {
  const { tier, device } = subscriber;
  const title = recipe.titles[session.genre]![titleRank(recipe.popularity, session.genre, ...own)]!;
  const hundredths = watchedHundredths(fractionWatched(recipe.watch, tier, ...own), title.tenths);
  const rate = completionRate(recipe.completion, tier, hundredths, title.tenths, ...own);
  const number = String(subscriber.customer).padStart(9, "0");
  const date = isoDate(session.day);
  const time = new Date(session.second * 1000).toISOString().slice(11, 19);
  return [
    `U${date.replaceAll("-", "")}-${number}-${session.candidate}`,
    `C${number}`,
    `S${number}-${subscriber.sequence}`,
    `T${String(title.number).padStart(7, "0")}`,
    `${date}T${time}Z`,
    devices[sessionDevice(recipe.playback, device, ...own)],
    (hundredths / 100).toFixed(2),
    (rate / 10_000).toFixed(4),
  ].join(",");
}

/** The lines of each of `days`, in file order, for a world of a single shard. */
export function plainUsageLines(world: World, days: readonly number[]): string[] {
  const subscribers = subscribersOf(world);
  const recipe = recipeOf(world);
  return days.flatMap((day) =>
    subscribers
      .filter((subscriber) => subscriber.start <= day)
      .flatMap((subscriber) => sessionsOf(world, recipe, subscriber, day))
      .sort((a, b) => a.second - b.second || a.customer - b.customer || a.candidate - b.candidate)
      .map((session) => session.line),
  );
}
