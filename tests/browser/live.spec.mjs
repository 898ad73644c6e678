// `docsgen serve`: a save changes what differs in an open page, and nothing else of it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { FILES } from "./served.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const OUT = "there is no program to serve with";
const QUIET = { context: { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" } };

/** Opens a page of a served repository and marks it: a page that is loaded again loses the mark. */
async function opened(visit, served, name, options = {}) {
  const page = await visit.open(name, { base: served, ...QUIET, ...options });
  await page.evaluate(() => (window.mark = true));
  return page;
}
const isSame = (page) => page.evaluate(() => window.mark === true);
const appears = (page, text) => page.locator("main", { hasText: text }).waitFor();
const inPanel = (page, selector) => page.locator("docsgen-live").locator(selector);

export default function (test) {
  /** A test on a served repository of its own. */
  const live = (name, body, { files = {}, args = [] } = {}) =>
    test(name, async (visit) => {
      const served = await visit.serve({ ...FILES, ...files }, args);
      return served ? body(visit, served) : OUT;
    });

  live("the place in the page stays, whatever changes above it", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await page.evaluate(() => document.getElementById("middle").scrollIntoView());
    const top = () => page.evaluate(() => document.getElementById("middle").getBoundingClientRect().top);
    const before = await top();
    served.edit("docs/guide.md", "Opening words.", `Other words.\n\n${"More words to read.\n\n".repeat(20)}`);
    await appears(page, "Other words.");
    assert.ok(Math.abs((await top()) - before) < 2, `${await top()} instead of ${before}`);
    served.edit("docs/guide.md", "More words to read.\n\n", "");
    await page.locator("main p", { hasText: "More words" }).first().waitFor({ state: "detached" });
    assert.ok(Math.abs((await top()) - before) < 2, "and when it goes again");
    assert.ok(await isSame(page));
    assert.deepEqual(page.problems, []);
  });

  live("what is open stays open", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await page.locator("details summary").first().click();
    const isOpen = () => page.locator("main .content details").first().evaluate((details) => details.open);
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    await appears(page, "Other words.");
    assert.ok(await isOpen(), "after a change beside it");
    served.edit("docs/guide.md", "Hidden words.", "Shown words.");
    await appears(page, "Shown words.");
    assert.ok(await isOpen(), "after a change in it");
    assert.ok(await isSame(page));
  });

  live("chosen tabs, ticked boxes and filled values stay, and hold for what comes new", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await page.getByRole("tab", { name: "Kubectl" }).click();
    await page.locator(".task input").nth(1).check();
    await page.locator(".params input[name=NAMESPACE]").fill("production");
    served.edit("docs/guide.md", "kubectl apply", "kubectl create");
    served.edit("docs/guide.md", "Stop the writers in $NAMESPACE", "Halt the writers in $NAMESPACE");
    served.edit("docs/guide.md", "## End", "```bash\nkubectl get pods -n $NAMESPACE\n```\n\n## End");
    await appears(page, "kubectl get pods -n production");
    await appears(page, "Halt the writers");
    await page.locator("figure:visible", { hasText: "kubectl create --namespace production" }).waitFor();
    assert.equal(await page.getByRole("tab", { name: "Kubectl" }).getAttribute("aria-selected"), "true");
    assert.equal(await page.locator(".tab-list").count(), 1);
    assert.deepEqual(await page.locator(".task input").evaluateAll((boxes) => boxes.map((box) => [box.checked, box.disabled])), [[false, false], [true, false], [false, false]]);
    assert.equal(await page.locator(".tasks-bar:visible").count(), 1);
    assert.match(await page.locator(".tasks-count").textContent(), /1 of 3/);
    assert.equal(await page.locator(".params input[name=NAMESPACE]").inputValue(), "production");
    // What came new works as what was there.
    await page.locator(".task input").first().check();
    assert.match(await page.locator(".tasks-count").textContent(), /2 of 3/);
    await page.locator(".params input[name=NAMESPACE]").fill("staging");
    await appears(page, "kubectl get pods -n staging");
    assert.deepEqual(
      await page.locator("figure.code").evaluateAll((figures) => figures.map((figure) => figure.querySelectorAll(".copy").length)),
      [1, 1, 1],
      "each block has one button",
    );
    assert.ok(await isSame(page));
    assert.deepEqual(page.problems, []);
  });

  live("a table keeps its filter, its order and the cursor in its field", async (visit, served) => {
    const page = await opened(visit, served, "recovery/index.html");
    const matrix = page.locator("[data-matrix]").last();
    await matrix.locator("th .matrix-sort").first().click();
    await matrix.locator("th .matrix-sort").first().click();
    const field = matrix.locator("input[type=search]");
    await field.fill("di");
    await field.evaluate((input) => input.setSelectionRange(0, 1));
    const names = () => matrix.locator("tbody tr:visible th[scope=row]").allTextContents();
    const before = await names();
    assert.ok(before.length > 0 && before.length < 12, `${before}`);
    served.edit("docs/redis-backup.md", "rto: 1h", "rto: 77h");
    await matrix.locator("td", { hasText: "77h" }).first().waitFor();
    assert.deepEqual(await names(), before);
    assert.equal(await field.inputValue(), "di");
    assert.deepEqual(await page.evaluate(() => [document.activeElement.name, document.activeElement.selectionStart, document.activeElement.selectionEnd]), ["text", 0, 1]);
    await field.fill("");
    assert.equal((await names()).length, 12, "the new table is filtered by its own rows");
    assert.ok(await isSame(page));
    assert.deepEqual(page.problems, []);
  });

  live("the table of contents follows, and the title, and the sidebar of other pages", async (visit, served) => {
    const [page, other] = [await opened(visit, served, "docs/guide.html"), await opened(visit, served, "docs/other.html")];
    served.edit("docs/guide.md", "# Guide", "# Handbook");
    served.edit("docs/guide.md", "## Middle", "## New part\n\nWords.\n\n## Middle");
    await page.locator("[id='site:toc'] a", { hasText: "New part" }).waitFor();
    await page.waitForFunction(() => document.title.startsWith("Handbook"));
    await other.locator("[id='site:menu'] a", { hasText: "Handbook" }).first().waitFor({ state: "attached" });
    await page.evaluate(() => document.getElementById("new-part").scrollIntoView());
    await page.locator("[id='site:toc'] a[aria-current]", { hasText: "New part" }).waitFor();
    assert.ok((await isSame(page)) && (await isSame(other)));
  });

  live("style is swapped without loading the page again", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await page.evaluate(() => scrollTo(0, 500));
    const color = () => page.evaluate(() => getComputedStyle(document.querySelector("main h1")).color);
    served.write("themes/default/css/marks.css", "main h1 { color: rgb(1, 2, 3); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).color === "rgb(1, 2, 3)");
    served.write("themes/default/css/marks.css", "main h1 { color: rgb(3, 2, 1); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).color === "rgb(3, 2, 1)");
    await page.waitForFunction(() => document.querySelectorAll("link[href*='marks']").length === 1);
    assert.equal(await color(), "rgb(3, 2, 1)");
    assert.equal(await page.evaluate(() => scrollY), 500);
    assert.ok(await isSame(page));
    assert.deepEqual(page.problems, []);
  });

  live("a script of the site's own brings the page anew, at the same place", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await page.locator("details summary").first().click();
    await page.evaluate(() => scrollTo(0, 400));
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    await page.waitForFunction(() => !window.mark && document.querySelector("main")?.textContent.includes("Other words."));
    await page.waitForFunction(() => scrollY === 400 && document.querySelector("main .content details")?.open);
  }, { files: { "book.toml": `${FILES["book.toml"]}\n[output.html]\nadditional-js = ["own.js"]\n`, "own.js": "document.title += '!';\n" } });

  live("a script that follows changes is told of them", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    await page.locator("main p.seen", { hasText: "Other words." }).waitFor();
    assert.ok(await isSame(page));
  }, {
    files: {
      "book.toml": `${FILES["book.toml"]}\n[output.html]\nadditional-js = ["own.js"]\n`,
      "own.js": "docsgen.follow(() => document.querySelectorAll('main p').forEach((p) => p.classList.add('seen')));\n",
    },
  });

  live("an error lies over every page until it is mended, and takes nothing away", async (visit, served) => {
    const [page, other] = [await opened(visit, served, "docs/guide.html"), await opened(visit, served, "docs/other.html")];
    await page.locator(".params input[name=NAMESPACE]").focus();
    served.write("book.toml", "[book]\ntitle = \n");
    for (const one of [page, other]) {
      await inPanel(one, ".overlay h3").waitFor();
      assert.equal(await inPanel(one, ".overlay .place").textContent(), "book.toml:2:9");
      assert.equal(await inPanel(one, ".overlay .place").getAttribute("href"), `zed://file${served.folder}/book.toml:2:9`);
      assert.match(await inPanel(one, ".overlay pre").textContent(), /title =/);
    }
    assert.equal(await page.evaluate(() => document.activeElement.name), "NAMESPACE", "the cursor stays where it was");
    assert.match(await page.locator("main").textContent(), /Opening words/);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Escape");
    await inPanel(page, ".overlay").waitFor({ state: "hidden" });
    served.write("book.toml", '[book]\ntitle = "x"\n[output.html]\ntheme = "none"\n');
    await inPanel(page, ".overlay h3", { hasText: "none" }).waitFor();
    served.write("book.toml", FILES["book.toml"]);
    for (const one of [page, other]) await inPanel(one, ".overlay").waitFor({ state: "hidden" });
    // Front matter: as a finding, but nobody must miss it.
    served.edit("docs/other.md", "# Other", "---\ntitle: [\n---\n# Other");
    await inPanel(page, ".overlay h3").waitFor();
    served.edit("docs/other.md", "---\ntitle: [\n---\n", "");
    await inPanel(page, ".overlay").waitFor({ state: "hidden" });
    assert.ok((await isSame(page)) && (await isSame(other)));
    assert.deepEqual([...page.problems, ...other.problems], []);
  }, { args: ["--editor", "zed"] });

  live("what was found about a page is counted in its corner, and leads to the source", async (visit, served) => {
    const page = await opened(visit, served, "docs/other.html");
    const button = inPanel(page, ".count");
    await button.waitFor();
    assert.equal(await button.textContent(), "1 finding");
    await button.focus();
    await page.keyboard.press("Enter");
    await inPanel(page, ".list li").waitFor();
    assert.match(await inPanel(page, ".list li").textContent(), /link-missing-file/);
    assert.equal(await inPanel(page, ".list .place").getAttribute("href"), `vscode://file${served.folder}/docs/other.md:5:8`);
    served.edit("docs/other.md", "[gone](gone.md)", "[gone](gone.md) [lost](lost.md)");
    await inPanel(page, ".list li").nth(1).waitFor();
    assert.equal(await button.getAttribute("aria-expanded"), "true", "the list stays open");
    await page.keyboard.press("Escape");
    await inPanel(page, ".list").waitFor({ state: "hidden" });
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await button.isVisible()), "nothing of it is printed");
    await page.emulateMedia({ media: "screen" });
    served.write("docs/other.md", "# Other\n\nMended.\n");
    await inPanel(page, ".corner").waitFor({ state: "hidden" });
    assert.ok(await isSame(page));
  }, { args: ["--editor", "vscode"] });

  for (const colorScheme of ["light", "dark"]) {
    live(`axe finds nothing in the overlay and the corner, ${colorScheme}`, async (visit, served) => {
      const page = await opened(visit, served, "docs/other.html", { prepare: { content: AXE }, context: { colorScheme, reducedMotion: "reduce" } });
      await inPanel(page, ".count").click();
      served.write("book.toml", "[book]\ntitle = \n");
      await inPanel(page, ".overlay h3").waitFor();
      const violations = await page.evaluate(async () => {
        const { violations } = await axe.run(document.querySelector("docsgen-live"), { resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)} ${nodes[0].failureSummary}`);
      });
      assert.deepEqual(violations, []);
    });
  }

  live("only the page that changed asks for anything", async (visit, served) => {
    const [page, other] = [await opened(visit, served, "docs/guide.html"), await opened(visit, served, "docs/other.html")];
    const asked = [];
    // The icon is asked for when the browser likes.
    other.on("request", (request) => request.url().endsWith(".svg") || asked.push(request.url()));
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    await appears(page, "Other words.");
    served.edit("docs/other.md", "Other words.", "Third words.");
    await appears(other, "Third words.");
    assert.equal(asked.length, 1, `the other tab asked for ${asked}`);
  });

  live("what was missed while the server was away is caught up", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    await served.stop();
    await inPanel(page, ".lost").waitFor();
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    await served.start();
    await appears(page, "Other words.");
    await inPanel(page, ".lost").waitFor({ state: "hidden" });
    assert.ok(await isSame(page));
    served.edit("docs/guide.md", "Other words.", "Third words.");
    await appears(page, "Third words.");
  });

  live("a tab that nobody sees lets go of the server, and catches up when it is shown", async (visit, served) => {
    const page = await opened(visit, served, "docs/guide.html");
    const show = (hidden) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    const gone = page.waitForEvent("requestfailed", (request) => request.url().includes("/events"));
    await show(true);
    await gone;
    served.edit("docs/guide.md", "Opening words.", "Other words.");
    const seen = await opened(visit, served, "docs/guide.html");
    await appears(seen, "Other words.");
    assert.match(await page.locator("main").textContent(), /Opening words/);
    await show(false);
    await appears(page, "Other words.");
    assert.ok(await isSame(page));
  });

  live("a page that goes is said to be gone, and is back when it is", async (visit, served) => {
    const page = await opened(visit, served, "docs/other.html");
    fs.renameSync(`${served.folder}/docs/other.md`, `${served.folder}/docs/moved.md`);
    await page.waitForFunction(() => document.body.textContent.includes("Not found") || document.querySelector(".not-found"));
    fs.renameSync(`${served.folder}/docs/moved.md`, `${served.folder}/docs/other.md`);
    await appears(page, "Other words.");
  });

  live("the tab is led to the page that is edited, and to the place in it", async (visit, served) => {
    const page = await opened(visit, served, "docs/other.html");
    served.edit("docs/guide.md", "Opening words.", "Other opening.");
    await page.waitForURL("**/docs/guide.html");
    await appears(page, "Other opening.");
    served.edit("docs/guide.md", "Last words.", "Final words.");
    await appears(page, "Final words.");
    await page.waitForFunction(() => [...document.querySelectorAll("main p")].some((p) => p.textContent === "Final words." && p.getBoundingClientRect().top < innerHeight));
  }, { args: ["--open-changed"] });
}
