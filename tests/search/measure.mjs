// Asks a built site's search the questions of a CSV file, and Pagefind's on the same pages with --pagefind; prints JSON.
//
//   node measure.mjs --site DIR --questions FILE [--pagefind SCRATCH --browser MODULE]
//
// A line of the file is a question and the routes of the pages that answer it, apart by spaces. For each search: how many
// questions have such a page among the first three, where the first one stands for each, and how much was loaded for it by
// a reader who has loaded nothing yet.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { interfaceSize, openIndex, sizeOf } from "./index.mjs";

const SHOWN = 8;
const { values: options } = parseArgs({
  options: { site: { type: "string" }, questions: { type: "string" }, pagefind: { type: "string" }, browser: { type: "string" } },
});
const lines = fs.readFileSync(options.questions, "utf8").trim().split("\n").slice(1);
const questions = lines.map((line) => {
  const at = line.lastIndexOf(",");
  return { question: line.slice(0, at).replace(/^"|"$/g, ""), right: line.slice(at + 1).split(" ").filter(Boolean) };
});
for (const { question, right } of questions) {
  for (const route of right) {
    if (!fs.existsSync(path.join(options.site, route))) throw new Error(`\`${question}\` is answered by ${route}, which the site doesn't have`);
  }
}

const sum = (sizes) => sizes.reduce((sum, { raw, sent }) => ({ raw: sum.raw + raw, sent: sum.sent + sent }), { raw: 0, sent: 0 });
const report = (answers) => ({
  right: answers.filter(({ place }) => place && place <= 3).length,
  first: answers.filter(({ place }) => place === 1).length,
  of: answers.length,
  raw: { most: Math.max(...answers.map(({ raw }) => raw)), median: median(answers.map(({ raw }) => raw)) },
  sent: { most: Math.max(...answers.map(({ sent }) => sent)), median: median(answers.map(({ sent }) => sent)) },
  answers,
});
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
/** The place of the first right page, from 1; 0 where none is among those shown. */
const placeOf = (right, routes) => routes.findIndex((route) => right.includes(route)) + 1;

const own = [];
for (const { question, right } of questions) {
  const { index, loaded } = openIndex(options.site);
  const { more } = await index.ask(question);
  const routes = (await more(SHOWN)).map(({ sections }) => decodeURIComponent(sections[0].url.split("#")[0]));
  own.push({ question, place: placeOf(right, routes), files: loaded.size, ...sum([...loaded.values(), interfaceSize(options.site)]), routes: routes.slice(0, 3) });
}
const result = { docsgen: report(own) };

if (options.pagefind) {
  const { createIndex, close } = await import("pagefind");
  const { index } = await createIndex({ rootSelector: "main" });
  const start = performance.now();
  await index.addDirectory({ path: options.site });
  await index.writeFiles({ outputPath: path.join(options.pagefind, "pagefind") });
  const seconds = (performance.now() - start) / 1000;
  await close();
  const server = http.createServer((request, answer) => {
    const file = path.join(options.pagefind, path.normalize(decodeURIComponent(new URL(request.url, "http://site").pathname)));
    const type = { ".js": "text/javascript", ".html": "text/html" }[path.extname(file)] ?? "application/octet-stream";
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return answer.writeHead(404).end();
    return answer.writeHead(200, { "content-type": type }).end(fs.readFileSync(file));
  });
  fs.writeFileSync(path.join(options.pagefind, "index.html"), "<!doctype html><title>search</title>");
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { launch } = await import(pathToFileURL(options.browser).href);
  const browser = await launch();
  const answers = [];
  for (const { question, right } of questions) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const bodies = [];
    page.on("response", (response) => bodies.push(response.body()));
    await page.goto(`${origin}/index.html`);
    bodies.length = 0;
    const routes = await page.evaluate(
      async ([question, shown]) => {
        const pagefind = await import("/pagefind/pagefind.js");
        await pagefind.init();
        const { results } = await pagefind.search(question);
        const data = await Promise.all(results.slice(0, shown).map((result) => result.data()));
        return data.map(({ raw_url, url }) => raw_url ?? url);
      },
      [question, SHOWN],
    );
    // What Pagefind loads is compressed already, but for its scripts.
    const sizes = (await Promise.all(bodies)).map((body) => {
      const { raw, sent } = sizeOf(body);
      return { raw, sent: Math.min(raw, sent) };
    });
    const named = routes.map((route) => decodeURIComponent(route).replace(/^\//, "").replace(/(^|\/)$/, "$1index.html"));
    answers.push({ question, place: placeOf(right, named), files: sizes.length, ...sum(sizes), routes: named.slice(0, 3) });
    await context.close();
  }
  await browser.close();
  server.close();
  result.pagefind = { seconds, ...report(answers) };
}
console.log(JSON.stringify(result, null, 1));
