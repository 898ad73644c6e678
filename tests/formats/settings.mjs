// Validates book.toml and front matter against the schemas that docsgen prints:
// node settings.mjs BOOK-SCHEMA FRONT-MATTER-SCHEMA FOLDER...
//
// The parsers are others than docsgen's, so that a value that these read differently is found.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

const require = createRequire(import.meta.url);
const Ajv = require("ajv");

const [bookSchema, frontMatterSchema, ...folders] = process.argv.slice(2);
if (folders.length === 0) {
  console.error("name the two schemas and the folders to look through");
  process.exit(2);
}

// Words for editors alone are no part of the standard.
const ajv = new Ajv({ allErrors: true, unknownFormats: "ignore" });
// Schemas are held against the meta-schema when they are compiled.
const compile = (file) => ajv.compile(JSON.parse(readFileSync(file, "utf8")));
const isBook = compile(bookSchema);
const isFrontMatter = compile(frontMatterSchema);

// A schema that takes anything would pass everything.
const wrong = [
  [isBook, parseToml('[book]\ntitel = "x"')],
  [isBook, parseToml("[check]\nstale_after = 90")],
  [isBook, parseToml('[[sources]]\nkind = "guide"')],
  [isFrontMatter, parseYaml("titel: x")],
  [isFrontMatter, parseYaml("kind: gide")],
  [isFrontMatter, parseYaml("drills: [{ date: yesterday }]")],
];
for (const [validate, value] of wrong) {
  if (validate(value)) {
    console.error(`a schema takes ${JSON.stringify(value)}`);
    process.exit(2);
  }
}

// Dates of TOML are objects to its parser, and the text they were written with to docsgen.
const plain = (value) => JSON.parse(JSON.stringify(value));
const left = new Set(["node_modules", "target", "tests"]);
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith(".") || left.has(entry.name) ? [] : files(path);
    return entry.isFile() ? [path] : [];
  });

let [books, pages, failed] = [0, 0, 0];
const hold = (validate, value, path) => {
  if (validate(plain(value))) return;
  failed += 1;
  for (const error of validate.errors) console.error(`${path}: ${error.dataPath} ${error.message}`);
};
for (const path of folders.flatMap(files)) {
  if (path.endsWith("book.toml")) {
    books += 1;
    hold(isBook, parseToml(readFileSync(path, "utf8")), path);
  } else if (path.endsWith(".md")) {
    const block = /^---\n([^]*?\n)---[ \t]*\n/.exec(readFileSync(path, "utf8").replaceAll("\r\n", "\n"));
    if (!block) continue;
    pages += 1;
    hold(isFrontMatter, parseYaml(block[1]) ?? {}, path);
  }
}
console.log(`${books} book.toml and the front matter of ${pages} pages: ${failed} not valid`);
process.exit(failed === 0 && pages > 0 ? 0 : 1);
