// The search of a built site, without a browser: the theme's own code, with its files read from the disk.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import zlib from "node:zlib";

/** Size of a text as it is and as a web server would send it. */
export const sizeOf = (text) => ({ raw: Buffer.byteLength(text), sent: zlib.gzipSync(text, { level: 9 }).length });

const asset = (site, name) => {
  const folder = path.join(site, "assets");
  const file = fs.readdirSync(folder).find((file) => new RegExp(`^${name.replace(".", "\\.[0-9a-f]+\\.")}$`).test(file));
  if (!file) throw new Error(`the site has no ${name}: was it built with search?`);
  return fs.readFileSync(path.join(folder, file), "utf8");
};

/** Sizes of what is loaded when search is opened, beside the index. */
export const interfaceSize = (site) =>
  ["search-index.js", "search-dialog.js"].map((name) => sizeOf(asset(site, name))).reduce((sum, { raw, sent }) => ({ raw: sum.raw + raw, sent: sum.sent + sent }));

/** Opens the index as a reader's browser would for the first time; `loaded` has what was fetched, by name. */
export function openIndex(site) {
  const loaded = new Map();
  const context = vm.createContext({});
  vm.runInContext(asset(site, "search-index.js"), context);
  const run = async (name) => {
    const text = fs.readFileSync(path.join(site, "search", `${name}.js`), "utf8");
    loaded.set(name, sizeOf(text));
    vm.runInContext(text, context);
  };
  return { index: vm.runInContext("docsgen", context).searchIndex(run), loaded };
}
