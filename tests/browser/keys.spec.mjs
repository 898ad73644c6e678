// Single keys and the list of them.
import assert from "node:assert/strict";

export default function (test) {
  test("? lists the keys, Escape closes the list and the focus is where it was", async (visit) => {
    const page = await visit.open(visit.pages.chart);
    const link = page.locator("main a[href]").first();
    await link.focus();
    await page.keyboard.press("?");
    const dialog = page.locator("dialog.keys");
    await dialog.waitFor({ state: "visible" });
    const rows = await dialog.locator("tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
    assert.ok(rows.some(([key, what]) => key === "h" && what === "Home"), JSON.stringify(rows));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await link.evaluate((link) => link === document.activeElement), true);
    assert.deepEqual(page.problems, []);
  });

  test("h leads home and n to the next page", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide);
    const next = await page.locator(".page-next").evaluate((link) => link.href);
    await page.keyboard.press("n");
    await page.waitForURL(next);
    await page.keyboard.press("h");
    await page.waitForSelector("body.layout-home");
  });

  test("keys typed into a field, or with Ctrl, are no commands", async (visit) => {
    const page = await visit.open(visit.pages.matrix);
    const field = page.locator(".matrix-text input").first();
    await field.focus();
    await page.keyboard.type("h?n");
    assert.equal(await field.inputValue(), "h?n");
    assert.equal(await page.locator("dialog.keys").count(), 0);
    await page.locator("h1").click();
    await page.keyboard.press("Control+h");
    assert.ok(page.url().endsWith(encodeURI(visit.pages.matrix)), page.url());
  });

  test("single keys can be switched off, and stay off on other pages", async (visit) => {
    const page = await visit.open(visit.pages.chart);
    await page.locator("#site\\:keys").click();
    await page.locator("dialog.keys input").uncheck();
    await page.locator("dialog.keys button").click();
    await page.keyboard.press("h");
    await page.goto(visit.bases.root + encodeURI(visit.pages.catalog));
    await page.locator("main").focus();
    await page.keyboard.press("h");
    await page.waitForTimeout(200);
    assert.equal(await page.locator("body.layout-catalog").count(), 1);
    await page.locator("#site\\:keys").click();
    assert.equal(await page.locator("dialog.keys input").isChecked(), false);
  });

  test("without script there is no button that does nothing", async (visit) => {
    const page = await visit.open(visit.pages.chart, { context: { javaScriptEnabled: false } });
    for (const id of ["site:keys", "site:scheme"]) assert.equal(await page.locator(`[id="${id}"]`).isVisible(), false, id);
  });
}
