// Copy buttons and tabs. Without this file, code is plain text and tabs stand one below the other.
"use strict";
{
  const write = async (text) => {
    // Only secure contexts have a clipboard; a site on an internal http address must copy all the same.
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("the browser refused to copy");
  };
  const addButton = (place, code, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", label);
    let timer = 0;
    const show = (text, state) => {
      button.textContent = text;
      button.classList.remove("done", "failed");
      if (state) button.classList.add(state);
      button.setAttribute("aria-label", state ? text : label);
    };
    button.addEventListener("click", async () => {
      clearTimeout(timer);
      try {
        await write(code.textContent.replace(/\n$/, ""));
        show("Copied", "done");
      } catch {
        show("Not copied", "failed");
      }
      timer = setTimeout(show, 1800, "Copy", "");
      button.focus();
    });
    place.append(button);
  };
  for (const figure of document.querySelectorAll("figure.code")) {
    const code = figure.querySelector("pre > code");
    if (code) addButton(figure, code, "Copy code");
  }
  for (const code of document.querySelectorAll("code[data-copy]")) addButton(code.parentElement, code, `Copy ${code.textContent}`);

  // Tabs with the same names on a page change together: who deploys by Helm here does so there.
  const all = [...document.querySelectorAll(".tabs")].map((tabs, number) => {
    const figures = [...tabs.querySelectorAll(":scope > figure")];
    // A figure can't be a tab panel by ARIA's rules; what holds one can.
    const panels = figures.map((figure) => {
      const panel = document.createElement("div");
      panel.className = "tab-panel";
      figure.replaceWith(panel);
      panel.append(figure);
      return panel;
    });
    const list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    const buttons = panels.map((panel, index) => {
      const button = document.createElement("button");
      const name = figures[index].dataset.tab ?? `${index + 1}`;
      button.type = "button";
      button.textContent = name;
      button.id = `site:tab-${number}-${index}`;
      button.setAttribute("role", "tab");
      // The tab says it now.
      const caption = panel.querySelector("figcaption");
      if (caption?.textContent.trim() === name) caption.hidden = true;
      panel.id = `site:panel-${number}-${index}`;
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      button.addEventListener("click", () => {
        const before = button.getBoundingClientRect().top;
        for (const other of all) other.choose(name);
        scrollBy({ top: button.getBoundingClientRect().top - before, behavior: "instant" });
      });
      button.addEventListener("keydown", (event) => {
        const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: panels.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = buttons[(to + panels.length) % panels.length];
        next.focus();
        next.click();
      });
      list.append(button);
      return button;
    });
    const choose = (name) => {
      const chosen = figures.findIndex((figure) => figure.dataset.tab === name);
      if (chosen < 0) return;
      panels.forEach((panel, index) => {
        panel.hidden = index !== chosen;
        buttons[index].setAttribute("aria-selected", String(index === chosen));
        buttons[index].tabIndex = index === chosen ? 0 : -1;
      });
    };
    tabs.prepend(list);
    tabs.classList.add("is-live");
    choose(figures[0]?.dataset.tab);
    return { choose };
  });
}
