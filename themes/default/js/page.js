// Colour scheme, panels on small screens, and the place in the table of contents. Everything works without this file.
"use strict";
{
  const root = document.documentElement;
  const allRan = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
  /** Does what looks at the layout when all scripts have changed the page, so that it is laid out once. */
  const whenLaidOut = (task) => allRan.then(() => requestAnimationFrame(task));

  // Colour scheme: system, light, dark.
  const toggle = document.getElementById("site:scheme");
  const schemes = ["system", "light", "dark"];
  const scheme = () => root.dataset.scheme ?? "system";
  const showScheme = () => {
    const next = schemes[(schemes.indexOf(scheme()) + 1) % schemes.length];
    const names = { system: docsgen.t("as the system"), light: docsgen.t("light"), dark: docsgen.t("dark") };
    const values = { scheme: names[scheme()], next: names[next] };
    toggle.setAttribute("aria-label", docsgen.t("Colour scheme: {scheme}. Switch to: {next}", values));
    toggle.title = docsgen.t("Colour scheme: {scheme}", values);
  };
  const setScheme = (name) => {
    if (name === "system") delete root.dataset.scheme;
    else root.dataset.scheme = name;
    showScheme();
  };
  if (toggle) {
    showScheme();
    toggle.addEventListener("click", () => {
      setScheme(schemes[(schemes.indexOf(scheme()) + 1) % schemes.length]);
      try {
        localStorage.setItem("docsgen:scheme", scheme());
      } catch {
        // Then the choice lasts as long as the page.
      }
    });
    // Other tabs of the site follow.
    addEventListener("storage", (event) => {
      if (event.key === "docsgen:scheme" && schemes.includes(event.newValue)) setScheme(event.newValue);
    });
  }

  // A section that moved stands in its place as a link to where it is now.
  const follow = () => {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // Then the id has a percent sign.
    }
    const link = document.getElementById(id)?.closest(".moved > p")?.querySelector("a");
    if (link) location.replace(link.href);
  };
  follow();
  addEventListener("hashchange", follow);

  // Panels. Without script, links to #site:menu and #site:toc open them by :target; with it, the address stays as it is,
  // focus moves into the panel and back, and Escape closes it.
  const narrow = { "site:menu": matchMedia("(width < 60rem)"), "site:toc": matchMedia("(width < 80rem)") };
  let close = null;
  const open = (panel, button) => {
    close?.();
    panel.classList.add("is-open");
    button.setAttribute("aria-expanded", "true");
    // What is behind an open panel can be neither seen nor used.
    const behind = [...document.querySelectorAll(".site-header, .page-bar, main, .site-footer, .sidebar, .toc")].filter((part) => part !== panel);
    for (const part of behind) part.inert = true;
    close = () => {
      close = null;
      for (const part of behind) part.inert = false;
      panel.classList.remove("is-open");
      button.setAttribute("aria-expanded", "false");
    };
    panel.querySelector(".panel-close").focus({ preventScroll: true });
  };
  docsgen.enhance(".page-bar-button", (button) => {
    const id = button.id.replace(/-button$/, "");
    const panel = document.getElementById(id);
    if (!panel || !narrow[id]) return;
    button.setAttribute("role", "button");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", id);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      open(panel, button);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      open(panel, button);
    });
    panel.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || !close) return;
      const dismissed = link.classList.contains("panel-close");
      if (dismissed) event.preventDefault();
      close();
      if (dismissed) button.focus({ preventScroll: true });
    });
    narrow[id].addEventListener("change", () => close?.());
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !close) return;
    const button = document.querySelector(".page-bar-button[aria-expanded=true]");
    close();
    button?.focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    // The shade around a panel is no element of its own: a click on it lands on the inert page, that is, on <body>.
    if (close && !event.target.closest(".is-open, .page-bar-button")) close();
  });

  // The sidebar shows where the page stands in it, without moving the page itself.
  const sidebar = document.getElementById("site:menu");
  const here = sidebar?.querySelector(".sidebar-group [aria-current]");
  whenLaidOut(() => {
    if (here && here.offsetTop > sidebar.clientHeight * 0.7) sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
  });

  // The heading that was passed last is the current one.
  docsgen.follow((signal) => {
    const toc = document.getElementById("site:toc");
    if (!toc) return;
    const entries = new Map();
    for (const link of toc.querySelectorAll("nav a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) entries.set(heading, link);
    }
    const headings = [...entries.keys()];
    const passed = new Set();
    let current = toc.querySelector("[aria-current]");
    const mark = () => {
      let heading = headings.findLast((heading) => passed.has(heading)) ?? headings[0];
      // The last sections may be too short to reach the top: there, what was asked for counts.
      if (innerHeight + scrollY >= root.scrollHeight - 2) {
        const asked = document.querySelector(":target");
        if (entries.has(asked) && asked.getBoundingClientRect().top > 0) heading = asked;
      }
      const link = entries.get(heading);
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (!narrow["site:toc"].matches && link) {
        const at = link.offsetTop - toc.scrollTop;
        if (at < 60 || at > toc.clientHeight - 60) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
      }
    };
    let observer = null;
    const observe = () => {
      observer?.disconnect();
      passed.clear();
      // Passed is what stands above the line to which a link to it would bring it.
      const line = Math.ceil(parseFloat(getComputedStyle(root).scrollPaddingTop) || 0) + 8;
      observer = new IntersectionObserver(
        (changes) => {
          for (const { target, isIntersecting } of changes) {
            if (isIntersecting) passed.add(target);
            else passed.delete(target);
          }
          mark();
        },
        { rootMargin: `10000000px 0px ${line - innerHeight}px 0px` },
      );
      for (const heading of headings) observer.observe(heading);
    };
    whenLaidOut(() => signal?.aborted || observe());
    addEventListener("resize", observe, { signal });
    addEventListener("hashchange", mark, { signal });
    addEventListener("scrollend", mark, { signal });
    signal?.addEventListener("abort", () => observer?.disconnect());
  });

  // A browser that doesn't open what a link leads into gets help.
  const reveal = () => {
    const target = document.querySelector(":target");
    const details = target?.closest("details:not([open])");
    if (!details) return;
    details.open = true;
    target.scrollIntoView();
  };
  reveal();
  addEventListener("hashchange", reveal);

  // Tables that continue beyond an edge show it.
  const shade = (wraps) => {
    // Looked at all together before anything is changed, so that the page is laid out once.
    const seen = wraps.map((wrap) => {
      const { scrollLeft, scrollWidth, clientWidth } = wrap;
      return { wrap, scrollLeft, over: scrollWidth - clientWidth, ahead: wrap.getBoundingClientRect().top > innerHeight };
    });
    for (const { wrap, scrollLeft, over, ahead } of seen) {
      const { classList } = wrap;
      // One that fits needs no frame of its own, and then its head can follow the page. One that doesn't gets its frame before
      // it comes into sight, since what stands below it moves.
      const framed = !classList.contains("matrix-wrap") && over > 0 && (ahead || classList.contains("framed"));
      classList.toggle("fits", !classList.contains("matrix-wrap") && over <= 0);
      classList.toggle("framed", framed);
      classList.toggle("scrolls-start", scrollLeft > 1);
      classList.toggle("scrolls-end", scrollLeft < over - 1);
    }
  };
  const resized = new ResizeObserver((changes) => shade(changes.map(({ target }) => target)));
  docsgen.enhance(".table-wrap", (wrap) => {
    wrap.addEventListener("scroll", () => shade([wrap]), { passive: true });
    resized.observe(wrap);
  });
}
