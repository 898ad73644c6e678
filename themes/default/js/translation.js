// The site's own words in its language. Another language than English brings its phrases in phrases.js, which follows.
"use strict";
globalThis.docsgen = {
  phrases: {},
  /** How elements are set up: `docsgen serve` brings its own, which act on what changes. */
  enhance: (selector, setUp) => document.querySelectorAll(selector).forEach((element) => setUp(element)),
  follow: (act) => act(),
  ...globalThis.docsgenLive,
  /** What stands for an English phrase, with values in the places that braces mark; `one` is the English form where the count is 1. */
  t(english, values = {}, one = english) {
    const phrase = docsgen.phrases[english] ?? { one, other: english };
    const form = typeof phrase === "string" ? phrase : values.count === 1 ? phrase.one : phrase.other;
    return form.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  },
};
