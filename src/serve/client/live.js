// Keeps a page that `docsgen serve` shows up to date. Served beside the site, never part of it.
import { Kept, NeedsReload, theme } from "./document.js";
import { Panel } from "./panel.js";

// Before anything else: deferred scripts run in order, and this one stands first.
const kept = new Kept();
// The theme's own scripts, which run now, set up elements and follow changes by these.
globalThis.docsgenLive = theme;
const STORE = "docsgen:live";
const RETRY_MS = 1000;

const script = document.querySelector("script[data-docsgen-digest]");
let shown = script.dataset.docsgenDigest;
let program = null;
let source = null;
let retry = 0;
let updating = Promise.resolve();
const panel = new Panel(new URL("live.css", import.meta.url).href);

const store = (value) => {
  try {
    if (value) sessionStorage.setItem(STORE, JSON.stringify(value));
    else sessionStorage.removeItem(STORE);
  } catch {
    // Then a reload starts at the top.
  }
};
const stored = () => {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
};
const summaries = () => [...document.querySelectorAll("details")];

/** Loads the page again where it can't be changed in place, and comes back to where the reader was. */
function reload() {
  const open = summaries().flatMap((details, index) => (details.open ? [`${index} ${details.querySelector("summary")?.textContent}`] : []));
  store({ path: location.pathname, x: scrollX, y: scrollY, open });
  location.reload();
}

function comeBack() {
  const before = stored();
  store(null);
  if (before?.path !== location.pathname) return;
  summaries().forEach((details, index) => {
    if (before.open.includes(`${index} ${details.querySelector("summary")?.textContent}`)) details.open = true;
  });
  scrollTo({ left: before.x, top: before.y, behavior: "instant" });
}

/** Shows the page as it is now. */
async function update(follow) {
  const response = await fetch(location.href.replace(/#.*/, ""), { cache: "no-store", headers: { accept: "text/html" } });
  const html = await response.text();
  const digest = / data-docsgen-digest="(\w+)"/.exec(html)?.[1];
  // What has no digest is no page of the site: an error, which the overlay tells of.
  if (!digest || digest === shown) return;
  try {
    const changed = await kept.update(html);
    shown = digest;
    script.dataset.docsgenDigest = digest;
    const first = changed.find((element) => document.body.contains(element));
    if (follow && first) {
      const { top, bottom } = first.getBoundingClientRect();
      if (bottom < 0 || top > innerHeight) first.scrollIntoView({ block: "center", behavior: "instant" });
    }
  } catch (error) {
    // A page half changed is worse than one loaded again.
    if (!(error instanceof NeedsReload)) console.info("docsgen serve: loading the page again:", error);
    reload();
  }
}

function heard({ data }) {
  const news = JSON.parse(data);
  panel.showConnection(true);
  if (news.program) {
    // Another docsgen: this script is an old one.
    if (program && program !== news.program) return reload();
    program = news.program;
  }
  if (news.faults) panel.showFaults(news.faults);
  if (news.findings) panel.showFindings(news.findings);
  if (news.go && new URL(news.go, location.href).pathname !== location.pathname) {
    location.assign(news.go);
    return;
  }
  if (news.page && news.page !== shown) {
    // One after the other: a change that comes while another is made is seen by the digest.
    updating = updating.then(() => (news.page === shown ? null : update(Boolean(news.go)))).catch(() => {
      // The server went away; it says what is new when it is back.
    });
  }
}

function connect() {
  clearTimeout(retry);
  if (source || document.hidden) return;
  const address = new URL("events", import.meta.url);
  address.searchParams.set("path", location.pathname);
  const opened = (source = new EventSource(address));
  opened.addEventListener("message", heard);
  opened.addEventListener("error", () => {
    if (source !== opened) return;
    // A browser gives up on some errors and waits long after others.
    disconnect();
    panel.showConnection(false);
    retry = setTimeout(connect, RETRY_MS);
  });
}

function disconnect() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

// A browser keeps six connections to a server, and a tab that nobody sees needs none: it catches up when it is shown.
document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
addEventListener("load", comeBack);
connect();
