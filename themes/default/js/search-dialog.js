// What search looks like: a dialog with a field, filters and results. Arrow keys go through the results while the field keeps
// the focus.
"use strict";
{
  const words = {
    title: docsgen.t("Search"), close: docsgen.t("Close search"), more: docsgen.t("More results"), failed: docsgen.t("Search can't be loaded"),
    hint: docsgen.t("Names, commands and flags are found whole and in part."), none: docsgen.t("Nothing found"),
    chart: docsgen.t("All charts"), kind: docsgen.t("All kinds"), tier: docsgen.t("All tiers"),
  };
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };
  const marked = (name, kind, pieces) => make(name, { class: `search-${kind}` }, ...pieces.map((piece, at) => (at % 2 ? make("mark", {}, piece) : piece)));

  let show = null;
  const build = (button) => {
    const { root } = button.dataset;
    const index = docsgen.searchIndex(
      (name, version) =>
        new Promise((loaded, failed) => {
          const script = make("script", { src: `${root}search/${name}.js${version ? `?${version}` : ""}` });
          Object.assign(script, { onload: loaded, onerror: failed });
          document.head.append(script);
        }),
    );
    const list = make("div", { id: "site:results", role: "listbox", "aria-label": words.title });
    const field = make("input", {
      type: "text", inputmode: "search", role: "combobox", "aria-label": words.title, placeholder: words.title, "aria-autocomplete": "list",
      "aria-controls": list.id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go",
    });
    const close = make("button", { type: "button", class: "search-close", "aria-label": words.close });
    const filters = make("div", { class: "search-filters" });
    const count = make("p", { class: "search-count", role: "status" });
    const more = make("button", { type: "button", class: "search-more" }, words.more);
    const dialog = make("dialog", { class: "search", "aria-label": words.title },
      make("div", { class: "search-field" }, button.querySelector("svg").cloneNode(true), field, close),
      make("div", { class: "search-bar" }, filters, count), make("div", { class: "search-body" }, list, more));
    document.body.append(dialog);

    let [answer, asked, active] = [];
    const options = () => [...list.querySelectorAll("a")];
    const choose = (option) => {
      active?.setAttribute("aria-selected", "false");
      active = option;
      active?.setAttribute("aria-selected", "true");
      active?.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", active?.id ?? "");
    };
    // The address can be sent to somebody, and going back to it brings the results back.
    const remember = (question) => {
      const here = new URL(location.href);
      if (question) here.searchParams.set("q", question);
      else here.searchParams.delete("q");
      try {
        if (here.href !== location.href) history.replaceState(history.state, "", here);
      } catch {
        // Then it can't.
      }
    };
    const add = async () => {
      const of = answer;
      const results = await of.more(8);
      if (of !== answer) return;
      for (const { title, trail, kind, lang, sections } of results) {
        const id = `site:result-${list.children.length}`;
        list.append(make("div", { role: "group", "aria-labelledby": id, ...(lang && { lang }) },
          make("p", { class: "search-page", id }, marked("strong", "title", title), make("span", {}, [kind, ...trail].filter(Boolean).join(" · "))),
          ...sections.map(({ url, heading, excerpt }, at) =>
            make("a", { role: "option", id: `${id}-${at}`, href: root + url, tabindex: "-1", "aria-selected": "false" }, marked("span", "heading", heading), marked("span", "excerpt", excerpt)))));
      }
      more.hidden = list.children.length >= of.total;
      field.setAttribute("aria-expanded", String(list.children.length > 0));
    };
    const ask = async () => {
      const question = field.value.trim();
      const chosen = [...filters.children].map((select) => select.value).filter(Boolean);
      const key = asked = [question, ...chosen].join();
      remember(question);
      list.setAttribute("aria-busy", "true");
      try {
        const { filters: known } = await index.start();
        // Looked at only now: what was typed meanwhile may have made them.
        for (const [name, entries] of filters.children[0] ? [] : Object.entries(known)) {
          if (entries[1]) filters.append(make("select", { "aria-label": words[name] }, new Option(words[name], ""), ...entries.map(([value, , title]) => new Option(title, value))));
        }
        const result = question && (await index.ask(field.value, chosen));
        // Something else was typed since.
        if (key !== asked) return;
        answer = result;
        list.replaceChildren();
        filters.hidden = more.hidden = !result;
        choose();
        count.textContent = !result ? words.hint : result.total ? docsgen.t("{count} pages", { count: result.total }, "{count} page") : words.none;
        field.setAttribute("aria-expanded", "false");
        if (result) await add();
        if (result && result === answer) choose(options()[0]);
      } catch {
        count.textContent = words.failed;
      }
      if (key === asked) list.setAttribute("aria-busy", "false");
    };

    field.addEventListener("input", ask);
    filters.addEventListener("change", ask);
    more.addEventListener("click", async () => {
      const next = options().length;
      await add();
      choose(options()[next]);
      field.focus();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
      const link = target.closest("a");
      // Beside the dialog, or a section of this very page.
      if (target === dialog || (link?.pathname === location.pathname && !ctrlKey && !metaKey && !shiftKey)) dialog.close();
    });
    field.addEventListener("keydown", (event) => {
      const all = options();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || !active || !(step || event.key === "Enter")) return;
      event.preventDefault();
      if (step) choose(all.at((all.indexOf(active) + step) % all.length));
      // As a click, so that a new tab is one.
      else active.dispatchEvent(new MouseEvent("click", event));
    });
    dialog.addEventListener("close", () => {
      asked = null;
      remember();
      button.focus({ preventScroll: true });
    });
    return (question) => {
      if (question) field.value = question;
      if (!dialog.open) dialog.showModal();
      field.select();
      ask();
    };
  };
  docsgen.openSearch = (button, question) => (show ??= build(button))(question);
}
