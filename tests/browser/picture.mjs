// The pictures of the README: the recovery matrix at a desk and a chart on a phone, from the built site, light and dark.
//
//   node picture.mjs --site DIR --out DIR        (what `cargo xtask picture` runs)
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./site.mjs";

const { values: options } = parseArgs({ options: { site: { type: "string" }, out: { type: "string" } } });
if (!options.site || !options.out) {
  console.error("usage: node picture.mjs --site DIR --out DIR");
  process.exit(2);
}
fs.mkdirSync(options.out, { recursive: true });

/** What is shown: an address of the example, the window it is looked at in, and what is at the top of it. */
const DESK = { address: "recovery/index.html", viewport: { width: 1240, height: 860 }, top: ".tabs-nav" };
const PHONE = { address: "charts/orderdb/index.html", viewport: { width: 390, height: 720 } };

/** Larger files are slow to load where the README is read. */
const MOST_BYTES = 150_000;

const browser = await launch();
const site = await serve(options.site);

async function look({ address, viewport, top }, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 2 });
  await page.goto(site.bases.root + address);
  await page.evaluate(() => document.fonts.ready);
  // The header stays where it is, so what is to be at the top has to be below it.
  if (top) await page.locator(top).evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - document.querySelector("header").getBoundingClientRect().bottom - 12));
  const picture = await page.screenshot({ animations: "disabled" });
  await page.close();
  return `data:image/png;base64,${picture.toString("base64")}`;
}

for (const colorScheme of ["light", "dark"]) {
  const [desk, phone] = [await look(DESK, colorScheme), await look(PHONE, colorScheme)];
  const line = colorScheme === "light" ? "#d0d7de" : "#3d444d";
  const page = await browser.newPage({ viewport: { width: 1320, height: 850 }, deviceScaleFactor: 1.5 });
  await page.setContent(`<style>
    body { margin: 0; background: transparent; }
    img { position: absolute; border: 1px solid ${line}; box-shadow: 0 6px 24px rgb(0 0 0 / 25%); }
    .desk { left: 12px; top: 8px; width: 1140px; border-radius: 10px; }
    .phone { right: 16px; bottom: 16px; width: 250px; border-radius: 26px; }
  </style><img class="desk" src="${desk}"><img class="phone" src="${phone}">`);
  await page.locator("img").last().evaluate((image) => image.decode());
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDefaultBackgroundColorOverride", { color: { r: 0, g: 0, b: 0, a: 0 } });
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  const bytes = Buffer.from(data, "base64");
  const file = path.join(options.out, `docsgen-${colorScheme}.webp`);
  if (bytes.length > MOST_BYTES) throw new Error(`${file} would have ${bytes.length} bytes, more than ${MOST_BYTES}`);
  fs.writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes`);
  await page.close();
}
await browser.close();
site.close();
