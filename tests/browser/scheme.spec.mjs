// The colour scheme: system, light, dark; remembered, and never flashing the other one.
import assert from "node:assert/strict";

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

export default function (test) {
  test("the page follows the system until told otherwise", async (visit) => {
    const dark = await visit.open(visit.pages.home, { context: { colorScheme: "dark" } });
    const light = await visit.open(visit.pages.home, { context: { colorScheme: "light" } });
    assert.notEqual(await background(dark), await background(light));
  });

  test("the button goes system, light, dark and is remembered", async (visit) => {
    const page = await visit.open(visit.pages.home, { context: { colorScheme: "light" } });
    const light = await background(page);
    const toggle = page.locator("[id='site:scheme']");
    assert.match(await toggle.getAttribute("aria-label"), /system/);
    await toggle.click();
    assert.match(await toggle.getAttribute("aria-label"), /: light/);
    assert.equal(await background(page), light);
    await toggle.click();
    assert.match(await toggle.getAttribute("aria-label"), /: dark/);
    const dark = await background(page);
    assert.notEqual(dark, light);
    await page.goto(visit.bases.root + visit.pages.catalog);
    assert.equal(await background(page), dark, "the next page is dark too");
    await page.locator("[id='site:scheme']").click();
    assert.equal(await background(page), light, "and back to the system's");
  });

  for (const base of ["root", "file"]) {
    test(`a chosen scheme holds before anything is drawn, ${base}`, async (visit) => {
      const page = await visit.open(visit.pages.home, {
        base,
        context: { colorScheme: "light" },
        // Runs before the page's own scripts; looks when the browser is about to draw the page for the first time.
        prepare: () => {
          localStorage.setItem("docsgen:scheme", "dark");
          new MutationObserver((_, observer) => {
            if (!document.body) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              window.first = { scheme: document.documentElement.dataset.scheme, background: getComputedStyle(document.body).backgroundColor };
            });
          }).observe(document, { childList: true, subtree: true });
        },
      });
      const first = await (await page.waitForFunction(() => window.first)).jsonValue();
      assert.equal(first.scheme, "dark");
      assert.equal(first.background, await background(page));
    });
  }

  test("without storage the button still works", async (visit) => {
    const page = await visit.open(visit.pages.home, {
      prepare: () => Object.defineProperty(window, "localStorage", { get: () => { throw new Error("closed"); } }),
    });
    await page.locator("[id='site:scheme']").click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "light");
    assert.deepEqual(page.problems, []);
  });
}
