// What a page weighs, what it asks for, and that nothing moves while it loads and is scrolled.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

/** The budget for the whole theme on any page, compressed, in bytes. */
const MOST = { css: 15_000, js: 15_000 };

/** Addresses of other sites. */
const ELSEWHERE = /^https?:\/\/(?!127\.0\.0\.1|localhost)/;

const compressed = (file) => zlib.gzipSync(fs.readFileSync(file), { level: 9 }).length;

/** The page with the largest file. */
function largest(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html"));
  return files.map((name) => [fs.statSync(path.join(folder, name)).size, name.split(path.sep).join("/")]).sort((a, b) => b[0] - a[0])[0][1];
}

export default function (test) {
  test("style and script of the largest page fit into their budgets", async (visit) => {
    const name = largest(visit.folder);
    const file = path.join(visit.folder, name);
    const html = fs.readFileSync(file, "utf8");
    const sum = (pattern) =>
      [...html.matchAll(pattern)].map(([, url]) => compressed(path.resolve(path.dirname(file), decodeURI(url)))).reduce((a, b) => a + b, 0);
    const weights = { css: sum(/<link rel="stylesheet"[^>]* href="([^"]+)"/g), js: sum(/<script[^>]* src="([^"]+)"/g) };
    assert.ok(weights.css > 0 && weights.js > 0);
    for (const kind of ["css", "js"]) assert.ok(weights[kind] < MOST[kind], `${name} loads ${weights[kind]} bytes of ${kind}, and ${MOST[kind]} are the most`);
  });

  for (const sort of ["home", "catalog", "chart", "guide", "listing", "matrix", "release", "diagram", "largest"]) {
    for (const width of [390, 1280]) {
      test(`${sort} asks no other site for style, script or font, and nothing in it moves, ${width} px`, async (visit) => {
        const name = sort === "largest" ? largest(visit.folder) : visit.pages[sort];
        if (!name) return `the site has no ${sort} page`;
        const page = await visit.open(name, {
          context: { viewport: { width, height: 800 }, reducedMotion: "reduce" },
          // Nobody knows how large an image of another site is before it arrives, and what stands beside it must move then.
          // Here none does, so that what moves is the theme's.
          before: (page) => page.route(ELSEWHERE, (route) => (route.request().resourceType() === "image" ? undefined : route.fallback())),
          prepare: () => {
            window.shifts = [];
            const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
            const moved = ({ node, previousRect, currentRect }) =>
              `${node?.parentElement?.className} > ${node?.nodeName}.${node?.className} "${node?.textContent.trim().slice(0, 30)}" from ${place(previousRect)} to ${place(currentRect)}`;
            new PerformanceObserver((list) => {
              for (const shift of list.getEntries()) {
                if (!shift.hadRecentInput) window.shifts.push(`${shift.value.toFixed(6)} at ${scrollY}: ${shift.sources.map(moved).join("; ")}`);
              }
            }).observe({ type: "layout-shift", buffered: true });
          },
        });
        await page.evaluate(async () => {
          const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
          const end = document.documentElement.scrollHeight;
          // A long page in at most sixty steps, so that the test takes no longer for it.
          for (let at = 0; at <= end; at += Math.max(600, end / 60)) {
            scrollTo({ top: at, behavior: "instant" });
            await frame();
          }
          await frame();
        });
        assert.deepEqual(await page.evaluate(() => window.shifts), []);
        assert.deepEqual(page.problems, []);
      });
    }
  }
}
