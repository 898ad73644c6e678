// On a phone: nothing wider than the screen, and the menu and table of contents at hand, with and without script.
import assert from "node:assert/strict";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// Asked from outside the page, which may have no script to wait with.
async function until(page, holds, argument) {
  const end = Date.now() + 30_000;
  while (!(await page.evaluate(holds, argument))) {
    assert.ok(Date.now() < end, `never came true: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const inView = (page, selector) =>
  until(page, (selector) => {
    const panel = document.querySelector(selector);
    const { left, right } = panel.getBoundingClientRect();
    return getComputedStyle(panel).visibility === "visible" && left >= 0 && right <= innerWidth;
  }, selector);
const outOfView = (page, selector) => until(page, (selector) => getComputedStyle(document.querySelector(selector)).visibility === "hidden", selector);

export default function (test) {
  for (const width of [320, 390, 768, 1024]) {
    test(`nothing is wider than ${width} px`, async (visit) => {
      for (const sort of ["home", "catalog", "chart", "guide", "listing", "matrix", "release", "tabs"]) {
        if (!visit.pages[sort]) continue;
        const page = await visit.open(visit.pages[sort], { context: { viewport: { width, height: 844 } } });
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        const wide = await page.evaluate(() => {
          if (document.documentElement.scrollWidth <= innerWidth) return [];
          return [...document.querySelectorAll("main *")]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.parentElement.closest(".table-wrap, pre, .tab-list"))
            .slice(0, 3)
            .map((element) => element.outerHTML.slice(0, 160));
        });
        assert.deepEqual(wide, [], sort);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${sort} scrolls sideways`);
      }
    });
  }

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with script" : "without script";

    test(`the menu opens, closes and leads somewhere, ${how}`, async (visit) => {
      const name = visit.pages.guide ?? visit.pages.chart;
      const page = await visit.open(name, { context: { ...PHONE, javaScriptEnabled } });
      await page.locator("a[href='#site:menu']").click();
      await inView(page, ".sidebar");
      await page.locator(".sidebar .panel-close").click();
      await outOfView(page, ".sidebar");
      await page.locator("a[href='#site:menu']").click();
      await inView(page, ".sidebar");
      const link = page.locator(".sidebar-sections a:not([aria-current])").first();
      const target = await link.evaluate((link) => link.href);
      await link.click();
      await page.waitForURL(target);
    });

    test(`the table of contents opens and closes when it was used, ${how}`, async (visit) => {
      if (!visit.pages.guide) return "the site has no backup guide";
      const page = await visit.open(visit.pages.guide, { context: { ...PHONE, javaScriptEnabled } });
      await page.locator("a[href='#site:toc']").click();
      await inView(page, ".toc");
      const link = page.locator(".toc nav a").nth(2);
      const id = decodeURIComponent((await link.getAttribute("href")).slice(1));
      await link.click();
      await outOfView(page, ".toc");
      await until(page, (id) => {
        const { top } = document.getElementById(id).getBoundingClientRect();
        return top >= 40 && top < 300;
      }, id);
    });
  }

  test("closing the menu leaves the place in the page, without script", async (visit) => {
    const name = visit.pages.guide ?? visit.pages.chart;
    const page = await visit.open(name, { context: { ...PHONE, javaScriptEnabled: false } });
    await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
    const before = await page.evaluate(() => scrollY);
    await page.locator("a[href='#site:menu']").click();
    await inView(page, ".sidebar");
    await page.locator(".sidebar .panel-close").click();
    await outOfView(page, ".sidebar");
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - before) < 2);
  });

  test("from the home page to how a chart is restored in two taps", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const folder = visit.pages.guide.replace(/[^/]*$/, "");
    const page = await visit.open(visit.pages.home, { context: PHONE });
    await page.locator(`main a[href="${folder}index.html"]`).first().tap();
    await page.waitForSelector("body.layout-chart");
    const card = page.locator(".guide-card", { hasText: "Recovery" }).filter({ hasNot: page.locator("strong", { hasText: /Backup|Upgrade/ }) }).first();
    assert.ok((await card.boundingBox()).y < 844, "the way there is seen without scrolling");
    const id = decodeURIComponent(new URL(await card.evaluate((card) => card.href)).hash.slice(1));
    await card.tap();
    await page.waitForSelector("body.layout-page");
    await until(page, (id) => {
      const heading = id ? document.getElementById(id) : document.querySelector("h1");
      const { top } = heading.getBoundingClientRect();
      return /recover|restor/i.test(heading.textContent) && top >= 40 && top < innerHeight;
    }, id);
  });

  test("Escape closes the menu and gives the focus back", async (visit) => {
    const page = await visit.open(visit.pages.chart, { context: PHONE });
    await page.locator("a[href='#site:menu']").focus();
    await page.keyboard.press("Enter");
    await inView(page, ".sidebar");
    assert.ok(await page.evaluate(() => document.activeElement.closest(".sidebar") !== null), "focus moves into the menu");
    await page.keyboard.press("Escape");
    await outOfView(page, ".sidebar");
    assert.equal(await page.evaluate(() => document.activeElement.id), "site:menu-button");
  });

  test("a tap beside the menu closes it", async (visit) => {
    const page = await visit.open(visit.pages.chart, { context: PHONE });
    await page.locator("a[href='#site:menu']").click();
    await inView(page, ".sidebar");
    await page.touchscreen.tap(375, 600);
    await outOfView(page, ".sidebar");
  });
}
