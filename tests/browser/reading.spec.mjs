// What helps to read a long guide: footnotes beside their references, heads of tables that stay, paper.
import assert from "node:assert/strict";

export default function (test) {
  test("a footnote is shown beside its reference, by pointer and by keyboard, and Escape takes it away", async (visit) => {
    if (!visit.pages.footnote) return "the site has no page with a footnote";
    const page = await visit.open(visit.pages.footnote);
    const reference = page.locator(".footnote-ref a").first();
    const written = await page.evaluate((hash) => {
      const note = document.getElementById(decodeURIComponent(hash.slice(1))).cloneNode(true);
      note.querySelectorAll(".footnote-backref").forEach((back) => back.remove());
      return note.textContent.trim();
    }, await reference.evaluate((link) => link.hash));
    const preview = page.locator(".footnote-preview");
    await reference.scrollIntoViewIfNeeded();
    await reference.hover();
    await preview.waitFor({ state: "visible" });
    assert.equal((await preview.textContent()).trim(), written);
    // It can be pointed at, to select or follow what is in it.
    await preview.hover();
    await page.waitForTimeout(400);
    assert.equal(await preview.count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await preview.count(), 0);
    await page.mouse.move(1, 1);
    await reference.focus();
    await preview.waitFor({ state: "visible" });
    assert.equal(await reference.getAttribute("aria-describedby"), await preview.getAttribute("id"));
    const box = await preview.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 1280, JSON.stringify(box));
    assert.deepEqual(page.problems, []);
  });

  test("the head of a long table stays in sight below the page's bars", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide, { context: { viewport: { width: 1280, height: 420 } } });
    // A table of the page, made long enough.
    await page.evaluate(() => {
      const body = document.querySelector(".content .table-wrap tbody");
      const row = body.rows[0];
      for (let count = 0; count < 40; count += 1) body.append(row.cloneNode(true));
    });
    const wrap = page.locator(".content .table-wrap").first();
    await wrap.locator("tbody tr").nth(25).evaluate((row) => row.scrollIntoView({ block: "center", behavior: "instant" }));
    const { head, bars } = await wrap.evaluate((wrap) => ({
      head: wrap.querySelector("thead th").getBoundingClientRect().top,
      bars: document.querySelector(".site-header").getBoundingClientRect().bottom,
    }));
    assert.ok(head >= bars - 1 && head < bars + 60, `the head stands at ${head} px, the bars end at ${bars} px`);
  });

  test("on paper there is the whole text, and no bars", async (visit) => {
    if (!visit.pages.guide) return "the site has no backup guide";
    const page = await visit.open(visit.pages.guide);
    await page.emulateMedia({ media: "print" });
    for (const gone of [".site-header", ".sidebar", ".toc", ".site-footer", ".copy"]) {
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    }
    const cut = await page.locator(".content .table-wrap, .content figure.code > pre").evaluateAll((parts) =>
      parts.filter((part) => part.offsetParent && part.scrollHeight > part.clientHeight + 2).map((part) => part.className || part.textContent.slice(0, 40)),
    );
    assert.deepEqual(cut, [], "nothing is cut off");
    const external = page.locator(".content a.external:not(:has(img))").first();
    if (await external.count()) {
      const after = await external.evaluate((link) => getComputedStyle(link, "::after").content);
      assert.ok(after.includes("http"), after);
    }
  });

  test("who asks for no motion gets none", async (visit) => {
    const page = await visit.open(visit.pages.chart, { context: { reducedMotion: "reduce" } });
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return style.transitionDuration !== "0s" && style.transitionProperty !== "none" && style.transitionProperty !== "all";
      }).length,
    );
    assert.equal(moving, 0);
  });

  test("who asks for more contrast gets black on white", async (visit) => {
    const page = await visit.open(visit.pages.chart, { context: { colorScheme: "light", contrast: "more" } });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(0, 0, 0)");
  });
}
