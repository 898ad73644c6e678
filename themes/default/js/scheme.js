// Runs before the first paint, so that a chosen colour scheme never flashes the other one, and so that what only scripts
// can use has its place from the start.
"use strict";
{
  const { classList } = document.documentElement;
  classList.add("scripted");
  // Scripts that never arrived show nothing: then the page is one without.
  addEventListener("load", () => globalThis.docsgen?.copy ?? classList.remove("scripted"));
  let scheme = null;
  try {
    scheme = localStorage.getItem("docsgen:scheme");
  } catch {
    // Storage may be closed to the page; then the system decides.
  }
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
}
