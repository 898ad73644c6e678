// Opens search: by its button, by `/` and Ctrl-K, and for addresses with `?q=`. What searches is loaded when it is first
// wanted.
"use strict";
{
  const button = document.getElementById("site:search-button");
  let loading = null;
  const load = () =>
    (loading ??= button.dataset.files.split(" ").reduce(
      (before, name) =>
        before.then(
          () =>
            new Promise((loaded, failed) => {
              const url = button.dataset.root + name;
              const file = name.endsWith(".css")
                ? Object.assign(document.createElement("link"), { rel: "stylesheet", href: url })
                : Object.assign(document.createElement("script"), { src: url });
              Object.assign(file, { onload: loaded, onerror: failed });
              // Before the other sheets, so that a site's own still win.
              document.querySelector("link[rel=stylesheet]").before(file);
            }),
        ),
      Promise.resolve(),
    ));
  const open = (question) =>
    load().then(
      () => docsgen.openSearch(button, question),
      // Without a connection now, maybe with one later.
      () => (loading = null),
    );
  const off = () => {
    try {
      return localStorage.getItem("docsgen:keys") === "off";
    } catch {
      return false;
    }
  };
  if (button) {
    button.addEventListener("click", () => open());
    for (const sign of ["pointerenter", "focus"]) button.addEventListener(sign, () => load().catch(() => (loading = null)), { once: true });
    addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (event.defaultPrevented || event.isComposing || altKey) return;
      const command = ctrlKey || metaKey;
      // Single keys can be switched off: see keys.js.
      const slash = key === "/" && !command && !event.target.closest?.("input, textarea, select, [contenteditable], dialog") && !off();
      // With a Korean keyboard, K is another letter.
      if (!slash && !(command && !shiftKey && "kKㅏ".includes(key))) return;
      event.preventDefault();
      open();
    });
    const question = new URLSearchParams(location.search).get("q");
    if (question) open(question);
  }
}
