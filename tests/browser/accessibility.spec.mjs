// axe finds nothing to say about a page of each sort, light and dark, wide and narrow; the keyboard reaches everything.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export default function (test) {
  for (const sort of ["home", "catalog", "chart", "guide", "listing", "matrix", "order", "release", "footnote", "playbook", "sheet"]) {
    // Of what axe looks at, a narrow screen changes nothing in the dark that it doesn't change in the light.
    for (const [colorScheme, widths] of [["light", [1440, 390]], ["dark", [1440]]]) {
      for (const width of widths) {
        test(`axe: ${sort}, ${colorScheme}, ${width} px`, async (visit) => {
          if (!visit.pages[sort]) return `the site has no ${sort} page`;
          const page = await visit.open(visit.pages[sort], {
            context: { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" },
            prepare: { content: AXE },
          });
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
          const violations = await page.evaluate(async (values) => {
            const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
            return violations.flatMap(({ id, nodes }) =>
              nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 140)}\n  ${failureSummary.split("\n")[1]?.trim()}`),
            );
          }, TAGS);
          assert.deepEqual(violations, []);
        });
      }
    }
  }

  test("axe: the 404 page, the list of keys", async (visit) => {
    if (!visit.pages[404]) return "the site has no 404 page: it is built for no site-url";
    const page = await visit.openMissing();
    await page.evaluate(AXE);
    await page.locator("#site\\:keys").click();
    const violations = await page.evaluate(async (values) => {
      const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)}`);
    }, TAGS);
    assert.deepEqual(violations, []);
  });

  test("the first Tab offers to skip to the content", async (visit) => {
    const page = await visit.open(visit.pages.catalog);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip-link");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.tagName === "MAIN");
  });

  test("the table of contents shows where the reader is", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide, { context: { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" } });
    const links = page.locator(".toc nav a");
    for (const index of [1, 3]) {
      const link = links.nth(index);
      if (!(await link.count())) continue;
      await link.click();
      await page.waitForFunction((link) => link.getAttribute("aria-current") === "location", await link.elementHandle());
    }
    assert.equal(await page.locator(".toc [aria-current]").count(), 1);
  });
}
