// No field of the five files begins with what a spreadsheet takes for a formula (= + - @, tab, carriage return): not in the
// words that texts are made of, and not in worlds of several seeds.

import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import { emailDomains, emailPart, firstNames, lastNames } from "../../src/rules/identity.ts";
import { adjectives, categories, nouns, templates } from "../../src/rules/title.ts";
import { usStates } from "../../src/rules/us-states.ts";
import { bytesOf, testWorld } from "../worlds.ts";

const formula = /^[=+\-@\t\r]/;

test("the words that texts are made of begin harmlessly, and so does every template", () => {
  const made = Object.values(templates).flatMap((ofGenre) => ofGenre.map((template) => template("Adjective", "Noun")));
  const words = [
    ...firstNames,
    ...lastNames,
    ...firstNames.map(emailPart),
    ...emailDomains,
    ...adjectives,
    ...nouns,
    ...Object.values(categories).flat(),
    ...usStates.map(({ code }) => code),
    ...made,
  ];
  expect(words.length).toBeGreaterThan(1000);
  expect(words.filter((word) => formula.test(word))).toEqual([]);
});

test("every text of written worlds begins harmlessly", () => {
  let texts = 0;
  for (const seed of ["1", "=cmd()", "@SUM(1)"]) {
    const world = testWorld({ seed, customers: 300, content: 200 });
    for (const dataset of datasetNames) {
      const strings = datasetSchemas[dataset].columns.map(({ type }) => type !== "integer" && type !== "number");
      const rows: string[][] = parse(Buffer.from(bytesOf(world, dataset)));
      for (const row of rows) {
        const found = row.filter((_field, index) => strings[index]);
        texts += found.length;
        expect(found.filter((field) => formula.test(field))).toEqual([]);
      }
    }
  }
  expect(texts).toBeGreaterThan(10_000);
});
