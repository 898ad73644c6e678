// Runs every *.spec.mjs beside it against a built site.
//
//   node run.mjs --site DIR [--program FILE] [--only TEXT]… [--without TEXT]… [--must-run] [--failures DIR] [--slow TIMES]
//
// `--only` and `--without` choose tests by parts of their names. With `--must-run`, leaving a test out is a failure.
// `--slow 6` runs pages as a processor would that is six times slower, which shows what depends on how fast things happen.
//
// A spec exports a function that takes `test`; `test(name, body)` adds a test, and its body gets a `Visit`. A body that
// returns a text leaves the test out and says why, for sites that lack what it looks at. Tests of `docsgen serve` need the
// program, and use a repository of their own.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { Packed } from "./packed.mjs";
import { Served } from "./served.mjs";
import { responseFor, samplePages, serve } from "./site.mjs";

/** Ends a test that hangs. A busy machine takes many times as long as a free one, and no test is about time. */
const TIMEOUT_MS = 180_000;
/** Ends the wait for a state that doesn't come. */
const STATE_TIMEOUT_MS = 30_000;
/** Stands for every picture on another host, as large as a badge: pages may show them, tests don't fetch them. */
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"/>';

const { values: options } = parseArgs({
  options: { site: { type: "string" }, program: { type: "string" }, only: { type: "string", multiple: true, default: [""] }, without: { type: "string", multiple: true, default: [] }, "must-run": { type: "boolean", default: false }, failures: { type: "string", default: path.join(os.tmpdir(), "docsgen-browser-failures") }, slow: { type: "string", default: "1" } },
});
if (!options.site || !fs.existsSync(options.site)) {
  console.error("usage: node run.mjs --site DIR [--program FILE] [--only TEXT]… [--without TEXT]… [--must-run] [--failures DIR] [--slow TIMES]");
  process.exit(2);
}

/** What one test may use: pages of the site, opened in contexts that are closed after it. */
class Visit {
  constructor(browser, bases, pages, folder) {
    Object.assign(this, { browser, bases, pages, folder, contexts: [], opened: [], served: [], built: [], packed: [] });
  }

  /** Serves a repository of these files; nothing where there is no program to do so. Its pages are opened with it as `base`. */
  async serve(files, args) {
    if (!options.program) return null;
    const served = new Served(path.resolve(options.program), files);
    this.served.push(served);
    return served.start(args);
  }

  /** Builds a repository of a test's own and serves the site; nothing where there is no program to do so. `make` writes into the folder. */
  async build(make) {
    if (!options.program) return null;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "docsgen-built-"));
    this.built.push(folder);
    make(folder);
    execFileSync(path.resolve(options.program), ["build", "--quiet"], { cwd: folder, stdio: "pipe" });
    const site = await serve(path.join(folder, "site"));
    this.served.push(site);
    return site;
  }

  /** Packs a repository of these files; nothing where there is no program to do so. Its pages are opened with it as `base`. */
  pack(files, args) {
    if (!options.program) return null;
    const packed = new Packed(path.resolve(options.program), files, args);
    this.packed.push(packed);
    return packed;
  }

  /** Opens a page of the site; `page.problems` collects everything that went wrong in it. */
  async open(name, { base = "root", context: settings = {}, prepare, before } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
    this.contexts.push(context);
    context.setDefaultTimeout(STATE_TIMEOUT_MS);
    const page = await context.newPage();
    if (Number(options.slow) > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: Number(options.slow) });
    this.opened.push(page);
    page.problems = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") page.problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => page.problems.push(`script: ${error.message}`));
    const origin = base.url ?? this.bases[base];
    await page.route(
      (url) => !url.href.startsWith(origin) && url.protocol !== "data:",
      (route) => {
        if (route.request().resourceType() === "image") return route.fulfill({ contentType: "image/svg+xml", body: PICTURE });
        page.problems.push(`request: ${route.request().url()} leaves the site`);
        return route.abort();
      },
    );
    if (prepare) await page.addInitScript(prepare);
    if (before) await before(page, context);
    await page.goto(origin + encodeURI(name), { waitUntil: "load" });
    return page;
  }

  /** Opens the 404 page as a server would show it: deep below the address for which the site was built. */
  openMissing() {
    return this.openPublished("no/such/page.html");
  }

  /** Opens a page at the address for which the site was built; `bases.published` is where its home is. */
  async openPublished(name) {
    const html = fs.readFileSync(path.join(this.folder, this.pages[404]), "utf8");
    const root = /<link rel="stylesheet" href="([^"]*)assets\//.exec(html)?.[1];
    if (!/^(https?:\/)?\//.test(root ?? "")) throw new Error(`the 404 page names its style sheets relative to \`${root}\`, so they are missing below a folder`);
    const home = new URL(root, "https://site.test/");
    this.bases.published = home.href;
    return this.open(name, {
      base: "published",
      before: (page) =>
        page.route(`${home.origin}/**`, (route) => {
          const name = decodeURIComponent(new URL(route.request().url()).pathname).slice(home.pathname.length);
          const response = responseFor(this.folder, name);
          if (response.status === 404) return route.fulfill({ ...responseFor(this.folder, this.pages[404]), status: 200 });
          return route.fulfill(response);
        }),
    });
  }

  async close() {
    for (const context of this.contexts) await context.close();
    for (const served of this.served) await served.close();
    for (const folder of this.built) fs.rmSync(folder, { recursive: true, force: true });
    for (const packed of this.packed) packed.close();
  }
}

const tests = [];
const folder = path.dirname(new URL(import.meta.url).pathname);
for (const file of fs.readdirSync(folder).filter((file) => file.endsWith(".spec.mjs")).sort()) {
  const { default: spec } = await import(`./${file}`);
  spec((name, body) => tests.push({ name: `${file.slice(0, -".spec.mjs".length)}: ${name}`, body }));
}

const browser = await launch().catch((error) => {
  console.error(`error: ${error.message}`);
  process.exit(2);
});
const site = await serve(options.site);
const pages = samplePages(options.site);
const chosen = ({ name }) => options.only.some((part) => name.includes(part)) && !options.without.some((part) => name.includes(part));
const counts = { passed: 0, failed: 0, left: 0 };
for (const { name, body } of tests.filter(chosen)) {
  const visit = new Visit(browser, { ...site.bases }, pages, options.site);
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`took longer than ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    });
    const reason = await Promise.race([body(visit), late]);
    if (typeof reason === "string" && options["must-run"]) throw new Error(`left out: ${reason}`);
    if (typeof reason === "string") {
      counts.left += 1;
      console.log(`left out  ${name}: ${reason}`);
    } else {
      counts.passed += 1;
      console.log(`passed    ${name}`);
    }
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED    ${name}\n          ${String(error.message).replaceAll("\n", "\n          ")}`);
    const page = visit.opened.at(-1);
    if (page) {
      fs.mkdirSync(options.failures, { recursive: true });
      const file = path.join(options.failures, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`);
      await page.screenshot({ path: file }).then(() => console.log(`          screenshot: ${file}`), () => {});
    }
  } finally {
    clearTimeout(timer);
    await visit.close();
  }
}
await browser.close();
site.close();
console.log(`${counts.passed} passed, ${counts.failed} failed${counts.left ? `, ${counts.left} left out` : ""}`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
