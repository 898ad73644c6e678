// Pictures to be looked at: one page of each sort and the results of a search, at desk and phone width, light and dark; and the
// guide as it is printed.
//
//   node screenshots.mjs --site DIR --out DIR [--full] [--query WORDS]
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { samplePages, serve } from "./site.mjs";

const { values: options } = parseArgs({ options: { site: { type: "string" }, out: { type: "string" }, full: { type: "boolean", default: false }, query: { type: "string", default: "restore backup" } } });
if (!options.site || !options.out) {
  console.error("usage: node screenshots.mjs --site DIR --out DIR [--full]");
  process.exit(2);
}
fs.mkdirSync(options.out, { recursive: true });
const browser = await launch();
const site = await serve(options.site);
const pages = samplePages(options.site);

async function pictures(name, address, fullPage, prepare = async () => {}) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(site.bases.root + encodeURI(address));
      await prepare(page);
      await page.screenshot({ path: path.join(options.out, `${name}-${width}-${colorScheme}.png`), fullPage });
      await page.close();
    }
  }
}

for (const sort of ["home", "catalog", "chart", "guide", "listing", "matrix", "order", "release", "playbook", "sheet", "404"]) {
  if (!pages[sort]) {
    console.log(`the site has no ${sort} page`);
    continue;
  }
  await pictures(sort, pages[sort], options.full);
}
await pictures("search", pages.home, false, async (page) => {
  await page.locator("#site\\:search-button").click();
  await page.locator("dialog[open] input").first().fill(options.query);
  await page.locator("dialog[open] mark").first().waitFor();
});
if (pages.guide) {
  const page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
  await page.goto(site.bases.root + encodeURI(pages.guide));
  await page.emulateMedia({ media: "print" });
  await page.screenshot({ path: path.join(options.out, "print.png"), fullPage: true });
  await page.close();
}
await browser.close();
site.close();
