// Brings a document up to date with what the server sends now, and touches nothing else.
//
// A copy of the document as it was sent is kept beside the live one, and each node of it knows its live counterpart. What
// differs between the copy and the new document is changed in the live one. So what scripts and readers did to the page
// (open <details>, filled fields, added buttons, focus) stays, unless it sits in a piece that changed.

/** Says that a change can't be made in place. */
export class NeedsReload extends Error {}

const OURS = "[data-docsgen-digest]";
/** Longer lists of changed nodes are paired in order instead of by what they have in common. */
const MOST_COMPARED = 40_000;
/** How long new style sheets may hold back a change of what they style. */
const STYLES_MS = 1000;

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const isOurs = (node) => isElement(node) && node.matches(OURS);
const isStyleSheet = (node) => isElement(node) && node.matches("link[rel~=stylesheet]");
const keyOf = (node) => `${node.nodeType}${isElement(node) ? node.outerHTML : node.nodeValue}`;

/** What scripts have set up: `selector`, `run` sets up what is new, `state` tells how a script left an element. */
const enhanced = [];
/** A script that is told of changes needn't run anew for them. */
const follows = () => delete document.currentScript?.dataset.reloads;

/** How the theme's scripts come along. */
export const theme = {
  /**
   * Sets up each element that a selector finds, as one piece: now, and when a change brings another. What `setUp` returns is
   * asked for the element's state before another takes its place, whose `setUp` gets it.
   */
  enhance(selector, setUp) {
    follows();
    const done = new WeakMap();
    const run = (states) => {
      for (const element of document.querySelectorAll(selector)) {
        if (!done.has(element)) done.set(element, setUp(element, states?.get(element)));
      }
    };
    enhanced.push({ selector, run, state: (element) => done.get(element)?.() });
    run();
  },
  /** Does something now, and again after each change, when the signal that it got has been aborted. */
  follow(act) {
    follows();
    let last = null;
    const again = () => {
      last?.abort();
      last = new AbortController();
      act(last.signal);
    };
    document.addEventListener("docsgen:changed", again);
    again();
  },
};

export class Kept {
  /** Takes the document as it is. To be called before any script has changed it. */
  constructor() {
    this.live = new WeakMap();
    this.sent = document.documentElement.cloneNode(true);
    this.#pair(this.sent, document.documentElement);
  }

  /** Makes the document what `html` says. Resolves to the elements that changed or are new. */
  async update(html) {
    const next = new DOMParser().parseFromString(html, "text/html").documentElement;
    this.#refuse(next);
    this.changed = new Set();
    this.states = new Map();
    this.units = enhanced.map(({ selector }) => selector).join(", ");
    const [head, body] = ["head", "body"].map((name) => [this.sent.querySelector(name), next.querySelector(name)]);
    this.loading = [];
    this.live.set(next, document.documentElement);
    this.#excuse(next);
    this.#attributes(this.sent, next, document.documentElement);
    this.#patch(...head);
    await Promise.race([Promise.all(this.loading), new Promise((resolve) => setTimeout(resolve, STYLES_MS))]);
    const place = new Place();
    const focus = new Focus();
    this.#patch(...body);
    this.sent = next;
    for (const unit of enhanced) unit.run(this.states);
    document.dispatchEvent(new CustomEvent("docsgen:changed", { detail: { elements: [...this.changed] } }));
    focus.restore();
    place.restore();
    return [...this.changed].filter((element) => element.isConnected);
  }

