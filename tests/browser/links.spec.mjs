// The crawler finds what is broken, and on the site nothing is broken but what its pages mark as broken.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { crawl } from "./crawl.mjs";

const crawlFiles = (files, options) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "docsgen-crawl-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    return crawl(folder, options).map(({ page, href, reason }) => `${page} ${href} ${reason}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

export default function (test) {
  test("the crawler accepts good links", async () => {
    const files = {
      "index.html": `<a href="a/b%20c.html#x">1</a><a href='a/b c.html'>2</a><a href=#top>3</a><img src="i.png?v=1"><a href="https://example.com/">4</a>
        <a href="mailto:a@b">5</a><!-- <a href="gone.html"> --><script>"<a href='gone.html'>"</script><a title="a > b" href="a/b%20c.html?q#%ED%95%9C">6</a>`,
      "a/b c.html": `<h2 id="x">x</h2><a name="한">y</a><a href="../index.html">up</a><a href="#x">x</a>`,
      "i.png": "",
    };
    for (const base of ["/", "/sub/path/", "file"]) assert.deepEqual(crawlFiles(files, { base }), [], base);
  });

  test("the crawler names what is wrong with a link", async () => {
    const html = ["gone.html", "A.html", "a.html#none", "#none", "d/", "d", "../x.html", "%zz.html", "javascript:x()", ""].map((href) => `<a href="${href}">x</a>`).join("");
    const reasons = crawlFiles({ "index.html": html, "a.html": "", "d/index.html": "" });
    assert.deepEqual(reasons, [
      "index.html gone.html there is no such file",
      "index.html A.html differs in case from `a.html`",
      "index.html a.html#none there is no such anchor",
      "index.html #none there is no such anchor",
      "index.html d/ names a folder and relies on the server to find its index",
      "index.html d names a folder and relies on the server to find its index",
      "index.html ../x.html leaves the site",
      "index.html %zz.html is not valid percent-encoding",
      "index.html javascript:x() runs script",
      "index.html  is empty",
    ]);
  });

  test("links from the root work only where the site is the root", async () => {
    const files = { "d/index.html": '<a href="/a.html">x</a><img src="/sub/a.html">', "a.html": "" };
    assert.deepEqual(crawlFiles(files, { base: "/" }), ["d/index.html /sub/a.html there is no such file"]);
    assert.deepEqual(crawlFiles(files, { base: "/sub/" }), ["d/index.html /a.html leaves the site"]);
    assert.equal(crawlFiles(files, { base: "file" }).length, 2);
  });

  test("addresses of the published site are followed", async () => {
    const files = { "index.html": '<a href="https://x.org/s/a.html">1</a><a href="https://x.org/s/b.html">2</a><a href="https://x.org/other">3</a>', "a.html": "" };
    assert.deepEqual(crawlFiles(files, { siteUrl: "https://x.org/s" }), ["index.html https://x.org/s/b.html there is no such file"]);
  });

  for (const base of ["/", "/sub/path/", "file"]) {
    test(`every dead link of the site is marked as one, ${base}`, async ({ folder }) => {
      const unmarked = crawl(folder, { base }).filter(({ marked }) => !marked);
      assert.deepEqual(unmarked.slice(0, 20), [], `${unmarked.length} dead links that no page marks`);
    });
  }
}
