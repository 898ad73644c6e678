// The offline pack, opened from a folder: the site with its search, and the recovery pages in one file, on paper and on a phone.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { FILES } from "./served.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
const NO_PROGRAM = "there is no program to pack with";
const REPOSITORY = {
  ...FILES,
  "docs/redis-backup.md": [
    "---\nchart: redis\nkind: backup\nobjectives:\n  - { scenario: Full disaster recovery, rto: 2h, rpo: 1h }\n---\n# redis backup",
    "See [the guide](guide.md) and [minio](minio-backup.md#restore).",
    `A line of code that is longer than a phone is wide:\n\n\`\`\`sh\nredis-cli --rdb /backup/${"very-long-name-".repeat(12)}.rdb\n\`\`\``,
    `| one | two | three | four | five |\n|---|---|---|---|---|\n| ${Array(5).fill("some words of a cell").join(" | ")} |`,
    "## Restore\n\n<details>\n<summary>Folded</summary>\n\nWhat was folded.\n\n</details>\n\n- [ ] Restored\n",
  ].join("\n\n"),
};

/** Waits for the answer: while it is made, its count may be that of the last one. */
const settled = (page) =>
  page.waitForFunction(() => document.querySelector(".search [role=listbox]")?.ariaBusy === "false" && /^(\d+ pages?|Nothing found)$/.test(document.querySelector(".search-count").textContent));

export default function (test) {
  test("a pack opens from a folder, and its search finds what is in it", async (visit) => {
    const packed = visit.pack(REPOSITORY, ["--chart", "redis"]);
    if (!packed) return NO_PROGRAM;
    const page = await visit.open("START-HERE.html", { base: packed });
    await page.getByRole("link", { name: /^The site/ }).click();
    await page.waitForURL(/\/site\/index\.html$/);
    assert.match(await page.locator(".pack-id").textContent(), /Offline copy of 2026-10-01, build [0-9a-f]{10}/);
    await page.keyboard.press("/");
    const field = page.getByRole("combobox", { name: "Search" });
    await field.fill("restore redis");
    await settled(page);
    const first = page.locator(".search [role=option]").first();
    await page.keyboard.press("Enter");
    await page.waitForURL(/redis\/backup\.html/);
    assert.ok(await first.isHidden());
    assert.deepEqual(page.problems, []);

    const other = await visit.open("site/index.html?q=minio", { base: packed });
    await settled(other);
    const found = await other.locator(".search [role=option]").evaluateAll((options) => options.map((option) => option.getAttribute("href")));
    assert.ok(found.every((href) => !href?.includes("charts/minio/index.html")), `not packed: ${found}`);
    assert.deepEqual(other.problems, []);
  });

  test("the recovery pages print with their build and page numbers, nothing folded", async (visit) => {
    const packed = visit.pack(REPOSITORY, []);
    if (!packed) return NO_PROGRAM;
    const page = await visit.open("recovery.html", { base: packed });
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.getByText("What was folded.").isVisible());
    const breaks = await page.locator("section.chart").evaluateAll((sections) => sections.map((section) => getComputedStyle(section).breakBefore));
    assert.ok(breaks.length === 12 && breaks.every((value) => value === "page"), `${breaks}`);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(sheets > 12, `${sheets} sheets: each chart begins one`);
    assert.deepEqual(page.problems, []);
  });

  for (const file of ["START-HERE.html", "recovery.html", "site/index.html"]) {
    test(`${file} of a pack fits a phone and has no barrier`, async (visit) => {
      const packed = visit.pack(REPOSITORY, []);
      if (!packed) return NO_PROGRAM;
      const page = await visit.open(file, { base: packed, context: PHONE });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px too wide`);
      // The page's own rules let no script in but its own.
      await page.context().newCDPSession(page).then((session) => session.send("Page.setBypassCSP", { enabled: true }));
      await page.reload();
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    });
  }
}
