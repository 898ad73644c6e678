// What Lighthouse says of pages of a built site: the median of several simulated runs on a phone.
//
//   node run.mjs --site DIR [--rounds N] NAME=PATH …
//
// Prints a row of a Markdown table for each page, and on the terminal each audit that isn't passed. The site is served on
// 127.0.0.1 as GitHub Pages does: compressed, to be kept for ten minutes.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import process from "node:process";
import zlib from "node:zlib";
import { parseArgs } from "node:util";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const TYPES = {
  ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
  ".md": "text/markdown; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml",
};
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const { values: options, positionals } = parseArgs({
  options: { site: { type: "string" }, rounds: { type: "string", default: "5" } },
  allowPositionals: true,
});
const rounds = Number(options.rounds);
if (!options.site || !fs.existsSync(options.site) || !positionals.length || !(rounds > 0)) {
  console.error("usage: node run.mjs --site DIR [--rounds N] NAME=PATH …");
  process.exit(2);
}

const gzip = (text) => zlib.gzipSync(text, { level: 9 });
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function serve(folder) {
  const server = http.createServer((request, answer) => {
    const name = decodeURIComponent(new URL(request.url, "http://site").pathname);
    let file = path.join(folder, path.normalize(`/${name}`));
    if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) file = path.join(file, "index.html");
    if (!fs.existsSync(file)) return answer.writeHead(404, { "content-type": "text/plain" }).end("not found");
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": "max-age=600" };
    const body = fs.readFileSync(file);
    if (!/^text|json|xml|svg/.test(type)) return answer.writeHead(200, headers).end(body);
    answer.writeHead(200, { ...headers, "content-encoding": "gzip", vary: "accept-encoding" }).end(gzip(body));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The compressed size of what a page loads of its own site, in bytes, by the ends of the names. */
function weights(page) {
  const file = path.join(options.site, page);
  const html = fs.readFileSync(file, "utf8");
  const sum = (pattern) =>
    [...html.matchAll(pattern)].map(([, url]) => gzip(fs.readFileSync(path.resolve(path.dirname(file), url.split(/[?#]/)[0]))).length).reduce((a, b) => a + b, 0);
  return { html: gzip(html).length, css: sum(/<link rel="stylesheet"[^>]* href="([^"]+)"/g), js: sum(/<script[^>]* src="([^"]+)"/g) };
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const server = await serve(options.site);
const chrome = await launch({
  chromePath: process.env.CHROMIUM,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  logLevel: "silent",
});
try {
  for (const [name, page] of positionals.map((argument) => argument.split("="))) {
    const runs = [];
    for (let round = 0; round < rounds; round += 1) {
      const url = `http://127.0.0.1:${server.address().port}/${page}`;
      const { lhr } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "silent", onlyCategories: CATEGORIES });
      if (lhr.runtimeError) throw new Error(`${page}: ${lhr.runtimeError.message}`);
      runs.push(lhr);
    }
    const marks = CATEGORIES.map((category) => median(runs.map((run) => Math.round(run.categories[category].score * 100))));
    const figure = (audit) => median(runs.map((run) => run.audits[audit].numericValue));
    const { html, css, js } = weights(page);
    const shift = figure("cumulative-layout-shift");
    console.log(
      `| ${name} | ${marks.join(" | ")} | ${shift === 0 ? "0" : shift.toFixed(3)} | ${(figure("largest-contentful-paint") / 1000).toFixed(1)} s | ${Math.round(figure("total-blocking-time"))} ms | ${kilobytes(html)} | ${kilobytes(css)} | ${kilobytes(js)} |`,
    );
    const last = runs.at(-1);
    for (const category of CATEGORIES) {
      for (const { id, weight } of last.categories[category].auditRefs) {
        const audit = last.audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 0.9) console.error(`${name}: ${category}: ${id}: ${audit.displayValue ?? audit.title}`);
      }
    }
  }
} finally {
  chrome.kill();
  server.close();
}
