// Follows every link of a built site, without a browser.
//
//   node crawl.mjs --site DIR [--base / | /sub/path/ | file] [--site-url URL]
//
// Prints the broken ones as JSON: [{"page", "href", "reason"}]. Exit status 0 whenever the site could be read: what is
// broken in the source is broken on the site, and only the caller knows which links those are. Addresses that start
// with --site-url are followed into the site; others that leave it are not followed.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Elements whose content is text up to their own end tag. */
const RAW_TEXT = new Set(["script", "style", "textarea", "title"]);
/** Attributes that name a file or a page. */
const LINK_ATTRIBUTES = { href: true, src: true, poster: true };
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** The start tags of an HTML text, each with its attributes. */
export function* startTags(html) {
  let at = 0;
  while ((at = html.indexOf("<", at)) >= 0) {
    if (html.startsWith("<!--", at)) {
      const end = html.indexOf("-->", at + 4);
      if (end < 0) return;
      at = end + 3;
      continue;
    }
    const name = /^<([a-z][^\s/>]*)/i.exec(html.slice(at, at + 40))?.[1].toLowerCase();
    at += 1;
    if (!name) continue;
    at += name.length;
    const attributes = {};
    const attribute = /[\s/]*(?:(>)|([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?)/y;
    for (;;) {
      attribute.lastIndex = at;
      const found = attribute.exec(html);
      if (!found) return;
      at = attribute.lastIndex;
      if (found[1]) break;
      attributes[found[2].toLowerCase()] ??= decode(found[3] ?? found[4] ?? found[5] ?? "");
    }
    yield { name, attributes };
    if (RAW_TEXT.has(name)) {
      const end = new RegExp(`</${name}\\b`, "gi");
      end.lastIndex = at;
      const found = end.exec(html);
      if (!found) return;
      at = found.index;
    }
  }
}

/** The ids and links of a page. */
function readPage(html) {
  const ids = new Set();
  const links = [];
  for (const { name, attributes } of startTags(html)) {
    if (attributes.id) ids.add(attributes.id);
    if (name === "a" && attributes.name) ids.add(attributes.name);
    // What these ask for is for other programs, and canonical addresses are those of the published site.
    if (name === "link" && /\b(canonical|preconnect|dns-prefetch)\b/.test(attributes.rel ?? "")) continue;
    const marked = / broken /.test(` ${attributes.class ?? ""} `);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (LINK_ATTRIBUTES[attribute]) links.push({ href: value, marked });
      if (attribute === "srcset") {
        for (const candidate of value.split(",")) links.push({ href: candidate.trim().split(/\s+/)[0], marked });
      }
    }
    if (name === "meta" && /^refresh$/i.test(attributes["http-equiv"] ?? "")) {
      const target = /url\s*=\s*['"]?([^'"]+)/i.exec(attributes.content ?? "")?.[1];
      if (target) links.push({ href: target, marked });
    }
  }
  return { ids, links };
}

function walk(folder, prefix = "", files = []) {
  for (const entry of fs.readdirSync(path.join(folder, prefix), { withFileTypes: true })) {
    const name = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory()) walk(folder, name, files);
    else files.push(name);
  }
  return files;
}

const percentDecoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** The broken links of the site in `folder`: page, href, reason, and whether the page itself marks it as broken. */
export function crawl(folder, { base = "/", siteUrl = "" } = {}) {
  const files = walk(folder).sort();
  const present = new Set(files);
  const folders = new Set([""]);
  const lowerCase = new Map();
  for (const file of files) {
    lowerCase.set(file.toLowerCase(), file);
    for (let end = file.indexOf("/"); end >= 0; end = file.indexOf("/", end + 1)) folders.add(file.slice(0, end));
  }
  const pages = new Map();
  const page = (file) => {
    if (!pages.has(file)) pages.set(file, readPage(fs.readFileSync(path.join(folder, file), "utf8")));
    return pages.get(file);
  };

  const sitePath = siteUrl ? new URL(siteUrl.replace(/\/*$/, "/")) : null;
  const broken = [];
  for (const file of files.filter((file) => file.endsWith(".html"))) {
    // Only a server shows the 404 page, at its own place in the address space.
    const pageBase = file === "404.html" ? (sitePath?.pathname ?? "/") : base;
    const seen = new Set();
    for (const { href, marked } of page(file).links) {
      const reason = seen.has(href) ? null : check(file, href, pageBase);
      seen.add(href);
      if (reason) broken.push({ page: file, href, reason, marked });
    }
  }
  return broken;

  function check(file, written, pageBase) {
    let href = written.trim();
    if (sitePath && href.startsWith(sitePath.href)) href = `${pageBase === "file" ? "" : pageBase}${href.slice(sitePath.href.length)}`;
    if (/^javascript:/i.test(href)) return "runs script";
    if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
    if (href.startsWith("//")) return null;
    const [, pathname, fragment] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(href);
    let target = file;
    if (pathname) {
      const parts = pathname.startsWith("/") ? [] : file.split("/").slice(0, -1);
      let rest = pathname;
      if (pathname.startsWith("/")) {
        if (pageBase === "file") return "starts at the root of the disk";
        if (!pathname.startsWith(pageBase)) return "leaves the site";
        rest = pathname.slice(pageBase.length);
      }
      for (const part of rest.split("/")) {
        const name = percentDecoded(part);
        if (name === null) return "is not valid percent-encoding";
        if (name === "..") {
          if (parts.length === 0) return "leaves the site";
          parts.pop();
        } else if (name !== "" && name !== ".") {
          parts.push(name);
        }
      }
      target = parts.join("/");
      if (folders.has(target) || pathname.endsWith("/")) return "names a folder and relies on the server to find its index";
      if (!present.has(target)) {
        const other = lowerCase.get(target.toLowerCase());
        return other ? `differs in case from \`${other}\`` : "there is no such file";
      }
    } else if (href === "") {
      return "is empty";
    }
    if (fragment && fragment !== "top" && target.endsWith(".html")) {
      const { ids } = page(target);
      if (!ids.has(fragment) && !ids.has(percentDecoded(fragment))) return "there is no such anchor";
    }
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { site: { type: "string" }, base: { type: "string", default: "/" }, "site-url": { type: "string", default: "" } },
  });
  if (!values.site || !(values.base === "file" || /^\/(.*\/)?$/.test(values.base))) {
    console.error("usage: node crawl.mjs --site DIR [--base / | /sub/path/ | file] [--site-url URL]");
    process.exit(2);
  }
  const broken = crawl(values.site, { base: values.base, siteUrl: values["site-url"] });
  console.log(JSON.stringify(broken.map(({ page, href, reason }) => ({ page, href, reason })), null, 1));
}
