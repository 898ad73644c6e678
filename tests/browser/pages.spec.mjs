// Pages of every sort load without an error, wherever the site lies.
import assert from "node:assert/strict";

const SORTS = ["home", "catalog", "chart", "guide", "listing"];

export default function (test) {
  test("a site has a home page, a catalog and a chart", async ({ pages }) => {
    for (const sort of ["home", "catalog", "chart"]) assert.ok(pages[sort], `no ${sort} page was found`);
  });

  for (const sort of SORTS) {
    for (const base of ["root", "sub", "file"]) {
      test(`${sort}, ${base}: styled, no console message, no foreign request, nothing against the policy`, async (visit) => {
        if (!visit.pages[sort]) return `the site has no ${sort} page`;
        const page = await visit.open(visit.pages[sort], { base });
        assert.equal(await page.locator("h1").count(), 1);
        assert.equal(await page.evaluate(() => [...document.styleSheets].length > 3), true);
        const seen = await page.evaluate(() => ({
          accent: getComputedStyle(document.documentElement).getPropertyValue("--accent") !== "",
          toggle: !document.getElementById("site:scheme").hidden,
        }));
        assert.deepEqual(seen, { accent: true, toggle: true }, "style sheets and scripts took effect");
        assert.deepEqual(page.problems, []);
      });
    }
  }

  test("404, at any depth: styled, and leads home", async (visit) => {
    if (!visit.pages[404]) return "the site has no 404 page: it is built for no site-url";
    const page = await visit.openMissing();
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent")), "");
    assert.deepEqual(page.problems, []);
    await page.locator("main a.button-primary").click();
    await page.waitForLoadState();
    assert.equal(await page.locator("body.layout-home").count(), 1);
  });

  for (const base of ["root", "sub", "file"]) {
    test(`from the home page to a backup guide by clicks, ${base}`, async (visit) => {
      if (!visit.pages.guide) return "the site has no backup guide";
      const page = await visit.open(visit.pages.home, { base });
      await page.locator(`main a[href$="catalog/index.html"]`).first().click();
      await page.waitForSelector("body.layout-catalog");
      await page.locator(".guide-link", { hasText: "Backup" }).first().click();
      await page.waitForSelector(".kind-backup");
      assert.ok(page.url().startsWith(visit.bases[base]), page.url());
      assert.deepEqual(page.problems, []);
    });
  }

  test("the policy keeps inline script, inline style and foreign hosts out", async (visit) => {
    const page = await visit.open(visit.pages.home);
    const blocked = await page.evaluate(async () => {
      const seen = new Set();
      document.addEventListener("securitypolicyviolation", (event) => seen.add(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>');
      await fetch("https://example.com/").catch(() => {});
      // Told of later, each by a task of its own.
      while (seen.size < 3) await new Promise((resolve) => setTimeout(resolve));
      return { ran: "ran" in window, seen: [...seen].sort() };
    });
    assert.deepEqual(blocked, { ran: false, seen: ["connect-src", "script-src-elem", "style-src-attr"] });
  });
}
