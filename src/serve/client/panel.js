// What is wrong, shown in the page: errors that keep it from being built, over it; what was found about it, in a corner.
//
// All of it stands in a shadow tree, so that neither the theme's styles nor its scripts meet it, in the theme's colours
// where it has them.

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};
const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** A place in a source file: a link into the editor, where one is known. */
const place = (at) => {
  if (!at) return null;
  const text = `${at.path}:${at.line}:${at.column}`;
  return at.url ? make("a", { class: "place", href: at.url, title: "Open in the editor" }, text) : make("span", { class: "place" }, text);
};

const excerpt = (lines) => {
  if (lines.length === 0) return null;
  const width = String(lines.at(-1).number).length;
  const rows = lines.map(({ number, pieces }) =>
    make("span", { class: pieces.length > 1 ? "line at-fault" : "line" },
      make("span", { class: "number", "aria-hidden": "true" }, String(number).padStart(width)),
      ...pieces.map((piece, index) => (index === 1 ? make("mark", {}, piece) : piece)), "\n"));
  return make("pre", { tabindex: "0", "aria-label": "The source at fault" }, make("code", {}, ...rows));
};

export class Panel {
  #dismissed = "";
  #faults = [];

  constructor(styles) {
    this.host = make("docsgen-live");
    const root = this.host.attachShadow({ mode: "open" });
    this.overlay = make("section", { class: "overlay", role: "region", "aria-label": "Errors of the site", hidden: true });
    this.alert = make("p", { class: "unseen", role: "alert" });
    this.corner = make("section", { class: "corner", "aria-label": "Findings of this page", hidden: true });
    root.append(make("link", { rel: "stylesheet", href: styles }), this.alert, this.corner, this.overlay);
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      const inside = root.activeElement;
      if (!this.overlay.hidden && (this.overlay.contains(inside) || document.activeElement === document.body)) this.#dismiss();
      else if (this.list && !this.list.hidden && this.corner.contains(inside)) this.#toggle(false);
    });
    document.documentElement.append(this.host);
  }

  /** Errors: all of them, none where all is well. */
  showFaults(faults) {
    this.#faults = faults;
    const key = JSON.stringify(faults);
    if (faults.length === 0) this.#dismissed = "";
    const hidden = faults.length === 0 || key === this.#dismissed;
    this.overlay.hidden = hidden;
    this.alert.textContent = hidden ? "" : `${plural(faults.length, "error")}: ${faults[0].message}`;
    if (hidden) return this.overlay.replaceChildren();
    const close = make("button", { type: "button", class: "close", "aria-label": "Hide the errors", title: "Hide (Escape)" }, "×");
    close.addEventListener("click", () => this.#dismiss());
    const note = "What you see is the last site that could be built. This goes away when the error is mended.";
    this.overlay.replaceChildren(
      make("header", {}, make("h2", {}, plural(faults.length, "error")), make("p", {}, note), close),
      ...faults.map((fault) =>
        make("article", {},
          make("h3", {}, fault.message, fault.code ? make("code", { class: "code" }, fault.code) : null),
          fault.place ? make("p", {}, place(fault.place)) : null,
          excerpt(fault.excerpt),
          ...fault.causes.map((cause) => make("p", { class: "cause" }, `because: ${cause}`)),
          fault.help ? make("p", { class: "help" }, make("strong", {}, "help: "), fault.help) : null)));
  }

  /** What was found about this page. */
  showFindings({ here, elsewhere, checking }) {
    const open = Boolean(this.list && !this.list.hidden);
    const focused = this.corner.contains(this.host.shadowRoot.activeElement);
    this.corner.classList.toggle("is-old", checking);
    // Until the new ones are there, the old ones are better than none.
    if (checking) return;
    this.corner.hidden = here.length === 0;
    if (here.length === 0) {
      this.list = null;
      return this.corner.replaceChildren();
    }
    const worst = ["error", "warning", "note"].find((severity) => here.some((finding) => finding.severity === severity));
    this.button = make("button", { type: "button", class: `count is-${worst}`, "aria-controls": "list" }, plural(here.length, "finding"));
    this.button.addEventListener("click", () => this.#toggle(this.list.hidden));
    this.list = make("div", { class: "list", id: "list", tabindex: "-1", hidden: true },
      make("ol", {}, ...here.map((finding) =>
        make("li", { class: `is-${finding.severity}` },
          make("p", {}, make("strong", {}, finding.severity), " ", finding.message),
          make("p", { class: "where" }, place(finding.place), make("code", { class: "code" }, finding.code)),
          finding.help ? make("p", { class: "help" }, finding.help) : null))),
      elsewhere > 0 ? make("p", { class: "elsewhere" }, `${elsewhere} more on other pages: docsgen check`) : null);
    this.corner.replaceChildren(this.list, this.button);
    this.#toggle(open);
    if (focused) this.button.focus({ preventScroll: true });
  }

  /** Whether the server is there. */
  showConnection(connected) {
    this.lost ??= make("p", { class: "lost", role: "status" });
    this.lost.textContent = connected ? "" : "No connection to docsgen serve. Trying again.";
    this.lost.hidden = connected;
    if (!this.lost.isConnected) this.host.shadowRoot.append(this.lost);
  }

  #toggle(open) {
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (!open && this.list.contains(this.host.shadowRoot.activeElement)) this.button.focus();
  }

  #dismiss() {
    this.#dismissed = JSON.stringify(this.#faults);
    this.showFaults(this.#faults);
  }
}
