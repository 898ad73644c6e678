// Leads on from a former place: to where the section went that the address names, else to the page that took its place.
"use strict";
{
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // Then the id has a percent sign.
  }
  const section = id && document.getElementById(id)?.querySelector("a");
  const to = new URL((section || document.querySelector("a")).href);
  if (!section && !to.hash) to.hash = location.hash;
  location.replace(to);
}
