// Run sheets: a clock for each phase, decisions, notes that stay, and a record that is a drill.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const NONE = "the site has no run sheet with gates and sign-offs";
const text = (locator) => locator.textContent();

/** Goes through the first two phases of a sheet, decides its first gate, and writes everywhere. */
async function run(page) {
  const bars = page.locator(".run-bar");
  await page.locator(".run-start").click();
  await bars.nth(0).locator(".run-begin").click();
  await page.locator(".run-phase").nth(0).locator("textarea").fill("Node 2 was slow | <b>\n\nTwice.");
  const box = page.locator(".run-phase .task > input").first();
  if ((await box.count()) > 0) await box.check();
  await bars.nth(1).locator(".run-begin").click();
  await page.locator(".run-gate").first().locator(".run-go").click();
  await page.locator("[data-run-sign]").first().fill("A. Lindqvist");
  await page.locator("[data-run-result]").selectOption({ index: 1 });
}

export default function (test) {
  test("a run is measured, kept and recorded", async (visit) => {
    if (!visit.pages.sheet) return NONE;
    const page = await visit.open(visit.pages.sheet, { context: { ...CLIPBOARD, acceptDownloads: true } });
    await run(page);
    // Beginning the second phase has ended the first.
    const phases = page.locator(".run-phase");
    assert.match(await phases.nth(0).getAttribute("class"), /is-over/);
    assert.match(await phases.nth(1).getAttribute("class"), /is-running/);
    assert.match(await text(page.locator(".run-total")), /^T\+0:00:/);
    assert.equal(await page.locator(".run-gate").first().locator(".run-go").getAttribute("aria-pressed"), "true");
    await page.reload();
    assert.match(await phases.nth(1).getAttribute("class"), /is-running/);
    assert.equal(await phases.nth(0).locator("textarea").inputValue(), "Node 2 was slow | <b>\n\nTwice.");
    assert.equal(await page.locator("[data-run-sign]").first().inputValue(), "A. Lindqvist");
    await page.locator(".run-finish").click();
    assert.match(await phases.nth(1).getAttribute("class"), /is-over/);
    await page.locator(".run-copy").click();
    await page.locator(".run-status", { hasText: "Copied" }).waitFor();
    const record = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(record, /^---\ntitle: ".+, run of \d{4}-\d\d-\d\d"\ntags: \[drill\]\ndrills:\n {2}- date: \d{4}-\d\d-\d\d\n {4}scenario: ".+"\n/);
    assert.ok(record.includes("Node 2 was slow \\| \\<b\\>"), record);
    assert.ok(record.includes("| A. Lindqvist | "), record);
    assert.match(record, /\| go \| \d\d:\d\d:\d\d \|/);
    const saving = page.waitForEvent("download");
    await page.locator(".run-save").click();
    const saved = await saving;
    assert.match(saved.suggestedFilename(), /^\d{4}-\d\d-\d\d-[\p{L}\p{N}-]+\.md$/u);
    assert.equal(fs.readFileSync(await saved.path(), "utf8"), record);
    assert.deepEqual(page.problems, []);
  });

  test("the record of a run is a drill of its chart", async (visit) => {
    if (!visit.pages.sheet) return NONE;
    const page = await visit.open(visit.pages.sheet, { context: CLIPBOARD });
    await run(page);
    await page.locator(".run-finish").click();
    await page.locator(".run-copy").click();
    await page.locator(".run-status", { hasText: "Copied" }).waitFor();
    const record = await page.evaluate(() => navigator.clipboard.readText());
    const site = await visit.build((folder) => {
      const write = (name, text) => {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
      };
      write("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n");
      write("charts/redis/README.md", "# Redis\n");
      write("charts/redis/run.md", record.replace("---\n", "---\nchart: redis\n"));
    });
    if (!site) return "there is no program to build a site with";
    const drills = await visit.open("recovery/drills.html", { base: { url: site.bases.root } });
    const scenario = /scenario: "(.+)"/.exec(record)[1];
    assert.equal(await drills.locator("tbody tr", { hasText: scenario }).count(), 1);
  });

  test("a reset can be undone, and T can be set for later", async (visit) => {
    if (!visit.pages.sheet) return NONE;
    const page = await visit.open(visit.pages.sheet);
    await page.locator(".run-zero input").fill("2030-01-01T02:00:00");
    await page.locator(".run-zero input").dispatchEvent("change");
    assert.match(await text(page.locator(".run-total")), /^T−/);
    assert.match(await text(page.locator(".run-due").first()), /due (\d{4}-\d\d-\d\d )?\d\d:\d\d/);
    const reset = page.locator(".run-reset");
    await reset.click();
    assert.equal(await text(page.locator(".run-total")), "");
    await reset.click();
    assert.match(await text(page.locator(".run-total")), /^T−/);
    await reset.click();
    await page.reload();
    assert.equal(await text(page.locator(".run-total")), "");
    assert.deepEqual(page.problems, []);
  });

  test("without a script and on paper there are lines to fill in", async (visit) => {
    if (!visit.pages.sheet) return NONE;
    const plain = await visit.open(visit.pages.sheet, { context: { javaScriptEnabled: false } });
    assert.equal(await plain.locator(".run-head").isVisible(), false);
    assert.equal(await plain.locator(".run-paper").first().isVisible(), true);
    assert.equal(await plain.locator(".run-bar button").first().isVisible(), false);
    const page = await visit.open(visit.pages.sheet);
    await page.locator(".run-bar").nth(0).locator(".run-begin").click();
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".run-bar button").first().isVisible(), false);
    assert.equal(await page.locator(".run-bar").nth(0).locator(".run-paper").isVisible(), false, "the clock knows it");
    assert.equal(await page.locator(".run-bar").nth(1).locator(".run-paper").isVisible(), true);
  });

  test("a playbook leads to its run sheet and back", async (visit) => {
    if (!visit.pages.playbook) return "the site has no playbook";
    const page = await visit.open(visit.pages.playbook);
    await page.locator(".playbook-run a").click();
    await page.waitForURL("**.run.html");
    assert.equal(await page.locator("h1").count(), 1);
    await page.locator(".run-kind a").click();
    await page.waitForURL((url) => !url.pathname.endsWith(".run.html"));
    assert.deepEqual(page.problems, []);
  });
}
