// docs/model.md says of every check what it expects and what it shows, by the table that was measured.
import { describe, expect, it } from "vitest";
import { modelDocument } from "../../scripts/model-document.ts";
import { powerTable } from "../../scripts/power-table.ts";
import { ruleChecks } from "../../src/checks/index.ts";
import { genres, tiers } from "../../src/datasets.ts";
import { modelVersion } from "../../src/rules/model-version.ts";
import { mutants } from "../checks/mutants/index.ts";

const kinds = [...genres, ...tiers.map((tier) => tier.toLowerCase())].join("|");

/** Whether a key of `expectations` is about the check of this name: `*` stands for a genre or a tier. */
function isAbout(key: string, name: string): boolean {
  return new RegExp(`^${key.replace("*", `(${kinds})`)}$`).test(name);
}

const { customers, checks } = powerTable();
const measured = checks.map(({ id, unit }) => ({ rule: id.split("/")[0]!, name: id.split("/")[1]!, unit }));
/** Beside those of the measured worlds, checks that only some worlds have. */
const mutated = mutants
  .flatMap(({ fails }) => ("small" in fails ? fails.small : fails))
  .map((id) => ({ rule: id.split("/")[0]!, name: id.split("/")[1]! }));

describe("expectations", () => {
  it.each(ruleChecks)("of $rule say of each statistic, in one line, where its expected value comes from", (check) => {
    const keys = Object.keys(check.expectations);
    const statistics = measured.filter(({ rule, unit }) => rule === check.rule && unit !== "rows" && unit !== "titles");
    const without = statistics.filter(({ name }) => keys.filter((key) => isAbout(key, name)).length !== 1);
    expect(without).toEqual([]);
  });

  it.each(ruleChecks)("of $rule are about checks that there are", ({ rule, expectations }) => {
    const names = [...measured, ...mutated].filter((one) => one.rule === rule).map(({ name }) => name);
    expect(Object.keys(expectations).filter((key) => !names.some((name) => isAbout(key, name)))).toEqual([]);
  });
});

describe("docs/power.json", () => {
  it("was measured at 1,000 to 1,000,000 customers, with this model version, and shows more in more rows", () => {
    expect(customers).toEqual([1000, 10_000, 100_000, 1_000_000]);
    expect(powerTable().modelVersion).toBe(modelVersion);
    const worse = checks.filter(({ unit, sizes }) => {
      const shown = sizes.flatMap((size) => (size?.smallestDetectable == null ? [] : [size.smallestDetectable]));
      return unit !== "rows" && shown.some((value, index) => index > 0 && value > shown[index - 1]! * 1.01);
    });
    expect(worse.map(({ id }) => id)).toEqual([]);
  });

  it("was measured on clean worlds that failed no check, and decided every one from 10,000 customers on", () => {
    const verdicts = checks.flatMap(({ id, sizes }) =>
      sizes.map((size, index) => ({ id, index, verdict: size?.verdict })),
    );
    expect(verdicts.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(verdicts.filter(({ index, verdict }) => index > 0 && verdict === "undecided")).toEqual([]);
  });

  it("and docs/model.md have the same checks", () => {
    const sections = modelDocument().split(/^### /m);
    const missing = checks.filter(({ rule, id }) => {
      const section = sections.find((text) => text.startsWith(rule === "contract" ? "The contract\n" : `${rule}\n`));
      return !section?.includes(`\`${id.slice(id.indexOf("/") + 1)}\``);
    });
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});
