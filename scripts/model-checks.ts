// The checks in docs/model.md: what each rule claims of the default job, how its expectation comes about, and how small a
// deviation it shows, as measured. Claims are those of the checks themselves; nothing is said twice.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Check, checkObserver, judge, ruleChecks } from "../src/checks/index.ts";
import { checksBudgeted, familyWiseError, zLimit } from "../src/checks/judgement.ts";
import { MemorySink } from "../src/csv/chunk.ts";
import { datasetNames, headerLine } from "../src/datasets.ts";
import { generatePartition } from "../src/generators/index.ts";
import { partitionsOf } from "../src/generators/partitions.ts";
import { allocateLookups, scanPartition } from "../src/reports/scan.ts";
import { defaultBehaviour } from "../src/rules/index.ts";
import { dayNumber, type World } from "../src/rules/world.ts";
import { code, grouped, table } from "./markdown.ts";
import { type MeasuredCheck, type PowerTable, powerTable } from "./power-table.ts";

/** The job that the claims are about. */
function defaultWorld({ request }: PowerTable): World {
  const asOfDay = dayNumber(request.asOf);
  const { content, seed } = request;
  return { seed: String(seed), anchorDay: asOfDay, asOfDay, customers: 10_000, content, behaviour: defaultBehaviour };
}

/** What the checks claim of a world, from its catalogue alone: of the other files, claims do not need the rows. */
function claimsOf(world: World): Check[] {
  const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-claims-"));
  try {
    const sink = new MemorySink();
    for (const partition of partitionsOf(world, "content")) generatePartition(world, undefined, partition, sink);
    const file = path.join(directory, "content.csv");
    writeFileSync(file, Buffer.concat([Buffer.from(`${headerLine("content")}\n`), sink.toBuffer()]));
    const lookups = allocateLookups({ customers: 0, content: world.content, subscriptions: 0 });
    const range = { path: file, start: 0, end: statSync(file).size, skipHeader: true };
    const content = scanPartition({ dataset: "content", ...range, world, lookups }).observations;
    const observed = datasetNames.map((dataset) => {
      const blank = checkObserver(dataset, { world, rangeStart: 0, marks: lookups.marks });
      return [dataset, dataset === "content" ? content : blank.finish()] as const;
    });
    return judge(Object.fromEntries(observed), world, () => null);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What is said of a check, whether or not the job at hand makes it. */
type Claim = Pick<Check, "id" | "rule" | "claim" | "demand" | "statistic" | "tolerance" | "materialDeviation">;

let claimed: readonly Claim[] | undefined;

/** The claims about a rule in the default job, and those that only larger ones have. */
function claimsOfRule(rule: string): Claim[] {
  claimed ??= claimsOf(defaultWorld(powerTable()));
  const ids = new Set(claimed.map(({ id }) => id));
  const further = powerTable().checks.filter(({ id }) => !ids.has(id));
  return [...claimed, ...further].filter((claim) => claim.rule === rule);
}

function isInvariant({ statistic }: Claim): boolean {
  return /^(broken rows|titles above)/.test(statistic);
}

function nameOf({ id }: Claim): string {
  return id.slice(id.indexOf("/") + 1);
}

/** What is said of a rule's checks: the exact ones as a list, the others as a table, and where their expectations come from. */
export function checkSections(rule: string): string[] {
  const claims = claimsOfRule(rule);
  const exact = claims.filter(isInvariant);
  const statistics = claims.filter((check) => !isInvariant(check));
  return [
    ...(exact.length === 0 ? [] : [`**Every row**, where one broken row fails:`, exact.map(claimLine).join("\n")]),
    ...(statistics.length === 0 ? [] : ["**Beyond chance**:", powerSection(statistics), expectationList(rule)]),
  ];
}

function claimLine(check: Claim): string {
  return `- ${code(nameOf(check))}: ${demanded(check)}${check.claim}`;
}

function demanded({ demand }: Claim): string {
  return demand ? "*demanded.* " : "";
}

function powerSection(checks: readonly Claim[]): string {
  const { customers, checks: measured } = powerTable();
  const head = ["check", "claim", "statistic", "tolerance", "matters from", ...customers.map(grouped)];
  const rows = checks.map((check) => {
    const found = measured.find(({ id }) => id === check.id);
    return [
      code(nameOf(check)),
      demanded(check) + check.claim,
      withUnit(check, found),
      shown(check.tolerance),
      shown(check.materialDeviation),
      ...customers.map((_, size) => detectable(found, size)),
    ];
  });
  return table(head, rows);
}

/** `w` is the unit of every chi-square, which says so itself. */
function withUnit({ statistic }: Claim, measured: MeasuredCheck | undefined): string {
  return measured?.unit == null || measured.unit === "w" ? statistic : `${statistic}, ${measured.unit}`;
}

/** The smallest deviation shown at a size, in brackets where it is more than matters. */
function detectable(measured: MeasuredCheck | undefined, size: number): string {
  const found = measured?.sizes[size];
  if (found == null || found.smallestDetectable === null) return "none";
  const number = shown(found.smallestDetectable);
  return found.verdict === "undecided" ? `(${number})` : number;
}

function shown(number: number | null): string {
  return number === null ? "none" : String(Number(number.toPrecision(2)));
}

function expectationList(rule: string): string {
  const { expectations = {} } = ruleChecks.find((check) => check.rule === rule) ?? {};
  return Object.entries(expectations)
    .map(([name, words]) => `- ${code(name)}: ${words}`)
    .join("\n");
}

/** How verdicts are reached, and how to read the tables of the rules. */
export function verdictsSection(): string {
  const { customers, measuredOn, command, request, modelVersion } = powerTable();
  const sizes = customers.map(grouped).join(", ");
  return `Every claim is judged on the rows of the written files, never on what the generator remembers, and against the parameters that the
request declares. A check conditions on whatever other rules decide, so that a broken rule fails its own checks and no others: tests break each
check on purpose and see that.

- **fail**: the observed value lies further from the expected one than chance puts it once in ${grouped(checksBudgeted / familyWiseError)} clean runs, to
  either side (${zLimit.toFixed(1)} standard errors of a normal). A run makes at most ${checksBudgeted} checks, so that any of a clean run fails once in
  ${grouped(1 / familyWiseError)} runs at most. A tolerance is added where the model itself says less than an exact number.
- **undecided**: not failed, but so few rows would not have shown a deviation that matters. Never a pass.
- **pass**: neither.

Counts are judged by exact tails (binomial, negative binomial), sums of bounded terms by Bernstein's inequality, which Freedman's extends to events whose
chances depend on earlier ones, and spreads by chi-square over cells that expect at least 100, with a twentieth of the error. A chi-square's deviation
is Cohen's w: the root of the mean squared relative deviation of its cells. See [decision 0006](decisions/0006-checks-beside-the-cards.md).

The tables of the rules say what deviation *matters* and, for ${sizes} customers, the smallest one that fails the check, in the units of the statistic; in brackets
where it is more than matters, and a clean run is undecided. They were measured on ${measuredOn} by \`${command}\` on clean worlds of seed ${request.seed},
as-of ${request.asOf}, ${request.content} titles, model version \`${modelVersion}\`; [power.json](power.json) has them in full. The claims are those of a job of 10,000 customers.`;
}
