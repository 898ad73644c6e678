// Search: from any page and any folder, by keyboard alone, in English and Korean, whole words, parts and mistyped ones.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" };
const PHONE = { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" };

/** Questions, and the page that has to be the first, where the site has it. */
const QUESTIONS = [
  ["restore orderdb", "charts/orderdb/backup.html"],
  ["orderdb backup by hand", "charts/orderdb/backup.html"],
  ["orderdb-ver", "charts/orderdb/upgrade.html"],
  ["복원", "guides/on-call-ko.html"],
  ["데이터베이스", "guides/on-call-ko.html"],
  ["당직 안내", "guides/on-call-ko.html"],
  ["recovery order", "recovery/order.html"],
  ["link-missing-file", "codes/link-missing-file.html"],
  ["objectve conflict", "codes/objective-conflict.html"],
  ["waiver-unus", "codes/waiver-unused.html"],
  ["queue fills up", "charts/queue/fills-up.html"],
  ["restore redis", "charts/redis/backup.html"],
  ["keyclok upgrade", "charts/keycloak/upgrade.html"],
  ["pg_basebackup", "charts/postgresql/backup.html"],
  ["recovery matrix", "recovery/index.html"],
];

const field = (page) => page.getByRole("combobox", { name: "Search" });
// Not those of the filters.
const options = (page) => page.locator(".search [role=option]");
const status = (page) => page.locator(".search-count");
/** Until what is typed is answered: answers to what was typed before may come first, and be replaced. */
const settled = (page) =>
  page.waitForFunction(() => document.querySelector(".search [role=listbox]")?.ariaBusy === "false" && /^(\d+ pages?|Nothing found)$/.test(document.querySelector(".search-count").textContent));
const addressOf = (page, base) => page.evaluate((base) => decodeURIComponent(document.querySelector(".search [aria-selected=true]").href.slice(base.length).split("#")[0]), base);

/** Asks, and waits for the answer. */
async function ask(page, question) {
  await field(page).fill(question);
  await settled(page);
}

export default function (test) {
  for (const base of ["root", "sub", "file"]) {
    test(`a link with a question shows its answers, ${base}`, async (visit) => {
      const page = await visit.open("catalog/index.html", { base, context: WIDE });
      const word = (await page.locator("main h1").first().textContent()).trim();
      await page.goto(`${visit.bases[base]}catalog/index.html?q=${encodeURIComponent(word)}`);
      await settled(page);
      assert.equal(await field(page).inputValue(), word);
      assert.match(await status(page).textContent(), /^\d+ pages?$/);
      assert.equal(await status(page).getAttribute("role"), "status");
      assert.ok((await page.locator(".search mark").count()) > 0);
      assert.deepEqual(page.problems, []);
    });
  }

  test("the right page comes first", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.locator("[id='site:search-button']").click();
    let asked = 0;
    for (const [question, right] of QUESTIONS) {
      if (!fs.existsSync(path.join(visit.folder, right))) continue;
      asked += 1;
      await ask(page, question);
      assert.equal(await addressOf(page, visit.bases.root), right, question);
    }
    assert.ok(asked >= 4 || !visit.pages.chart, `${asked} questions`);
    assert.deepEqual(page.problems, []);
  });

  test("the keyboard alone asks, goes through the results and opens one", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.keyboard.press("/");
    await field(page).waitFor();
    assert.ok(await field(page).evaluate((field) => field === document.activeElement));
    await page.keyboard.type("recovery");
    await settled(page);
    assert.ok((await options(page).count()) > 2);
    const active = () => page.evaluate(() => {
      const id = document.querySelector(".search input").getAttribute("aria-activedescendant");
      const chosen = [...document.querySelectorAll(".search [aria-selected=true]")];
      return chosen.length === 1 && chosen[0].id === id ? [...document.querySelectorAll(".search [role=option]")].indexOf(chosen[0]) : -1;
    });
    assert.equal(await active(), 0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(), 2);
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(), 1);
    assert.ok(page.url().endsWith("?q=recovery"), page.url());
    const to = await options(page).nth(1).evaluate((option) => option.href);
    await page.keyboard.press("Enter");
    await page.waitForURL(to);
    await page.goBack();
    await settled(page);
    assert.equal(await field(page).inputValue(), "recovery", "going back brings the results back");
    assert.deepEqual(page.problems, []);
  });

  test("Escape closes it and gives the focus back; Control-K opens it with what was asked", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.keyboard.press("Control+k");
    await field(page).fill("backup");
    await settled(page);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog.search").isVisible(), false);
    await page.waitForFunction(() => document.activeElement.id === "site:search-button");
    assert.equal(new URL(page.url()).search, "");
    await page.keyboard.press("Control+k");
    assert.equal(await field(page).inputValue(), "backup");
    assert.equal(await field(page).evaluate((field) => field.selectionEnd - field.selectionStart), 6, "so that typing asks anew");
    assert.deepEqual(page.problems, []);
  });

  test("a slash that is typed into a field is a slash", async (visit) => {
    if (!visit.pages.matrix) return "the site has no matrix";
    const page = await visit.open(visit.pages.matrix, { context: WIDE });
    await page.locator("[data-matrix] [type=search]").first().focus();
    await page.keyboard.type("a/b");
    assert.equal(await page.locator("[data-matrix] [type=search]").first().inputValue(), "a/b");
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
  });

  test("results are filtered by what they are", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.keyboard.press("/");
    await field(page).fill("backup");
    await settled(page);
    const all = parseInt(await status(page).textContent(), 10);
    const kind = page.getByLabel("All kinds");
    if (!(await kind.count())) return "the site has pages of one kind";
    await kind.selectOption({ label: "Backup guide" });
    await settled(page);
    assert.ok(parseInt(await status(page).textContent(), 10) < all);
    const kinds = await page.locator(".search-page > span").allTextContents();
    assert.ok(kinds.length > 0 && kinds.every((kind) => kind.startsWith("Backup guide")), kinds.join("; "));
    assert.deepEqual(page.problems, []);
  });

  test("all results can be seen, and what is nowhere is said to be", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.keyboard.press("/");
    await field(page).fill("backup");
    await settled(page);
    const total = parseInt(await status(page).textContent(), 10);
    const more = page.getByRole("button", { name: "More results" });
    const groups = page.locator(".search [role=group]");
    await settled(page);
    for (let shown = await groups.count(); await more.isVisible(); ) {
      await more.click();
      await page.waitForFunction((shown) => document.querySelectorAll(".search [role=group]").length > shown, shown);
      shown = await groups.count();
    }
    assert.equal(await groups.count(), total);
    await field(page).fill("qqzzxxqq");
    await settled(page);
    assert.equal(await status(page).textContent(), "Nothing found");
    assert.equal(await options(page).count(), 0);
    assert.deepEqual(page.problems, []);
  });

  test("every word of the index is found on as many pages as it is on", async (visit) => {
    const folder = path.join(visit.folder, "search");
    const words = [];
    for (const file of fs.readdirSync(folder).filter((file) => file.startsWith("t-"))) {
      const text = JSON.parse(/^docsgen\.search\("[^"]*",(.*)\);\n$/s.exec(fs.readFileSync(path.join(folder, file), "utf8"))[1]);
      words.push(...text.split("\n").map((line) => line.split(" ")).filter(([word]) => !word.startsWith(":")));
    }
    // What is written in other letters, or with signs, is what could be taken apart otherwise here than there.
    const plain = words.filter(([word]) => /^[a-z]+$/.test(word));
    const others = words.filter(([word]) => !/^[a-z]+$/.test(word));
    const some = (words, most) => words.filter((_, at) => at % Math.ceil(words.length / most) === 0);
    const foreign = others.filter(([word]) => /[^ -~]/.test(word));
    const asked = [...some(plain, 100), ...some(others, 300), ...some(foreign, 200)];
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.keyboard.press("/");
    await field(page).waitFor();
    const missed = await page.evaluate(async ([asked, root]) => {
      const run = (name) =>
        new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src: `${root}search/${name}.js`, onload, onerror })));
      const index = docsgen.searchIndex(run);
      const missed = [];
      for (const [word, pages] of asked) {
        const { total } = await index.ask(`${word} `);
        if (total < Math.min(pages, 1000)) missed.push(`${word}: ${total} of ${pages}`);
      }
      return missed;
    }, [asked, visit.bases.root]);
    assert.deepEqual(missed, []);
    assert.ok(asked.length > 100 || words.length < 200, `${asked.length} words`);
  });

  for (const [context, name] of [[WIDE, "wide"], [PHONE, "narrow"]]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`axe: results, ${colorScheme}, ${name}`, async (visit) => {
        const page = await visit.open(visit.pages.catalog, { context: { ...context, colorScheme }, prepare: { content: AXE } });
        await page.locator("[id='site:search-button']").click();
        await field(page).fill("backup");
        await settled(page);
        const violations = await page.evaluate(async () => {
          const { violations } = await axe.run("dialog.search", { resultTypes: ["violations"] });
          return violations.flatMap(({ id, nodes }) => nodes.slice(0, 2).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`));
        });
        assert.deepEqual(violations, []);
      });
    }
  }

  for (const width of [320, 390]) {
    test(`on a phone it has the whole screen, ${width} px`, async (visit) => {
      const page = await visit.open(visit.pages.catalog, { context: { ...PHONE, viewport: { width, height: 640 }, isMobile: true, hasTouch: true } });
      await page.locator("[id='site:search-button']").tap();
      await field(page).fill("backup");
      await settled(page);
      const { left, right, top, bottom } = await page.locator("dialog.search").evaluate((dialog) => dialog.getBoundingClientRect().toJSON());
      assert.deepEqual([left, right, top, bottom].map(Math.round), [0, width, 0, 640]);
      assert.ok(await page.locator("dialog.search").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth), "nothing is cut off");
      const close = await page.getByRole("button", { name: "Close search" }).boundingBox();
      assert.ok(close.x + close.width <= width && close.width >= 24 && close.height >= 24, JSON.stringify(close));
      await page.getByRole("button", { name: "Close search" }).tap();
      assert.equal(await page.locator("dialog.search").isVisible(), false);
    });
  }

  test("without script there is no dead button", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: { ...WIDE, javaScriptEnabled: false } });
    assert.equal(await page.locator("[id='site:search-button']").isVisible(), false);
  });

  test("nothing of it is loaded before it is wanted", async (visit) => {
    const asked = [];
    const page = await visit.open(visit.pages.catalog, { context: WIDE, before: (page) => page.on("request", (request) => asked.push(new URL(request.url()).pathname)) });
    const own = () => asked.filter((name) => /\/search\/|search-(?:index|dialog)/.test(name));
    assert.deepEqual(own(), []);
    await page.keyboard.press("/");
    await field(page).waitFor();
    assert.ok(own().length >= 2);
  });

  test("an index that can't be loaded is said to be, and asked again", async (visit) => {
    const page = await visit.open(visit.pages.catalog, { context: WIDE });
    await page.route("**/search/index.js*", (route) => route.abort());
    await page.keyboard.press("/");
    await field(page).fill("backup");
    await page.waitForFunction(() => document.querySelector(".search-count").textContent === "Search can't be loaded");
    await page.unroute("**/search/index.js*");
    await field(page).fill("backups");
    await settled(page);
  });

  test("the 404 page can search", async (visit) => {
    if (!visit.pages[404]) return "the site has no 404 page";
    const page = await visit.openMissing();
    await page.keyboard.press("/");
    await field(page).fill("catalog");
    await settled(page);
    assert.ok((await options(page).first().evaluate((option) => option.href)).startsWith(visit.bases.published));
    assert.deepEqual(page.problems, []);
  });
}
