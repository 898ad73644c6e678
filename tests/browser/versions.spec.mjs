// The switch between versions keeps the page; sections that moved are found; all of it from `file://`, and without scripts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A repository with two releases, of which the first has pages that are gone or elsewhere today. */
function make(folder) {
  const write = (name, text) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const git = (...args) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false", ...args], { stdio: "pipe" });
  const commit = (tag) => {
    git("add", "--all", ".");
    git("commit", "--quiet", "-m", tag);
    if (tag !== "today") git("tag", tag);
  };
  git("init", "--quiet");
  write(".gitignore", "/site/\n/.docsgen/\n");
  write("README.md", "# Home\n");
  write("docs/README.md", "# Docs\n");
  write("docs/redis.md", "# Redis\n\nAs in v1.0.\n\n## Restore\n");
  write("docs/old.md", "# Old name\n");
  write("docs/gone.md", "# Gone\n");
  commit("v1.0");
  write("docs/redis.md", "# Redis\n\nAs in v1.1.\n\n## Restore\n");
  commit("v1.1");
  fs.rmSync(path.join(folder, "docs/gone.md"));
  fs.renameSync(path.join(folder, "docs/old.md"), path.join(folder, "docs/new name.md"));
  write("docs/new name.md", `---\naliases: [/docs/old.html]\n---\n# New name\n\n${"Words. ".repeat(900)}\n\n## Later\n\n## End\n`);
  write("docs/redis.md", `# Redis\n\nAs of today.\n\n${"Words. ".repeat(900)}\n\n## Restore everything\n`);
  write(
    "book.toml",
    '[book]\ntitle = "Docs"\nsrc = "."\n\n[output.html.redirect]\n"/docs/redis.html#restore" = "#restore-everything"\n"/docs/redis.html#tuning" = "/docs/new name.html#end"\n' +
      '"/docs/old.html#first" = "/docs/redis.html#restore-everything"\n\n[versions]\ntags = "v*"\n',
  );
  commit("today");
}

export default function (test) {
  const built = (name, body) =>
    test(name, async (visit) => {
      const site = await visit.build(make);
      if (!site) return "the program isn't named";
      return body(visit, site);
    });
  const at = (page, end) => page.waitForURL((url) => decodeURIComponent(url.href).endsWith(end));

  for (const base of ["root", "sub", "file"]) {
    built(`the switch keeps the page, its place and, where it has another name there, finds it, ${base}`, async (visit, site) => {
      const here = { base: { url: site.bases[base] } };
      const page = await visit.open("docs/redis.html#restore-everything", here);
      await page.locator(".versions summary").click();
      assert.deepEqual(await page.locator(".versions li").allTextContents(), ["latest", "v1.1", "v1.0", "All versions"]);
      await page.locator(".versions li a", { hasText: "v1.0" }).click();
      await at(page, "/v1.0/docs/redis.html#restore-everything");
      assert.match(await page.locator("main").innerText(), /As in v1\.0\./);
      assert.equal(await page.locator(".versions summary").innerText(), "v1.0");
      await page.locator(".version-current").click();
      await at(page, "/docs/redis.html#restore-everything");
      assert.deepEqual(page.problems, []);

      const renamed = await visit.open("docs/new name.html", here);
      await renamed.locator(".versions summary").click();
      await renamed.locator(".versions li a", { hasText: "v1.1" }).click();
      await at(renamed, "/v1.1/docs/old.html");

      const old = await visit.open("v1.0/docs/old.html", here);
      await old.locator(".version-current").click();
      await at(old, "/docs/new name.html");

      const gone = await visit.open("v1.0/docs/gone.html", here);
      await gone.locator(".version-current").click();
      await at(gone, "/docs/index.html");
      assert.deepEqual([...renamed.problems, ...old.problems, ...gone.problems], []);
    });

    built(`sections that moved are found, ${base}`, async (visit, site) => {
      const here = { base: { url: site.bases[base] } };
      const page = await visit.open("docs/redis.html#restore", here);
      await at(page, "/docs/redis.html#restore-everything");
      await page.evaluate(() => (location.hash = "tuning"));
      await at(page, "/docs/new name.html#end");
      for (const [former, now] of [
        ["docs/old.html#first", "/docs/redis.html#restore-everything"],
        ["docs/old.html#later", "/docs/new name.html#later"],
        ["docs/old.html", "/docs/new name.html"],
      ]) {
        const page = await visit.open(former, here);
        await at(page, now);
      }
    });
  }

  built("without scripts there are the list of versions, the current version, and links to where sections went", async (visit, site) => {
    const plain = { base: { url: site.bases.file }, context: { javaScriptEnabled: false } };
    const page = await visit.open("v1.0/docs/redis.html", plain);
    await page.locator(".versions a").click();
    await at(page, "/versions/index.html");
    await page.locator("main a", { hasText: "v1.1" }).click();
    await at(page, "/v1.1/index.html");
    await page.locator(".version-current").click();
    await at(page, "/site/index.html");

    const moved = await visit.open("docs/redis.html#tuning", plain);
    assert.ok(await moved.locator("[id=tuning]").isVisible());
    assert.ok(!(await moved.locator("[id=restore]").isVisible()));
    await moved.locator("[id=tuning] a").click();
    await at(moved, "/docs/new name.html#end");

    const former = await visit.open("docs/old.html#first", plain);
    await former.locator("li a").click();
    await at(former, "/docs/redis.html#restore-everything");
  });

  built("the switch works by keyboard and closes with Escape and by a click elsewhere", async (visit, site) => {
    const page = await visit.open("docs/redis.html", { base: { url: site.bases.root } });
    const menu = page.locator(".versions details");
    const summary = page.locator(".versions summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.ok(await menu.evaluate((menu) => menu.open));
    await page.keyboard.press("Escape");
    assert.ok(!(await menu.evaluate((menu) => menu.open)));
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
    await summary.click();
    await page.locator("main h1").click();
    assert.ok(!(await menu.evaluate((menu) => menu.open)));
    await summary.click();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await at(page, "/v1.1/docs/redis.html");
  });

  for (const width of [1280, 360]) {
    built(`an older version is marked and nothing is cut off or moves, ${width} px`, async (visit, site) => {
      const context = { viewport: { width, height: 800 }, reducedMotion: "reduce" };
      const prepare = () => {
        window.shifts = [];
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(entry.value))).observe({ type: "layout-shift", buffered: true });
      };
      const page = await visit.open("v1.0/docs/redis.html", { base: { url: site.bases.root }, context, prepare });
      assert.match(await page.locator(".version-note").innerText(), /You are reading version v1\.0\./);
      assert.equal(await page.locator("meta[name=robots]").getAttribute("content"), "noindex");
      await page.waitForTimeout(200);
      assert.deepEqual(await page.evaluate(() => window.shifts), []);
      await page.locator(".versions summary").click();
      const box = await page.locator(".versions ul").boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
      await page.evaluate(AXE);
      const violations = await page.evaluate(async () => {
        const { violations } = await axe.run(document, { resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)}`);
      });
      assert.deepEqual(violations, []);
      assert.deepEqual(page.problems, []);
    });
  }

  built("search in a version finds what that version says", async (visit, site) => {
    const page = await visit.open("v1.0/docs/redis.html?q=gone", { base: { url: site.bases.file } });
    const first = page.locator("dialog a").first();
    await first.waitFor();
    assert.match(await first.evaluate((link) => link.href), /\/v1\.0\/docs\/gone\.html/);
  });
}
