// Code is copied as it is written, and tabs are tabs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const CLIPBOARD = { context: { permissions: ["clipboard-read", "clipboard-write"] } };
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

export default function (test) {
  test("the copy button copies the code and says so", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide, CLIPBOARD);
    const figures = page.locator("figure.code:visible");
    for (let index = 0; index < Math.min(3, await figures.count()); index += 1) {
      const figure = figures.nth(index);
      await figure.hover();
      await figure.locator(".copy").click();
      await figure.locator(".copy", { hasText: "Copied" }).waitFor();
      const code = await figure.locator("pre > code").evaluate((code) => code.textContent);
      assert.ok(code.length > 0);
      assert.equal(await clipboard(page), code.replace(/\n$/, ""));
    }
  });

  test("commands of a chart are copied", async (visit) => {
    const page = await visit.open(visit.pages.chart, CLIPBOARD);
    await page.locator(".commands summary", { hasText: "Commands" }).click();
    const cell = page.locator(".commands td.command").first();
    await cell.hover();
    await cell.locator(".copy").click();
    await cell.locator(".copy", { hasText: "Copied" }).waitFor();
    assert.equal(await clipboard(page), await cell.locator("code").textContent());
    assert.match(await clipboard(page), /^make /);
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`a link to a command shows it, ${javaScriptEnabled ? "with" : "without"} script`, async (visit) => {
      const html = fs.readFileSync(path.join(visit.folder, visit.pages.chart), "utf8");
      const anchor = [...html.matchAll(/<tr id="(site:make-[^"]+)"/g)].at(-1)[1];
      const page = await visit.open(`${visit.pages.chart}#${anchor}`, { context: { javaScriptEnabled } });
      const row = page.locator(`[id="${anchor}"]`);
      await row.waitFor({ state: "visible" });
      const { y, height } = await row.boundingBox();
      assert.ok(y >= 0 && y + height <= 900, `the row stands at ${y} px`);
    });
  }

  test("where the browser has no clipboard, copying works all the same", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide, {
      prepare: () => {
        Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
        document.addEventListener("copy", () => (window.copied = document.activeElement.value));
      },
    });
    const figure = page.locator("figure.code:visible").first();
    await figure.locator(".copy").click();
    await figure.locator(".copy", { hasText: "Copied" }).waitFor();
    const code = await figure.locator("pre > code").evaluate((code) => code.textContent);
    assert.equal(await page.evaluate(() => window.copied), code.replace(/\n$/, ""));
    assert.deepEqual(page.problems, []);
  });

  test("tabs show one block at a time and follow the keyboard", async (visit) => {
    if (!visit.pages.tabs) return "the site has no tabs";
    const page = await visit.open(visit.pages.tabs);
    const tabs = page.locator(".tabs").first();
    assert.equal(await tabs.locator("figure.code:visible").count(), 1);
    await tabs.getByRole("tab").first().focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await tabs.getByRole("tab").nth(1).getAttribute("aria-selected"), "true");
    assert.equal(await tabs.locator("figure.code").nth(1).isVisible(), true);
    assert.equal(await tabs.locator("figure.code:visible").count(), 1);
  });

  test("the tab that was chosen is chosen on other pages, too", async (visit) => {
    if (!visit.pages.tabs) return "the site has no tabs";
    const page = await visit.open(visit.pages.tabs);
    const second = () => page.locator(".tabs").first().getByRole("tab").nth(1);
    await second().click();
    const name = await second().textContent();
    await page.reload();
    assert.equal(await second().getAttribute("aria-selected"), "true");
    for (const tab of await page.getByRole("tab", { name, exact: true }).all()) assert.equal(await tab.getAttribute("aria-selected"), "true");
  });

  test("without script every tab's block is shown", async (visit) => {
    if (!visit.pages.tabs) return "the site has no tabs";
    const page = await visit.open(visit.pages.tabs, { context: { javaScriptEnabled: false } });
    const figures = page.locator(".tabs").first().locator("figure.code");
    assert.ok((await figures.count()) > 1);
    assert.equal(await figures.count(), await page.locator(".tabs").first().locator("figure.code:visible").count());
  });
}
