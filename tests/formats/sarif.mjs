// Validates SARIF logs against the schema of SARIF 2.1.0: node sarif.mjs FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Ajv = require("ajv");
// Of the schema that OASIS publishes this one differs only in the name of a property of suppressions, which docsgen has none of.
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

const ajv = new Ajv({ schemaId: "id", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(schema);

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("name the logs to validate");
  process.exit(2);
}

// A validator that takes anything would pass everything.
if (validate({ version: "2.1.0", runs: [{ tool: {} }] }) || validate({ version: "2.0.0", runs: [] })) {
  console.error("the schema takes what is no SARIF");
  process.exit(2);
}

let failed = 0;
for (const file of files) {
  const log = JSON.parse(readFileSync(file, "utf8"));
  const results = log.runs[0].results;
  if (validate(log)) {
    const fixes = results.filter((result) => result.fixes).length;
    console.log(`${file}: valid, ${results.length} results, ${fixes} with fixes`);
    continue;
  }
  failed += 1;
  for (const error of validate.errors) console.error(`${file}: ${error.dataPath} ${error.message}`);
}
process.exit(failed === 0 ? 0 : 1);
