// Single keys, and the list of them behind `?`. They can be switched off there, for those who type by voice.
"use strict";
{
  // A key for something to click: on pages without it there is no such key.
  const keys = [
    ["/", docsgen.t("Search"), "#site\\:search-button"],
    ["n", docsgen.t("Next page"), ".page-next"],
    ["p", docsgen.t("Previous page"), ".page-previous"],
    ["r", docsgen.t("Jump to restore"), "a.restore"],
    ["h", docsgen.t("Home"), ".site-title"],
    ["s", docsgen.t("Change the colour scheme"), "#site\\:scheme"],
    ["?", docsgen.t("Show these keys"), "#site\\:keys"],
  ]
    .map(([key, what, selector]) => ({ key, what, target: () => document.querySelector(selector) }));
  const store = "docsgen:keys";
  let enabled = true;
  try {
    enabled = localStorage.getItem(store) !== "off";
  } catch {
    // Storage may be closed to the page; then the keys work.
  }

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  let dialog = null;
  const build = () => {
    const rows = keys.filter(({ target }) => target()).map(({ key, what }) =>
      element("tr", {}, element("td", {}, element("kbd", { textContent: key })), element("td", { textContent: what })),
    );
    const box = element("input", { type: "checkbox", checked: enabled });
    box.addEventListener("change", () => {
      enabled = box.checked;
      try {
        if (enabled) localStorage.removeItem(store);
        else localStorage.setItem(store, "off");
      } catch {
        // Then the choice lasts as long as the page.
      }
    });
    const close = element("button", { type: "button", className: "button", textContent: docsgen.t("Close") });
    close.addEventListener("click", () => dialog.close());
    dialog = element(
      "dialog",
      { className: "keys" },
      element("h2", { id: "site:keys-title", textContent: docsgen.t("Keyboard") }),
      element("table", {}, element("tbody", {}, ...rows)),
      element("label", {}, box, ` ${docsgen.t("Use single keys")}`),
      close,
    );
    dialog.setAttribute("aria-labelledby", "site:keys-title");
    // A click beside the box lands on the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
  };
  const show = () => {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
  };

  const button = document.getElementById("site:keys");
  if (button) {
    button.addEventListener("click", show);
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (!enabled || typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const found = keys.find(({ key, target }) => key === event.key && target());
    // Search brings its own key.
    if (!found || event.key === "/") return;
    event.preventDefault();
    found.target().click();
  });
}
