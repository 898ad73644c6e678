// Asks by hand: node ask.mjs SITE QUESTION…
import process from "node:process";
import { openIndex } from "./index.mjs";

const [site, ...words] = process.argv.slice(2);
const { index, loaded } = openIndex(site);
const { total, more } = await index.ask(words.join(" "));
console.log(`${total} pages`);
for (const { title, trail, kind, sections } of await more(8)) {
  console.log(`${title.join("|")}  (${[kind, ...trail].join(" · ")})`);
  for (const { url, heading, excerpt } of sections) console.log(`    ${url}\n      ${heading.join("|")}: ${excerpt.join("|")}`);
}
const sum = (sizes, what) => [...sizes].reduce((sum, size) => sum + size[what], 0);
console.log(`${loaded.size} files, ${sum(loaded.values(), "raw")} bytes, ${sum(loaded.values(), "sent")} sent: ${[...loaded.keys()].join(" ")}`);