  /**
   * A script that runs before the first paint leaves its marks on the root element, which was copied with them. What the new
   * document doesn't say of it is taken to be such a mark.
   */
  #excuse(next) {
    if (this.known) return;
    this.known = true;
    for (const name of this.sent.getAttributeNames()) {
      if (!next.hasAttribute(name)) this.sent.removeAttribute(name);
    }
    for (const one of [...this.sent.classList]) {
      if (!next.classList.contains(one)) this.sent.classList.remove(one);
    }
  }

  /** What no patch can change: the policy, and scripts that have run or would have to. */
  #refuse(next) {
    const fixed = (root) =>
      [...root.querySelectorAll("script, base, meta[http-equiv]")].filter((node) => !isOurs(node)).map((node) => node.outerHTML).join("\n");
    if (fixed(this.sent) !== fixed(next)) throw new NeedsReload("scripts or the policy changed");
    // The theme's scripts say how they follow a change. Others saw the page once, and what comes new would be without them.
    const scripts = [...document.scripts].filter((script) => !isOurs(script));
    const outdated = enhanced.length === 0 || scripts.some((script) => "reloads" in script.dataset);
    if (scripts.length > 0 && outdated) throw new NeedsReload("a script doesn't follow changes");
  }

  #pair(sent, live) {
    const pending = [[sent, live]];
    while (pending.length > 0) {
      const [sent, live] = pending.pop();
      this.live.set(sent, live);
      for (let a = sent.firstChild, b = live.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pending.push([a, b]);
    }
  }

  /** Equal nodes: the new copy takes over the live counterparts of the old. */
  #adopt(before, after) {
    const pending = [[before, after]];
    while (pending.length > 0) {
      const [before, after] = pending.pop();
      this.live.set(after, this.live.get(before));
      for (let a = before.firstChild, b = after.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pending.push([a, b]);
    }
  }

  #patch(before, after) {
    const live = this.live.get(before);
    if (!isElement(before)) {
      live.nodeValue = after.nodeValue;
      this.live.set(after, live);
      return;
    }
    // What a script has set up as one piece, or draws as one, is replaced as one.
    if ((this.units && live.matches(this.units)) || live.namespaceURI !== document.documentElement.namespaceURI) {
      this.#replace(live, after);
      return;
    }
    this.live.set(after, live);
    this.#attributes(before, after, live);
    this.#children(before, after, live);
  }

  #attributes(before, after, live) {
    for (const name of new Set([...before.getAttributeNames(), ...after.getAttributeNames()])) {
      const [was, is] = [before.getAttribute(name), after.getAttribute(name)];
      if (was === is) continue;
      this.changed.add(live);
      if (name === "class") {
        // Scripts put classes of their own beside these.
        const [old, fresh] = [was ?? "", is ?? ""].map((names) => names.split(/\s+/).filter(Boolean));
        live.classList.remove(...old.filter((one) => !fresh.includes(one)));
        live.classList.add(...fresh.filter((one) => !old.includes(one)));
      } else if (is === null) live.removeAttribute(name);
      else live.setAttribute(name, is);
    }
  }

  #children(before, after, live) {
    const pairs = align([...before.childNodes], [...after.childNodes]);
    // Where a script took text away that is to be changed, the piece is made anew.
    const lost = pairs.some(([was, is, equal]) => was && !equal && !live.contains(this.live.get(was)));
    if (lost && live !== document.body && live !== document.head) {
      this.#replace(live, after);
      return;
    }
    for (const [was, is] of pairs) {
      if (is || !was) continue;
      const old = this.live.get(was);
      if (isStyleSheet(was)) this.#later(() => old.remove());
      else old.remove();
      if (was.nodeType !== Node.COMMENT_NODE && was.nodeValue?.trim() !== "") this.changed.add(live);
    }
    let previous = null;
    for (const [was, is, equal] of pairs) {
      if (!is) continue;
      if (equal) this.#adopt(was, is);
      else if (isOurs(is)) this.live.set(is, this.live.get(was));
      else if (was && isStyleSheet(was)) this.#swap(was, is);
      else if (was && live.contains(this.live.get(was))) {
        if (!isElement(is)) this.changed.add(live);
        this.#patch(was, is);
      } else this.#insert(is, live, previous, pairs);
      previous = is;
    }
  }

  #insert(is, live, previous, pairs) {
    const fresh = document.importNode(is, true);
    this.#pair(is, fresh);
    // Scripts may have wrapped the neighbours, or put something of their own between them.
    const inParent = (node) => {
      while (node && node.parentNode !== live) node = node.parentNode;
      return node;
    };
    const before = previous && inParent(this.live.get(previous));
    if (before) before.after(fresh);
    else {
      const follower = pairs.find(([was, other]) => was && other && inParent(this.live.get(was)));
      live.insertBefore(fresh, follower ? inParent(this.live.get(follower[0])) : live.firstChild);
    }
    if (isStyleSheet(fresh)) this.#await(fresh);
    if (isElement(fresh)) this.changed.add(fresh);
    else if (fresh.nodeType !== Node.COMMENT_NODE && fresh.nodeValue.trim() !== "") this.changed.add(live);
  }

  #replace(live, after) {
    const fresh = document.importNode(after, true);
    this.#pair(after, fresh);
    for (const { selector, state } of enhanced) {
      const [old, made] = [live, fresh].map((root) => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)]);
      if (old.length === made.length) made.forEach((element, index) => this.states.set(element, state(old[index])));
    }
    carry(live, fresh);
    live.replaceWith(fresh);
    this.changed.add(fresh);
  }

  /** The old sheet goes when the new one is there: the page is never without. */
  #swap(was, is) {
    const old = this.live.get(was);
    const fresh = document.importNode(is, true);
    this.#pair(is, fresh);
    old.after(fresh);
    this.#await(fresh);
    this.#later(() => old.remove());
  }

  #await(sheet) {
    this.loading.push(new Promise((resolve) => Object.assign(sheet, { onload: resolve, onerror: resolve })));
  }

  #later(act) {
    // What this change still loads is known only at the end of it.
    queueMicrotask(() => Promise.all(this.loading).then(act));
  }
}

