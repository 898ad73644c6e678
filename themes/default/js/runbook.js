// The reader's own values in commands, and checklists that remember their ticks. Without this file commands and checklists
// stand as they were written.
"use strict";
{
  const words = {
    refused: (name) => `The link's value for ${name} was refused: it isn't fit for a command.`,
    invalid: "Letters, digits and - _ . / : @ only, and no - at the start.",
    blocked: "Check the values from the link first.",
    fromLink: "from the link",
    linkCopied: "Link copied",
    notCopied: "Not copied",
    done: (count, all) => `${count} of ${all} done`,
    progress: "Progress",
    copyTasks: "Copy as Markdown",
    copied: "Copied",
    reset: "Reset",
    undo: "Undo reset",
  };
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
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(`docsgen:${site}:${key}`);
      else localStorage.setItem(`docsgen:${site}:${key}`, JSON.stringify(value));
    } catch {
      // Then it lasts as long as the page.
    }
  };
  const add = (place, name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    place?.append(element);
    return element;
  };
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();
  /** Whether copying waits for the reader to look at values that a link brought. */
  let isBlocked = () => false;

  // Checklists. First, because an item is known by the words of its author and not by what readers fill in.
  const boxes = [...main.querySelectorAll(".content .task > input, .content .task > p > input")];
  if (boxes.length > 0) {
    const key = `ticks:${location.pathname.replace(/index\.html$/, "")}`;
    const hash = (text) => {
      let value = 0x811c9dc5;
      for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
      return (value >>> 0).toString(36);
    };
    const seen = new Map();
    const items = boxes.map((box) => {
      const item = box.closest("li");
      const own = item.cloneNode(true);
      for (const part of own.querySelectorAll("ul, ol, figure, input")) part.remove();
      const text = squeeze(own.textContent);
      const name = hash(text);
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      box.disabled = false;
      box.setAttribute("aria-label", text.slice(0, 200));
      return { box, item, id: count ? `${name}-${count}` : name, written: box.checked };
    });
    let ticks = {};
    let dropped = null;
    const bars = [];
    const show = () => {
      for (const { box, item, id, written } of items) {
        box.checked = ticks[id] === undefined ? written : ticks[id] === 1;
        item.classList.toggle("is-done", box.checked);
      }
      for (const bar of bars) {
        const count = bar.items.filter(({ box }) => box.checked).length;
        bar.text.textContent = words.done(count, bar.items.length);
        bar.progress.value = count;
        bar.progress.textContent = bar.text.textContent;
        if (!bar.reset) continue;
        const undo = dropped?.bar === bar;
        bar.reset.textContent = undo ? words.undo : words.reset;
        bar.reset.disabled = !undo && bar.items.every(({ id }) => ticks[id] === undefined);
      }
    };
    const keep = (changed) => {
      ticks = changed;
      write(key, Object.keys(ticks).length > 0 ? ticks : null);
      show();
    };
    const load = () => {
      const stored = read(key);
      ticks = stored && typeof stored === "object" ? stored : {};
      show();
    };

    // A list as it would be written, with what the reader sees in it.
    const marks = { STRONG: "**", B: "**", EM: "*", I: "*", DEL: "~~" };
    const inline = (node) => [...node.childNodes].map((child) => {
      if (child.nodeType === Node.TEXT_NODE) return child.data.replace(/\s+/g, " ").replace(/[*`[\]<\\]/g, "\\$&");
      if (child.nodeType !== Node.ELEMENT_NODE || child.matches("ul, ol, figure, input, .footnote-ref")) return "";
      if (child.tagName === "CODE") return child.textContent.includes("`") ? `\`\` ${child.textContent} \`\`` : `\`${child.textContent}\``;
      if (child.tagName === "A") return `[${inline(child)}](${child.href})`;
      const mark = marks[child.tagName] ?? "";
      return `${mark}${inline(child)}${mark}`;
    }).join("");
    const markdown = (list, indent = "") => [...list.children].map((item) => {
      const box = item.querySelector(":scope > input, :scope > p > input");
      const sign = list.tagName === "OL" ? "1. " : "- ";
      const inner = indent + " ".repeat(sign.length);
      let text = `${indent}${sign}${box ? `[${box.checked ? "x" : " "}] ` : ""}${inline(item).trim()}\n`;
      for (const child of item.children) {
        if (child.matches("ul, ol")) text += markdown(child, inner);
        else if (child.matches("figure")) text += `\`\`\`\`${child.dataset.lang ?? ""}\n${child.querySelector("code").textContent}\`\`\`\`\n`.replace(/^(?=.)/gm, inner);
      }
      return text;
    }).join("");

    const lists = [...main.querySelectorAll(".content .contains-tasks")].filter((list) => !list.parentElement.closest(".contains-tasks"));
    const addBar = (place, before, lists, acts) => {
      const element = document.createElement("div");
      const bar = { items: items.filter(({ item }) => lists.some((list) => list.contains(item))) };
      element.className = "tasks-bar";
      element.setAttribute("role", "group");
      element.setAttribute("aria-label", words.progress);
      bar.progress = add(element, "progress", { max: bar.items.length, ariaLabel: words.progress });
      bar.text = add(element, "span", { className: "tasks-count" });
      if (acts) {
        if (globalThis.docsgen?.copy) {
          const copy = add(element, "button", { type: "button", textContent: words.copyTasks });
          copy.addEventListener("click", async () => {
            if (isBlocked(copy)) return;
            await docsgen.copy(lists.map((list) => markdown(list)).join("\n")).then(() => (copy.textContent = words.copied), () => (copy.textContent = words.notCopied));
            copy.focus();
            setTimeout(() => (copy.textContent = words.copyTasks), 1800);
          });
        }
        bar.reset = add(element, "button", { type: "button" });
        bar.reset.addEventListener("click", () => {
          if (dropped?.bar === bar) {
            const { ticks } = dropped;
            dropped = null;
            keep(ticks);
            return;
          }
          dropped = { bar, ticks };
          const rest = { ...ticks };
          for (const { id } of bar.items) delete rest[id];
          keep(rest);
        });
      }
      place.insertBefore(element, before);
      bars.push(bar);
    };
    // One bar for the whole page, and a short one for each list where there are several.
    if (lists.length > 1) {
      const content = main.querySelector(".content");
      const title = content.querySelector(":scope > h1");
      addBar(title?.parentElement ?? content, title?.nextSibling ?? content.firstChild, lists, true);
    }
    const few = lists.length <= 6;
    for (const list of lists) addBar(list.parentElement, list, [list], few);
    for (const { box, id, written } of items) {
      box.addEventListener("change", () => {
        const changed = { ...ticks };
        if (box.checked === written) delete changed[id];
        else changed[id] = box.checked ? 1 : 0;
        dropped = null;
        keep(changed);
      });
    }
    load();
    // Other tabs with the page follow.
    addEventListener("storage", (event) => event.key === `docsgen:${site}:${key}` && load());
  }

  // Values.
  const section = main.querySelector(".params");
  if (section) {
    const form = section.querySelector("form");
    const fields = form.querySelector("fieldset");
    const status = section.querySelector(".params-status");
    const pending = section.querySelector(".params-pending");
    const reset = section.querySelector(".params-reset");
    const link = section.querySelector(".params-link");
    // None of these means anything to a shell; the site is built by the same rule.
    const fits = (text) => /^(?!-)[A-Za-z0-9._/:@-]{0,253}$/.test(text);
    const spots = [...main.querySelectorAll("[data-param]")].map((spot) => ({ spot, name: spot.dataset.param, written: spot.textContent }));
    const params = [...form.querySelectorAll("input")].map((input) => {
      const standard = input.defaultValue;
      // Guides share a value where they name it the same and start from the same: `orderdb` is no name for a queue.
      const key = `param:${input.name}=${standard}`;
      const stored = read(key);
      return { input, name: input.name, standard, key, value: typeof stored === "string" && fits(stored) ? stored : standard };
    });
    const show = (name, value, foreign) => {
      for (const spot of spots.filter((spot) => spot.name === name)) {
        spot.spot.textContent = value || spot.written;
        spot.spot.classList.toggle("is-filled", value !== "" && !foreign);
        spot.spot.classList.toggle("is-foreign", foreign);
        spot.spot.title = foreign ? words.fromLink : value && value !== spot.written ? spot.written : "";
      }
    };
    const changed = () => (reset.hidden = params.every(({ value, standard }) => value === standard));
    const showAll = () => {
      for (const { input, name, value } of params) {
        input.value = value;
        input.ariaInvalid = null;
        show(name, value, false);
      }
      changed();
    };
    const keep = (param, value) => {
      param.value = value;
      write(param.key, value === param.standard ? null : value);
    };
    for (const param of params) {
      param.input.addEventListener("input", () => {
        const value = param.input.value.trim();
        const good = fits(value);
        param.input.ariaInvalid = good ? null : "true";
        status.textContent = good ? "" : `${param.name}: ${words.invalid}`;
        // What can't be used must not leave another value behind that looks used.
        show(param.name, good ? value : "", false);
        if (good) keep(param, value);
        changed();
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    reset.addEventListener("click", () => {
      for (const param of params) keep(param, param.standard);
      status.textContent = "";
      showAll();
      params[0].input.focus();
    });
    const bare = () => {
      const url = new URL(location);
      for (const { name } of params) url.searchParams.delete(`p.${name}`);
      return url;
    };
    if (globalThis.docsgen?.copy) {
      link.hidden = false;
      link.addEventListener("click", async () => {
        const url = bare();
        for (const { name, value } of params) if (value) url.searchParams.set(`p.${name}`, value);
        status.textContent = await docsgen.copy(url.href).then(() => words.linkCopied, () => words.notCopied);
        link.focus();
      });
    }
    fields.disabled = false;
    showAll();

    // What a link brings is shown, marked, and can't be copied before somebody has looked at it: whoever made the link chose
    // what a shell would be told.
    const asked = new URL(location).searchParams;
    const foreign = [];
    for (const param of params) {
      const value = asked.get(`p.${param.name}`);
      if (value === null || value === param.value) continue;
      if (value !== "" && fits(value)) foreign.push({ param, value });
      else add(status, "span", { textContent: `${words.refused(param.name)} ` });
    }
    if (foreign.length > 0) {
      const list = pending.querySelector("ul");
      const use = pending.querySelector(".params-use");
      let asker = null;
      isBlocked = (button) => {
        asker = button ?? asker;
        pending.classList.add("is-asking");
        pending.querySelector(".params-why").textContent = words.blocked;
        use.focus({ preventScroll: true });
        pending.scrollIntoView({ block: "center" });
        return true;
      };
      for (const { param, value } of foreign) {
        add(list, "li", {}, add(null, "code", { textContent: param.name }), " = ", add(null, "code", { className: "is-foreign", textContent: value }));
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
          // The address keeps the values; they are the reader's own now, or will be asked about again.
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
      addEventListener("click", onClick, true);
      for (const type of ["copy", "cut", "dragstart"]) addEventListener(type, onCopy, true);
      fields.disabled = true;
      pending.hidden = false;
      use.addEventListener("click", () => settle(true));
      pending.querySelector(".params-refuse").addEventListener("click", () => settle(false));
    }
  }
}
