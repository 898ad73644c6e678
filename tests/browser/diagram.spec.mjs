// Diagrams are drawn without a script, can be read in light and dark, and have a name and their source.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NO_SCRIPT = { context: { javaScriptEnabled: false } };
/** A static badge: label, message and colour with one hyphen between each two. With more of them it is none, and shields.io says so. */
const STATIC = /src="https:\/\/img\.shields\.io\/badge\/(?:(?:[^-"]|--)*-)?(?:[^-"]|--)+-(?:[^-"]|--)+"/;

/** Contrast of two colours as `getComputedStyle` gives them. */
const contrast = (one, other) => {
  const luminance = (colour) =>
    colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

export default function (test) {
  test("every diagram is a picture with a name and a description, without a script", async (visit) => {
    if (!visit.pages.diagram) return "the site has no diagram";
    const page = await visit.open(visit.pages.diagram, NO_SCRIPT);
    const pictures = await page.locator("figure.diagram svg[role]").evaluateAll((all) =>
      all.map((svg) => {
        const described = svg.getAttribute("aria-describedby");
        const { width, height } = svg.getBoundingClientRect();
        return { name: svg.getAttribute("aria-label"), description: svg.ownerDocument.getElementById(described).textContent, width, height, texts: svg.querySelectorAll("text").length };
      }),
    );
    assert.ok(pictures.length > 0);
    for (const { name, description, width, height, texts } of pictures) {
      assert.ok(name.length > 3 && description.includes("→"), `${name}: ${description}`);
      assert.ok(width > 60 && height > 30 && texts > 1);
    }
    const ids = await page.locator("figure.diagram desc").evaluateAll((all) => all.map((desc) => desc.id));
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(page.problems, []);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`words stand out from their ground, ${colorScheme}`, async (visit) => {
      if (!visit.pages.diagram) return "the site has no diagram";
      const page = await visit.open(visit.pages.diagram, { context: { colorScheme } });
      const pairs = await page.locator("figure.diagram :is(.node, .note):has(> text)").evaluateAll((all) =>
        all.filter((part) => part.querySelector(":scope > :is(rect, polygon, path):not(.solid)")).map((part) => [
          getComputedStyle(part.querySelector("text")).fill,
          getComputedStyle(part.querySelector(":scope > :is(rect, polygon, path)")).fill,
        ]),
      );
      assert.ok(pairs.length > 0);
      for (const [words, ground] of pairs) assert.ok(contrast(words, ground) >= 4.5, `${words} on ${ground}`);
      const page_ = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const lines = await page.locator("figure.diagram path.edge").evaluateAll((all) => all.map((edge) => getComputedStyle(edge).stroke));
      for (const line of lines) assert.ok(contrast(line, page_) >= 3, `${line} on ${page_}`);
    });
  }

  test("words lie within their nodes", async (visit) => {
    if (!visit.pages.diagram) return "the site has no diagram";
    const page = await visit.open(visit.pages.diagram);
    const over = await page.locator("figure.diagram .node:has(> rect):has(> text)").evaluateAll((all) =>
      all.map((node) => [node.querySelector("rect").getBBox(), node.querySelector("text").getBBox(), node.textContent])
        .filter(([outer, inner]) => inner.x < outer.x || inner.x + inner.width > outer.x + outer.width || inner.y < outer.y || inner.y + inner.height > outer.y + outer.height)
        .map(([, , words]) => words),
    );
    assert.deepEqual(over, []);
  });

  test("the source is there to be read and copied", async (visit) => {
    if (!visit.pages.diagram) return "the site has no diagram";
    const page = await visit.open(visit.pages.diagram, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
    const figure = page.locator("figure.diagram").first();
    const code = figure.locator("pre > code");
    assert.equal(await code.isVisible(), false);
    await figure.locator("summary").focus();
    await page.keyboard.press("Enter");
    await code.waitFor({ state: "visible" });
    await figure.locator("figure.code").hover();
    await figure.locator(".copy").click();
    await figure.locator(".copy", { hasText: "Copied" }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^(flowchart|graph|sequenceDiagram|stateDiagram)/);
  });

  test("a wide picture scrolls in its frame, and the page doesn't", async (visit) => {
    if (!visit.pages.diagram) return "the site has no diagram";
    const page = await visit.open(visit.pages.diagram, { context: { viewport: { width: 390, height: 800 } } });
    const views = await page.locator(".diagram-view").evaluateAll((all) =>
      all.map((view) => {
        const svg = view.querySelector("svg[role]");
        return { scrolls: view.scrollWidth > view.clientWidth + 1, reachable: view.tabIndex === 0, scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width };
      }),
    );
    for (const { scrolls, reachable, scale } of views) {
      assert.ok(scale >= 0.74, `a picture is shown at ${scale} of its size`);
      assert.ok(!scrolls || reachable, "what scrolls is reached by the keyboard");
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe: diagrams and badges, ${colorScheme}`, async (visit) => {
      if (!visit.pages.diagram) return "the site has no diagram";
      const page = await visit.open(visit.pages.diagram, { context: { colorScheme, reducedMotion: "reduce" }, prepare: { content: AXE } });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      const violations = await page.evaluate(async (values) => {
        const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 140)}`));
      }, TAGS);
      assert.deepEqual(violations, []);
    });
  }

  test("badges are drawn without asking another site", async (visit) => {
    const file = visit.pages.badge;
    if (!file) return "the site has no badge";
    const page = await visit.open(file);
    const badge = page.locator(".shield").first();
    assert.equal(await badge.getAttribute("role"), "img");
    assert.ok((await badge.getAttribute("aria-label")).length > 0);
    const [{ width, height }, parts] = [await badge.boundingBox(), await badge.locator("span").count()];
    assert.ok(parts >= 1 && width > 20 && height > 10 && height < 40);
    assert.doesNotMatch(fs.readFileSync(path.join(visit.folder, file), "utf8"), STATIC);
  });
}