/** What a reader did to a piece, in the piece that takes its place. */
function carry(old, fresh) {
  const both = (selector) => [old, fresh].map((root) => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)]);
  const summary = (details) => details.querySelector("summary")?.textContent;
  const [opened, made] = both("details");
  for (const details of made) {
    const same = opened.find((other) => summary(other) === summary(details));
    if (same) details.open = same.open;
  }
  const [filled, fields] = both("input, select, textarea");
  for (const field of fields) {
    const index = filled.findIndex((other) => other.tagName === field.tagName && other.name === field.name && (other.name || filled.length === fields.length));
    if (index < 0) continue;
    const [same] = filled.splice(index, 1);
    if (field.type === "checkbox" || field.type === "radio") field.checked = same.checked;
    else if (field.type !== "file" && same.value !== same.defaultValue) field.value = same.value;
  }
  const scrolled = [old, ...old.querySelectorAll("*")].filter((element) => element.scrollLeft > 0 || element.scrollTop > 0);
  for (const element of scrolled) {
    const [left, top, path] = [element.scrollLeft, element.scrollTop, pathTo(old, element)];
    // Not before it has a size.
    requestAnimationFrame(() => path.reduce((node, index) => node?.children[index], fresh)?.scrollTo({ left, top, behavior: "instant" }));
  }
}

function pathTo(root, element) {
  const path = [];
  for (; element !== root; element = element.parentElement) path.unshift([...element.parentElement.children].indexOf(element));
  return path;
}

/** Pairs `[before, after, whether they are equal]` in the order of `after`; those that go come where they were. */
function align(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end += 1;
  const equal = (from, to, count) => Array.from({ length: count }, (_, index) => [before[from + index], after[to + index], true]);
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...equal(0, 0, start),
    ...middle(old, fresh),
    ...equal(before.length - end, after.length - end, end),
  ];
}

