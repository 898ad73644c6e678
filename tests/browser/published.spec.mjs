// What a site says of itself that knows its own address: canonical links and the sitemap.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const NO_ADDRESS = "the site is built for no site-url";

export default function (test) {
  for (const sort of ["home", "catalog", "chart", "guide", "matrix"]) {
    test(`the ${sort} page names its own address and works there`, async (visit) => {
      if (!visit.pages[404]) return NO_ADDRESS;
      if (!visit.pages[sort]) return `the site has no ${sort} page`;
      const page = await visit.openPublished(visit.pages[sort]);
      const canonical = await page.locator("link[rel=canonical]").evaluate((link) => link.href);
      const { pathname } = new URL(canonical);
      assert.equal(pathname.replace(/\/$/, "/index.html"), new URL(page.url()).pathname);
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent")), "");
      await page.locator(".site-title").click();
      await page.waitForSelector("body.layout-home");
      assert.ok(page.url().startsWith(visit.bases.published), page.url());
      assert.deepEqual(page.problems, []);
    });
  }

  test("the sitemap names every page once, where it is", async (visit) => {
    if (!visit.pages[404]) return NO_ADDRESS;
    const page = await visit.openPublished(visit.pages.home);
    const canonical = await page.locator("link[rel=canonical]").evaluate((link) => link.href);
    const home = canonical.replace(/index\.html$/, "");
    const fileOf = (address) => decodeURI(address.slice(home.length)).replace(/(^|\/)$/, "$1index.html");
    const places = await page.evaluate(async (url) => {
      const sitemap = new DOMParser().parseFromString(await (await fetch(url)).text(), "application/xml");
      return [...sitemap.getElementsByTagNameNS("http://www.sitemaps.org/schemas/sitemap/0.9", "loc")].map((place) => place.textContent);
    }, `${visit.bases.published}sitemap.xml`);
    assert.equal(new Set(places).size, places.length);
    assert.ok(places.includes(canonical), canonical);
    const listed = places.map((place) => {
      assert.ok(place.startsWith(home), place);
      return fileOf(place);
    });
    for (const file of listed) assert.ok(fs.existsSync(path.join(visit.folder, file)), `${file} is listed and isn't there`);
    // Redirects are no pages, and neither are lists of folders and the one for what isn't there. What names another page as the
    // one to be found, as a run sheet its playbook, is that page once more.
    const pages = fs.readdirSync(visit.folder, { recursive: true }).map((file) => file.split(path.sep).join("/")).filter((file) => {
      if (!file.endsWith(".html") || file === visit.pages[404]) return false;
      const html = fs.readFileSync(path.join(visit.folder, file), "utf8");
      const address = /<link rel="canonical" href="([^"]+)">/.exec(html)?.[1];
      const itself = address === undefined || fileOf(address) === file;
      return itself && !/http-equiv="refresh"/i.test(html) && !/<h1[^>]*>Files in /.test(html);
    });
    assert.deepEqual([...listed].sort(), pages.sort());
    assert.deepEqual(page.problems, []);
  });
}
