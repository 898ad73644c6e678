// Tables of facts: sorted by what their cells mean, filtered, in sight while they scroll, and whole without script.
import assert from "node:assert/strict";

const WIDE = { context: { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" } };

/** The ranks of a column of the rows in sight, from top to bottom; null where nothing is known. */
const ranks = (page, column) =>
  page.locator(".matrix[data-matrix]").last().evaluate((matrix, column) => {
    const rows = [...matrix.querySelectorAll("tbody tr:not(.group)")].filter((row) => row.checkVisibility());
    return rows.map((row) => row.cells[column].dataset.rank ?? null).map((rank) => (rank === null ? null : Number(rank)));
  }, column);
const sorted = (ranks, way) => [...ranks].sort((a, b) => (a === null) - (b === null) || way * (a - b));
const matrix = (page) => page.locator(".matrix[data-matrix]").last();

export default function (test) {
  test("a click sorts by meaning, another the other way, a third brings the groups back", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, WIDE);
    const heads = matrix(page).locator("thead th");
    const column = await heads.evaluateAll((heads) => heads.findIndex((head) => head.classList.contains("column-rto")));
    const head = heads.nth(column);
    const before = await ranks(page, column);
    const groups = await matrix(page).locator(".group:visible").count();
    for (const [way, said] of [[1, "ascending"], [-1, "descending"]]) {
      await head.locator("button").click();
      assert.equal(await head.getAttribute("aria-sort"), said);
      const now = await ranks(page, column);
      assert.deepEqual(now, sorted(before, way));
      assert.equal(await matrix(page).locator(".group:visible").count(), 0);
    }
    await head.locator("button").focus();
    await page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), null);
    assert.deepEqual(await ranks(page, column), before);
    assert.equal(await matrix(page).locator(".group:visible").count(), groups);
    assert.deepEqual(page.problems, []);
  });

  test("columns are as wide as their table, whether rows stand in groups or are sorted", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, WIDE);
    const widths = () =>
      matrix(page).locator("table").evaluate((table) => {
        const heads = [...table.tHead.rows[0].cells].filter((head) => head.checkVisibility());
        return [table.offsetWidth, heads.reduce((sum, head) => sum + head.offsetWidth, 0)];
      });
    for (const click of [false, true]) {
      if (click) await matrix(page).locator("thead th button").first().click();
      const [table, columns] = await widths();
      assert.ok(Math.abs(table - columns) <= 4, `columns of ${columns} px in a table of ${table} px`);
    }
  });

  test("rows are found by text, by choice and by what needs attention, and counted aloud", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, WIDE);
    const rows = matrix(page).locator("tbody tr:not(.group):visible");
    const all = await rows.count();
    const shown = matrix(page).locator(".matrix-shown");
    assert.equal(await shown.getAttribute("aria-live"), "polite");
    const name = (await rows.first().locator("th").textContent()).trim().toLowerCase();
    await matrix(page).locator("[type=search]").fill(name);
    const found = await rows.count();
    assert.ok(found >= 1 && found < all, `${found} of ${all} rows`);
    assert.match(await shown.textContent(), new RegExp(`^${found} of ${all} `));
    await matrix(page).locator(".matrix-reset").click();
    await page.waitForFunction((all) => [...document.querySelectorAll("[data-matrix] tbody tr:not(.group)")].filter((row) => row.checkVisibility()).length >= all, all);

    const attention = matrix(page).locator("[name=attention]");
    if (await attention.count()) {
      await attention.check();
      assert.equal(await rows.count(), await matrix(page).locator("tbody tr[data-attention]").count());
      await attention.uncheck();
    }
    const choice = matrix(page).locator("select").first();
    if (await choice.count()) {
      const value = await choice.locator("option").nth(1).textContent();
      await choice.selectOption(value);
      const column = Number(await choice.getAttribute("data-column"));
      const chosen = await rows.evaluateAll((rows, column) => rows.map((row) => row.cells[column].querySelector(".value").firstElementChild.textContent.trim()), column);
      assert.ok(chosen.length > 0 && chosen.every((text) => text === value), `${chosen} for ${value}`);
    }
  });

  test("without script the table is whole, in groups, and has no dead controls", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, { context: { ...WIDE.context, javaScriptEnabled: false } });
    assert.equal(await matrix(page).locator(".matrix-controls").isVisible(), false);
    assert.equal(await matrix(page).locator("thead button").count(), 0);
    assert.equal(await matrix(page).locator("tbody tr:visible").count(), await matrix(page).locator("tbody tr").count());
    const why = matrix(page).locator("details.mark").first();
    if (await why.count()) {
      await why.locator("summary").click();
      assert.ok(await why.locator(".mark-note").isVisible(), "why a figure is marked can be read");
    }
  });

  test("header and first column stay in sight", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, { context: { viewport: { width: 390, height: 500 } } });
    const places = await matrix(page).locator(".matrix-wrap").evaluate((wrap) => {
      wrap.scrollTo(wrap.scrollWidth, wrap.scrollHeight);
      const frame = wrap.getBoundingClientRect();
      const head = wrap.querySelector("thead th:last-child").getBoundingClientRect();
      const first = wrap.querySelector("tbody:last-of-type tr:last-child > :first-child").getBoundingClientRect();
      return { top: head.top - frame.top, left: first.left - frame.left, scrolled: wrap.scrollLeft + wrap.scrollTop };
    });
    assert.ok(places.scrolled > 0, "there is something to scroll");
    assert.ok(Math.abs(places.top) <= 2 && Math.abs(places.left) <= 2, JSON.stringify(places));
  });

  test("marks are more than colours", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, WIDE);
    const marks = await page.locator(".mark").evaluateAll((marks) =>
      marks.map((mark) => ({ sign: mark.querySelector("[aria-hidden]")?.textContent.trim(), word: mark.querySelector(".visually-hidden")?.textContent.trim() })),
    );
    for (const { sign, word } of marks) assert.ok(sign && word, JSON.stringify({ sign, word }));
  });

  test("on paper there is nothing to click and nothing cut off", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, WIDE);
    await page.emulateMedia({ media: "print" });
    assert.equal(await matrix(page).locator(".matrix-controls").isVisible(), false);
    assert.equal(await matrix(page).locator(".matrix-wrap").evaluate((wrap) => getComputedStyle(wrap).overflowY), "visible");
  });
}