function middle(old, fresh) {
  if (old.length * fresh.length > MOST_COMPARED) return gap(old, fresh);
  const [a, b] = [old.map(keyOf), fresh.map(keyOf)];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  const pairs = [];
  let [i, j, fromI, fromJ] = [0, 0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push(...gap(old.slice(fromI, i), fresh.slice(fromJ, j)), [old[i], fresh[j], true]);
      [fromI, fromJ] = [(i += 1), (j += 1)];
    } else if (length[i + 1][j] >= length[i][j + 1]) i += 1;
    else j += 1;
  }
  pairs.push(...gap(old.slice(fromI), fresh.slice(fromJ)));
  return pairs;
}

/** Pairs what has nothing equal by what it is: the next of the same kind. */
function gap(old, fresh) {
  const pairs = [];
  let from = 0;
  for (const node of fresh) {
    const alike = (other) =>
      other.nodeName === node.nodeName && (!isElement(node) || /^H[1-6]$/.test(node.nodeName) || other.id === node.id) && (!isStyleSheet(node) || other.media === node.media);
    const found = old.findIndex((other, index) => index >= from && alike(other));
    if (found < 0) {
      pairs.push([null, node, false]);
      continue;
    }
    for (const other of old.slice(from, found)) pairs.push([other, null, false]);
    pairs.push([old[found], node, old[found].isEqualNode(node)]);
    from = found + 1;
  }
  for (const other of old.slice(from)) pairs.push([other, null, false]);
  return pairs;
}

/** Where the reader is: what stands at the top of the window stays there, whatever changes above it. */
class Place {
  constructor() {
    this.root = document.documentElement;
    if (scrollY <= 0) return;
    this.candidates = [];
    // The most inner elements first; the outer ones are still there where an inner one is replaced.
    for (const y of [0.15, 0.3, 0.5, 0.75]) {
      let element = document.elementFromPoint(innerWidth / 2, innerHeight * y);
      for (; element && element !== document.body && element !== this.root; element = element.parentElement) {
        // What sticks to the window says nothing of the place in the page.
        if (["fixed", "sticky"].includes(getComputedStyle(element).position)) break;
        const { top, bottom } = element.getBoundingClientRect();
        if (bottom > 0 && top > -innerHeight) this.candidates.push({ element, top });
      }
    }
    this.candidates.sort((a, b) => Math.abs(a.top) - Math.abs(b.top));
    // Else the browser would do the same a second time.
    this.anchor = this.root.style.overflowAnchor;
    this.root.style.overflowAnchor = "none";
  }

  restore() {
    if (!this.candidates) return;
    const found = this.candidates.find(({ element }) => element.isConnected);
    if (found) {
      const moved = found.element.getBoundingClientRect().top - found.top;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
    }
    requestAnimationFrame(() => {
      this.root.style.overflowAnchor = this.anchor;
      if (this.root.getAttribute("style") === "") this.root.removeAttribute("style");
    });
  }
}

/** What has the focus, if it has to be found again. */
class Focus {
  constructor() {
    const element = document.activeElement;
    if (!element || element === document.body) return;
    this.element = element;
    this.index = this.#alike(element).indexOf(element);
    try {
      this.selection = [element.selectionStart, element.selectionEnd, element.selectionDirection];
    } catch {
      // Not every field has a selection.
    }
  }

  restore() {
    if (!this.element || this.element.isConnected) return;
    const found = this.element.id ? document.getElementById(this.element.id) : this.#alike(this.element)[this.index];
    if (!found) return;
    found.focus({ preventScroll: true });
    if (typeof this.selection?.[0] !== "number") return;
    try {
      found.setSelectionRange(...this.selection);
    } catch {
      // Then the field is only focused.
    }
  }

  #alike({ tagName, type, name, textContent }) {
    const fields = [...document.getElementsByTagName(tagName)];
    const isField = name !== undefined && tagName !== "BUTTON" && tagName !== "A";
    return fields.filter((other) => other.type === type && (isField ? other.name === name : other.textContent === textContent));
  }
}
