// A footnote's text beside its reference, on pointing or focus. Without this file the reference leads to it.
"use strict";
{
  let shown = null;
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    shown?.note.remove();
    shown?.reference.removeAttribute("aria-describedby");
    shown = null;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 250);
  };
  const show = (reference) => {
    clearTimeout(timer);
    if (shown?.reference === reference) return;
    hide();
    const source = document.getElementById(decodeURIComponent(reference.hash.slice(1)));
    if (!source) return;
    const note = document.createElement("div");
    note.className = "footnote-preview content";
    note.id = "site:footnote";
    note.setAttribute("role", "tooltip");
    note.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
    for (const back of note.querySelectorAll(".footnote-backref")) back.remove();
    for (const named of note.querySelectorAll("[id]")) named.removeAttribute("id");
    document.querySelector("main").append(note);
    // By the reference, on the side where there is room.
    const at = reference.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left - 24, room - note.offsetWidth - 8));
    const below = at.bottom + 6 + note.offsetHeight < innerHeight;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? at.bottom + 6 : at.top - note.offsetHeight - 6) + scrollY}px`;
    note.addEventListener("pointerenter", () => clearTimeout(timer));
    note.addEventListener("pointerleave", later);
    reference.setAttribute("aria-describedby", note.id);
    shown = { reference, note };
  };
  docsgen.enhance(".footnote-ref a", (reference) => {
    reference.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(reference));
    reference.addEventListener("pointerleave", later);
    reference.addEventListener("focus", () => show(reference));
    reference.addEventListener("blur", hide);
  });
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
