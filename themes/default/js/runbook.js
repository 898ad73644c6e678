// Readers' values in commands, and checklists that remember. Without this file both stand as they were written.
"use strict";
{
  const main = document.querySelector("main");
  // Sites that share a host don't share what they remember.
  const site = new URL(".", document.currentScript.src).pathname.replace(/assets\/.*$/, "");
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(`docsgen:${site}:${key}`));
    } catch {
      return null;
    }
  };
  /** Whether it is kept; where it isn't, it lasts as long as the page. */
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(`docsgen:${site}:${key}`);
      else localStorage.setItem(`docsgen:${site}:${key}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };
  docsgen.stored = { read, write };
  const add = (place, name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    place?.append(element);
    return element;
  };
  /** Whether copying waits for a look at what a link brought. */
  let isBlocked = () => false;
  /** Copies and says so on the button. */
  const addCopy = (button, text, signal) => {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.hidden = !docsgen.copy;
    button.addEventListener("click", async () => {
      if (isBlocked(button)) return;
      button.textContent = await docsgen.copy(text()).then(() => docsgen.t("Copied"), () => docsgen.t("Not copied"));
      button.focus();
      setTimeout(() => (button.textContent = label), 1800);
    }, { signal });
  };
  /** What stood where a value was filled in. */
  const asWritten = new WeakMap();

  // Checklists, first: an item is known by its author's words, not by what readers fill in.
  let ticks = null;
  docsgen.follow((signal) => {
    const boxes = [...main.querySelectorAll(".content .task > input, .content .task > p > input")];
    if (boxes.length === 0) return;
    const key = `ticks:${location.pathname.replace(/index\.html$/, "")}`;
    const hash = (text) => {
      let value = 0;
      for (let at = 0; at < text.length; at += 1) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0;
      return value.toString(36);
    };
    const seen = new Map();
    const items = boxes.map((box) => {
      const item = box.closest("li");
      const own = item.cloneNode(true);
      const filled = item.querySelectorAll("[data-param]");
      own.querySelectorAll("[data-param]").forEach((spot, index) => (spot.textContent = asWritten.get(filled[index]) ?? spot.textContent));
      for (const part of own.querySelectorAll("ul, ol, figure, input")) part.remove();
      const text = own.textContent.replace(/\s+/g, " ").trim();
      const name = hash(text);
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      box.disabled = false;
      box.setAttribute("aria-label", text.slice(0, 200));
      let list = box.closest(".contains-tasks");
      for (let outer = list; outer; outer = outer.parentElement.closest(".contains-tasks")) list = outer;
      return { box, item, list, id: `${name}-${count}`, written: box.defaultChecked };
    });
    let dropped = null;
    const bars = [];
    signal?.addEventListener("abort", () => bars.forEach(({ element }) => element.replaceChildren()));
    const show = () => {
      for (const { box, item, id, written } of items) {
        box.checked = ticks[id] === undefined ? written : ticks[id] === 1;
        item.classList.toggle("is-done", box.checked);
      }
      for (const bar of bars) {
        const count = bar.items.filter(({ box }) => box.checked).length;
        bar.text.textContent = docsgen.t("{count} of {all} done", { count, all: bar.items.length });
        bar.progress.value = count;
        if (!bar.reset) continue;
        const undo = dropped?.bar === bar;
        bar.reset.textContent = undo ? docsgen.t("Undo reset") : docsgen.t("Reset");
        bar.reset.disabled = !undo && bar.items.every(({ id }) => ticks[id] === undefined);
      }
    };
    const keep = (changed) => {
      ticks = changed;
      write(key, Object.keys(ticks).length > 0 ? ticks : null);
      show();
    };
    const load = () => {
      ticks = { ...read(key) };
      show();
    };
    /** What is ticked, to be taken away and given back. */
    docsgen.ticks = { all: () => ticks ?? {}, set: (all) => keep({ ...all }) };

    const marks = { STRONG: "**", EM: "*", DEL: "~~" };
    const inline = (node) => [...node.childNodes].map((child) => {
      if (child.nodeType === Node.TEXT_NODE) return child.data.replace(/\s+/g, " ").replace(/[*\x60[\]<\\]/g, "\\$&");
      if (child.nodeType !== Node.ELEMENT_NODE || child.matches("ul, ol, figure, input, .footnote-ref")) return "";
      if (child.tagName === "CODE") return `\`${child.textContent}\``;
      if (child.tagName === "A") return `[${inline(child)}](${child.href})`;
      const mark = marks[child.tagName] ?? "";
      return `${mark}${inline(child)}${mark}`;
    }).join("");
    const markdown = (list, indent = "") => [...list.children].map((item) => {
      const box = item.querySelector(":scope > input, :scope > p > input");
      const sign = list.tagName === "OL" ? "1. " : "- ";
      const inner = [...item.children].filter((child) => child.matches("ul, ol")).map((child) => markdown(child, indent + " ".repeat(sign.length)));
      return `${indent}${sign}${box ? `[${box.checked ? "x" : " "}] ` : ""}${inline(item).trim()}\n${inner.join("")}`;
    }).join("");

    const lists = [...new Set(items.map(({ list }) => list))];
    const addBar = (element, lists, items, acts) => {
      const bar = { items, element };
      bar.progress = add(element, "progress", { max: items.length, ariaLabel: docsgen.t("Progress") });
      bar.text = add(element, "span", { className: "tasks-count" });
      if (acts) {
        addCopy(add(element, "button", { type: "button", textContent: docsgen.t("Copy as Markdown") }), () => lists.map((list) => markdown(list)).join("\n"));
        bar.reset = add(element, "button", { type: "button" });
        bar.reset.addEventListener("click", () => {
          if (dropped?.bar === bar) {
            const { before } = dropped;
            dropped = null;
            return keep(before);
          }
          dropped = { bar, before: ticks };
          const rest = { ...ticks };
          for (const { id } of items) delete rest[id];
          return keep(rest);
        });
      }
      bars.push(bar);
    };
    // One bar for the whole page, and a short one for each list where there are several.
    // They have their places already, so that nothing moves.
    const places = [...main.querySelectorAll(".tasks-bar")];
    if (lists.length > 1) addBar(places[0], lists, items, true);
    for (const list of lists) {
      const place = list.previousElementSibling;
      if (place?.matches(".tasks-bar:empty")) addBar(place, [list], items.filter((item) => item.list === list), lists.length <= 6);
    }
    for (const place of places) place.hidden = !place.firstChild;
    for (const { box, id, written } of items) {
      box.addEventListener("change", () => {
        const changed = { ...ticks };
        if (box.checked === written) delete changed[id];
        else changed[id] = box.checked ? 1 : 0;
        dropped = null;
        keep(changed);
      }, { signal });
    }
    if (ticks) show();
    else load();
    addEventListener("storage", (event) => event.key === `docsgen:${site}:${key}` && load(), { signal });
  });

  // Values.
  docsgen.follow((signal) => {
    isBlocked = () => false;
    const section = main.querySelector(".params");
    if (!section) return;
    const form = section.querySelector("form");
    const fields = form.querySelector("fieldset");
    const status = section.querySelector(".params-status");
    const pending = section.querySelector(".params-pending");
    const reset = section.querySelector(".params-reset");
    // None of these means anything to a shell; the site is built by the same rule.
    const fits = (text) => /^(?!-)[A-Za-z0-9._/:@-]{0,253}$/.test(text);
    const spots = [...main.querySelectorAll("[data-param]")].map((spot) => {
      if (!asWritten.has(spot)) asWritten.set(spot, spot.textContent);
      return { spot, written: asWritten.get(spot) };
    });
    const params = [...form.querySelectorAll("input")].map((input) => {
      const standard = input.defaultValue;
      // Guides share what has the same name and default: another chart's RELEASE is another.
      const key = `param:${input.name}=${standard}`;
      const stored = read(key);
      return { input, name: input.name, standard, key, value: typeof stored === "string" && fits(stored) ? stored : standard };
    });
    const show = (name, value, foreign) => {
      for (const { spot, written } of spots.filter(({ spot }) => spot.dataset.param === name)) {
        spot.textContent = value || written;
        spot.className = foreign ? "is-foreign" : value && "is-filled";
      }
    };
    const keep = (param, value) => {
      param.value = value;
      write(param.key, value === param.standard ? null : value);
      reset.disabled = params.every(({ value, standard }) => value === standard);
    };
    const showAll = () => {
      for (const param of params) {
        param.input.value = param.value;
        param.input.ariaInvalid = null;
        show(param.name, param.value);
        keep(param, param.value);
      }
    };
    for (const param of params) {
      param.input.addEventListener("input", () => {
        const value = param.input.value.trim();
        const good = fits(value);
        param.input.ariaInvalid = good ? null : "true";
        status.textContent = good ? "" : `${param.name}: ${status.dataset.invalid}`;
        // No other value may stay behind and look used.
        show(param.name, good ? value : "");
        if (good) keep(param, value);
      }, { signal });
    }
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    reset.addEventListener("click", () => {
      for (const param of params) keep(param, param.standard);
      status.textContent = "";
      showAll();
      params[0].input.focus();
    }, { signal });
    const bare = () => {
      const url = new URL(location);
      for (const { name } of params) url.searchParams.delete(`p.${name}`);
      return url;
    };
    addCopy(section.querySelector(".params-link"), () => {
      const url = bare();
      for (const { name, value } of params) if (value) url.searchParams.set(`p.${name}`, value);
      return url.href;
    }, signal);
    fields.disabled = false;
    showAll();

    // Whoever made a link chose what a shell would be told: nothing is copied before the reader has looked at it.
    const asked = new URL(location).searchParams;
    const foreign = [];
    for (const param of params) {
      const value = asked.get(`p.${param.name}`);
      if (value === null || value === param.value) continue;
      if (value !== "" && fits(value)) foreign.push({ param, value });
      else status.append(`${param.name}: ${status.dataset.refused} `);
    }
    if (foreign.length > 0) {
      const list = pending.querySelector("ul");
      list.replaceChildren();
      const use = pending.querySelector(".params-use");
      let asker = null;
      isBlocked = (button) => {
        asker = button ?? asker;
        pending.querySelector(".params-why").hidden = false;
        use.focus({ preventScroll: true });
        pending.scrollIntoView({ block: "center" });
        return true;
      };
      for (const { param, value } of foreign) {
        add(list, "li", {}, `${param.name} = `, add(null, "code", { className: "is-foreign", textContent: value }));
        param.input.value = value;
        show(param.name, value, true);
      }
      const settle = (accepted) => {
        isBlocked = () => false;
        for (const { param, value } of foreign) if (accepted) keep(param, value);
        pending.hidden = true;
        fields.disabled = false;
        showAll();
        try {
          history.replaceState(history.state, "", bare());
        } catch {
          // The address keeps them, and they are asked about again.
        }
        removeEventListener("click", onClick, true);
        for (const type of ["copy", "cut", "dragstart"]) removeEventListener(type, onCopy, true);
        (asker ?? params[0].input).focus();
      };
      const onClick = (event) => {
        const button = event.target.closest?.(".copy");
        if (!button) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        isBlocked(button);
      };
      const onCopy = (event) => {
        if (![...main.querySelectorAll("code")].some((code) => getSelection().containsNode(code, true))) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        isBlocked();
      };
      addEventListener("click", onClick, { capture: true, signal });
      for (const type of ["copy", "cut", "dragstart"]) addEventListener(type, onCopy, { capture: true, signal });
      fields.disabled = true;
      pending.hidden = false;
      use.addEventListener("click", () => settle(true), { signal });
      pending.querySelector(".params-refuse").addEventListener("click", () => settle(false), { signal });
    }
  });
}
