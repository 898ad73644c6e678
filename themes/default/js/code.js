// Copy buttons, long lines and tabs. Without this file, code is plain text and tabs stand one below the other.
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
  // The theme's other scripts copy in the same way.
  docsgen.copy = write;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);
  /** The code to run: of a terminal's text, what was typed. */
  const commands = (code) => {
    if (!code.closest(".session")) return code.textContent;
    const typed = [...code.children].filter((line) => !line.classList.contains("output"));
    return typed.map((line) => line.textContent.slice(line.querySelector(".prompt")?.textContent.length ?? 0)).join("");
  };
  const addButton = (place, code, label, danger) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = docsgen.t("Copy");
    button.setAttribute("aria-label", label);
    let timer = 0;
    let armed = 0;
    const show = (text, state) => {
      button.textContent = text;
      button.classList.remove("done", "failed", "armed");
      if (state) button.classList.add(state);
      button.setAttribute("aria-label", state ? text : label);
      status.textContent = state ? text : "";
      armed = 0;
    };
    button.addEventListener("click", async () => {
      // What can lose data takes a second thought, which a double click isn't.
      if (armed && performance.now() - armed < 350) return;
      clearTimeout(timer);
      if (danger && !armed) {
        show(docsgen.t("Click again to copy"), "armed");
        armed = performance.now();
        timer = setTimeout(show, 6000, docsgen.t("Copy"), "");
        return;
      }
      try {
        await write(commands(code).replace(/\n$/, ""));
        show(docsgen.t("Copied"), "done");
      } catch {
        show(docsgen.t("Not copied"), "failed");
      }
      timer = setTimeout(show, 1800, docsgen.t("Copy"), "");
      button.focus();
    });
    place.append(button);
  };

  // Long lines scroll, or wrap for readers who asked for that once.
  const root = document.documentElement;
  const wraps = new Map();
  const setWrap = (on) => {
    root.classList.toggle("wrap-code", on);
    for (const [pre, button] of wraps) {
      if (pre.isConnected) button.setAttribute("aria-pressed", String(on));
      else wraps.delete(pre);
    }
  };
  const resized = new ResizeObserver((changes) => {
    const wrapped = root.classList.contains("wrap-code");
    // How wide lines are is seen while they don't wrap; to find that out for nothing would be to lay out the page twice.
    if (wrapped) root.classList.remove("wrap-code");
    const wide = changes.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
    if (wrapped) root.classList.add("wrap-code");
    changes.forEach(({ target }, index) => (wraps.get(target).hidden = !wide[index] || target.parentElement.matches(".drawing")));
  });
  docsgen.enhance("figure.code", (figure) => {
    const pre = figure.querySelector("pre");
    const code = pre?.querySelector("code");
    if (!code) return;
    const tools = document.createElement("div");
    tools.className = "code-tools";
    const wrap = document.createElement("button");
    wrap.type = "button";
    wrap.className = "wrap";
    wrap.textContent = docsgen.t("Wrap");
    wrap.setAttribute("aria-label", docsgen.t("Wrap long lines"));
    wrap.hidden = true;
    wrap.addEventListener("click", () => {
      const before = wrap.getBoundingClientRect().top;
      setWrap(!root.classList.contains("wrap-code"));
      scrollBy({ top: wrap.getBoundingClientRect().top - before, behavior: "instant" });
      try {
        localStorage.setItem("docsgen:wrap", root.classList.contains("wrap-code") ? "on" : "off");
      } catch {
        // Then the choice lasts as long as the page.
      }
    });
    wraps.set(pre, wrap);
    tools.append(wrap);
    addButton(tools, code, docsgen.t("Copy code"), figure.classList.contains("danger"));
    figure.append(tools);
    wrap.setAttribute("aria-pressed", String(root.classList.contains("wrap-code")));
    resized.observe(pre);
  });
  let wrapped = null;
  try {
    wrapped = localStorage.getItem("docsgen:wrap");
  } catch {
    // Then lines scroll.
  }
  setWrap(wrapped === "on");
  docsgen.enhance("td:has(> code[data-copy])", (cell) => {
    const code = cell.querySelector(":scope > code");
    addButton(cell, code, docsgen.t("Copy {command}", { command: code.textContent }), "danger" in code.dataset);
  });

  // Tabs with the same names change together, on this page and on the next: who deploys by Helm here does so there.
  let preferred = [];
  try {
    const stored = JSON.parse(localStorage.getItem("docsgen:tabs"));
    if (Array.isArray(stored)) preferred = stored;
  } catch {
    // Then each page starts with the first.
  }
  const prefer = (name) => {
    preferred = [name, ...preferred.filter((other) => other !== name)].slice(0, 20);
    try {
      localStorage.setItem("docsgen:tabs", JSON.stringify(preferred));
    } catch {
      // Then it lasts as long as the page.
    }
  };
  let all = [];
  let numbers = 0;
  docsgen.enhance(".tabs", (tabs) => {
    const number = (numbers += 1);
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
      panel.id = `site:panel-${number}-${index}`;
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      button.addEventListener("click", () => {
        const before = button.getBoundingClientRect().top;
        for (const other of all) other.choose(name);
        prefer(name);
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
    const names = figures.map((figure) => figure.dataset.tab);
    choose(preferred.find((name) => names.includes(name)) ?? names[0]);
    all = [...all.filter((other) => other.tabs.isConnected), { tabs, choose }];
  });
}
