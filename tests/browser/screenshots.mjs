// Pictures of one page of each sort, at desk and phone width, light and dark, to be looked at.
//
//   node screenshots.mjs --site DIR --out DIR [--full]
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { samplePages, serve } from "./site.mjs";

const { values: options } = parseArgs({ options: { site: { type: "string" }, out: { type: "string" }, full: { type: "boolean", default: false } } });
if (!options.site || !options.out) {
  console.error("usage: node screenshots.mjs --site DIR --out DIR [--full]");
  process.exit(2);
}
fs.mkdirSync(options.out, { recursive: true });
const browser = await launch();
const site = await serve(options.site);
const pages = samplePages(options.site);
for (const sort of ["home", "catalog", "chart", "guide", "listing", "matrix", "order", "404"]) {
  if (!pages[sort]) {
    console.log(`the site has no ${sort} page`);
    continue;
  }
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(site.bases.root + encodeURI(pages[sort]));
      await page.screenshot({ path: path.join(options.out, `${sort}-${width}-${colorScheme}.png`), fullPage: options.full });
      await page.close();
    }
  }
}
await browser.close();
site.close();
