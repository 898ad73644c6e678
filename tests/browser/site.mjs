// The built site under test: a server for it, and its pages by what they are.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8", ".gif": "image/gif", ".html": "text/html; charset=utf-8", ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8",
  ".json": "application/json", ".md": "text/markdown; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml",
};

/** Where a second copy of the site is served, to find links that only work at the root. */
export const SUB_PATH = "/sub/path/";

/** The file at a path below the site's root, as a response; a folder is none, since no link may rely on its index. */
export function responseFor(folder, name) {
  const file = path.join(folder, path.normalize(`/${name}`));
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return { status: 404, contentType: "text/plain", body: "not found" };
  return { status: 200, contentType: TYPES[path.extname(file)] ?? "application/octet-stream", body: fs.readFileSync(file) };
}

/** Serves `folder` on 127.0.0.1 at `/` and at SUB_PATH. */
export async function serve(folder) {
  const server = http.createServer((request, answer) => {
    let name = decodeURIComponent(new URL(request.url, "http://site").pathname);
    if (name.startsWith(SUB_PATH)) name = name.slice(SUB_PATH.length - 1);
    const { status, contentType, body } = responseFor(folder, name);
    answer.writeHead(status, { "content-type": contentType }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    bases: { root: `${origin}/`, sub: `${origin}${SUB_PATH}`, file: pathToFileURL(`${path.resolve(folder)}/`).href },
    close: () => server.close(),
  };
}

/** Path of one page of each sort, by what stands in it; what the site doesn't have is missing. */
export function samplePages(folder) {
  const wanted = {
    home: (html) => html.includes("layout-home"),
    catalog: (html) => html.includes("layout-catalog"),
    chart: (html) => html.includes("layout-chart") && html.includes('class="commands"'),
    guide: (html) => html.includes("layout-page") && html.includes("kind-backup") && html.includes('<figure class="code') && html.includes("has-toc") && html.includes("<table"),
    listing: (html) => html.includes("layout-listing"),
    release: (html) => html.includes("release-card"),
    matrix: (html) => html.includes("layout-matrix") && html.includes("column-rto") && html.includes("data-matrix"),
    footnote: (html) => html.includes('class="footnote-ref"'),
    order: (html) => html.includes("layout-matrix") && html.includes("timeline-picture"),
    playbook: (html) => html.includes("layout-page") && html.includes("playbook-card") && html.includes("timeline-picture"),
    sheet: (html) => html.includes("layout-run-sheet") && html.includes('class="run-gate"') && html.includes("run-signoffs") && html.includes("timeline-picture"),
    tabs: (html) => html.includes('<div class="tabs"'),
    params: (html) => html.includes("layout-page") && !html.includes("playbook-card") && html.includes('class="params"') && html.includes("figure") && html.includes('class="contains-tasks"') && html.includes("data-param"),
    danger: (html) => /<figure class="code[^"]* danger"/.test(html),
    session: (html) => /<figure class="code[^"]* session/.test(html) && html.includes('class="prompt"') && html.includes(" output"),
    tasks: (html) => html.includes("layout-page") && html.includes('class="contains-tasks"'),
    diagram: (html) => html.includes('<figure class="diagram"'),
    badge: (html) => html.includes('class="shield '),
    404: (html) => html.includes("layout-404"),
  };
  const found = {};
  const folders = [""];
  while (folders.length && Object.keys(found).length < Object.keys(wanted).length) {
    const here = folders.shift();
    for (const entry of fs.readdirSync(path.join(folder, here), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = here ? `${here}/${entry.name}` : entry.name;
      if (entry.isDirectory()) folders.push(name);
      if (!entry.isFile() || !name.endsWith(".html")) continue;
      const html = fs.readFileSync(path.join(folder, name), "utf8");
      for (const [sort, matches] of Object.entries(wanted)) {
        if (!found[sort] && matches(html)) found[sort] = name;
      }
    }
  }
  return found;
}
