// The switch between versions, which keeps the page, and the way to the current version from an older one. What other
// versions there are stands in a file that all share; which pages one has, in one of its own, loaded when it is wanted.
// Without this file the links lead to the list of versions.
"use strict";
{
  const lists = {};
  /** Takes a list of routes: see `render/versions.rs`. */
  docsgen.routes = (folder, text) => {
    const pages = new Map();
    let last = "";
    for (const line of text.split("\n").slice(0, -1)) {
      const [, same, rest, moved] = /^(\d+) ([^\t]*)(?:\t(.*))?$/.exec(line);
      last = last.slice(0, same) + rest;
      pages.set(last, moved);
    }
    lists[folder].given(pages);
  };
  const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");
  docsgen.enhance(".versions", (box) => {
    const { root, folder, page } = box.dataset;
    const all = docsgen.versions ?? [];
    const url = (version, route) => `${root}${encoded(`${version.folder}${route}.html`)}`;
    /** The pages of a version; none where they can't be loaded. */
    const pagesOf = (version) =>
      (lists[version.folder] ??= (() => {
        let given;
        const list = new Promise((resolve) => (given = resolve));
        const script = Object.assign(document.createElement("script"), { src: `${root}${encoded(version.folder)}versions/routes.js`, onerror: () => given(new Map()) });
        document.head.append(script);
        return { list, given };
      })()).list;
    /** Where this page is in a version: by its route, a former one, one that it had later, or what lies above it. */
    const find = async (version) => {
      const here = page.replace(/\.html$/, "");
      const there = await pagesOf(version);
      if (there.has(here)) return { url: url(version, here), same: true };
      const own = await pagesOf({ folder });
      const former = [...own].find(([route, moved]) => moved === here && there.has(route));
      if (former) return { url: url(version, former[0]), same: true };
      let above = here;
      while (above.includes("/")) {
        above = above.slice(0, above.lastIndexOf("/"));
        if (there.has(`${above}/index`)) return { url: url(version, `${above}/index`) };
      }
      return { url: url(version, "index") };
    };
    const aim = (link, version) => find(version).then(({ url, same }) => (link.href = same ? url + location.hash : url));
    /** Gives a link the place of this page in a version, at the latest when it is followed. */
    const lead = (link, version) => {
      link.href = url(version, "index");
      for (const sign of ["pointerenter", "focus"]) link.addEventListener(sign, () => aim(link, version), { once: true });
      link.addEventListener("click", (event) => {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        aim(link, version).then((to) => location.assign(to));
      });
    };
    if (all.length > 1) {
      const menu = document.createElement("details");
      const label = document.createElement("summary");
      const name = box.textContent.trim();
      label.textContent = name;
      label.setAttribute("aria-label", docsgen.t("Version {version}. Other versions", { version: name }));
      const list = document.createElement("ul");
      for (const version of all) {
        const link = document.createElement("a");
        link.textContent = version.name;
        // A release that stands at the root stands in a folder of its own as well.
        if (version.name === name) link.setAttribute("aria-current", "true");
        lead(link, version);
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      }
      const { href } = box.querySelector("a");
      const every = Object.assign(document.createElement("a"), { href, textContent: docsgen.t("All versions") });
      const last = document.createElement("li");
      last.append(every);
      list.append(last);
      menu.append(label, list);
      box.replaceChildren(menu);
      const shut = (event) => {
        if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
          if (menu.open && event.type === "keydown") label.focus();
          menu.open = false;
        }
      };
      for (const sign of ["click", "keydown"]) document.addEventListener(sign, shut);
    }
    const current = document.querySelector(".version-current");
    if (current) lead(current, { folder: "" });
  });
}
