// Finds sections. Knows nothing of the page it runs in, so that it is measured with the same code. Questions are taken apart as
// src/render/search/words.rs takes texts apart.
"use strict";
{
  const given = {};
  (globalThis.docsgen ??= {}).search = (name, data) => (given[name] = data);

  const bare = (text) => text.replace(/[\u00c0-\u058f\u1e00-\u1fff\uff01-\uff5e]/g, (c) => c.normalize("NFKD").replace(/\p{M}/gu, ""));
  const fold = (word) => bare([...word].slice(0, 40).join("").toLowerCase());
  /** What English forms of a word have in common. */
  const stem = (word) => {
    const short = /^[a-z]{4,}$/.test(word) ? word.replace(/(?:ations?|ions?|ing|i?ed|ies|es|s|e|y)$/, "").replace(/([bdgmnprt])\1$/, "$1") : "";
    return short.length < 3 ? word : short;
  };
  /** Whether one letter too many, too few, wrong, or two swapped are between two words; the second may go on. */
  const near = (word, other, goesOn) => {
    let at = 0;
    while (at < word.length && word[at] === other[at]) at += 1;
    const same = (one, two) => (goesOn ? other.slice(at + two).startsWith(word.slice(at + one)) : other.slice(at + two) === word.slice(at + one));
    return same(1, 1) || same(1, 0) || same(0, 1) || (word[at] === other[at + 1] && word[at + 1] === other[at] && same(2, 2));
  };
  /** Where a word stands: `[page, its weight there, [[section, weight], …]]`, … */
  const places = (text) => {
    let at = 0;
    const number = () => {
      for (let value = 0, shift = 1; ; shift *= 32) {
        const digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(text[at++]);
        value += (digit & 31) * shift;
        if (digit < 32) return value;
      }
    };
    const found = [];
    for (let page = 0; at < text.length; ) {
      page += number();
      const head = number();
      let section = 0;
      found.push([page, head & 15, Array.from({ length: head >> 4 }, () => {
        const place = number();
        return [(section += place >> 4), place & 15];
      })]);
    }
    return found;
  };

  /** Makes the index. `run(name, version)` runs a script of its folder. */
  docsgen.searchIndex = (run) => {
    const files = {};
    let index, cjk, runs;
    const file = (name) => {
      // A file that isn't there may be the next time: the site is being published.
      const done = () => given[name] ?? ((files[name] = null), undefined);
      return (files[name] ??= run(name, index?.version).then(done, done));
    };
    const part = (word) => word.replace(/[^-a-z0-9_.]/gu, (c) => `~${c.codePointAt(0).toString(16)}`);
    const start = async () => {
      if (index) return index;
      const [version, pages, starts, letters, stop, scripts, kind, chart, tier] = (await file("index")) ?? [];
      if (!version) throw new Error("the index can't be loaded");
      cjk = new RegExp(`[${scripts}]`, "u");
      runs = new RegExp(`[${scripts}]+|[^${scripts}]+`, "gu");
      return (index = { version, pages, starts: starts.split(" "), letters, stop: stop.split(" "), filters: { chart, kind, tier } });
    };

    /** A question as what is looked for: words, each with the parts that stand in for it where it is nowhere. */
    const read = (question) => {
      const found = [];
      for (const [, lead, bare] of question.normalize("NFC").replace(/(.)[\u3131-\u3163]+$/, "$1").matchAll(/([-_.]*)([\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}_.-]*(?<![-_.]))/gu)) {
        const flag = /^--?$/.test(lead) && !/^\p{N}/u.test(bare);
        const joined = flag || /[-_.]/.test(bare);
        const parts = [];
        for (const run of joined && /^[\d.]+$/.test(bare) ? [] : bare.match(/[^-_.]+/g).flatMap((part) => part.match(runs))) {
          const signs = [...run];
          if (!cjk.test(run)) parts.push(...(signs[1] || (/\d/.test(run) && !joined) ? [fold(run)] : []));
          else parts.push(...(signs[1] ? signs.slice(1).map((sign, at) => signs[at] + sign) : signs));
        }
        if (joined && !cjk.test(bare)) found.push([fold((flag ? lead : "") + bare), parts]);
        else found.push(...parts.map((word) => [word, []]));
      }
      // A single sign behind a word is its ending.
      const telling = found.filter(([word]) => !index.stop.includes(word));
      const long = telling.filter(([word]) => word[1] || /\d/.test(word));
      return [long, telling, found].find((words) => words.length) ?? [[fold(question.trim()), []]];
    };

    /** The number of the file in which a word is, if it is anywhere. */
    const at = (word) => {
      let [low, high] = [0, index.starts.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (index.starts[middle] <= word) low = middle;
        else high = middle;
      }
      return low;
    };
    /** The words of these files that count: `{ word, counts, pages, text }`. */
    const lines = async (numbers, counts) => {
      const texts = await Promise.all([...new Set(numbers)].map((number) => file(`t-${part(index.starts[number])}`)));
      const found = texts.flatMap((text) => text?.split("\n") ?? []).map((line) => line.split(" ")).map(([word, pages, text]) => ({ word, counts: counts(word), pages: Number(pages), text }));
      return found.filter((line) => line.counts).sort((a, b) => b.counts - a.counts || b.pages - a.pages).slice(0, 12);
    };
    /** Of the words that start with one of these letters, the most frequent ones that fit. */
    const guess = async (letters, fits) => {
      const texts = await Promise.all([...new Set(letters)].filter((letter) => index.letters.includes(letter)).map((letter) => file(`w-${part(letter)}`)));
      const words = texts.flatMap((text) => text?.split(" ") ?? []).filter((word) => fits(word.slice(0, -1)));
      return words.sort((a, b) => b.at(-1) - a.at(-1) || a.length - b.length).slice(0, 3).map((word) => word.slice(0, -1));
    };

    /** The words of the index that a word of the question may mean. */
    const expand = async (word, typing) => {
      const base = stem(word);
      const starts = (other) => other.startsWith(word);
      const counts = (other) => (other === word ? 1 : stem(other) === base ? 0.8 : typing && starts(other) ? 0.5 : 0);
      const all = [];
      for (let number = at(word); number <= at(`${word}\uffff`); number += 1) all.push(number);
      const wanted = [word, base, `${base}e`, `${base}ing`, `${base}s`].map(at);
      if (typing && all.length < 4) wanted.push(...all);
      else if (typing) wanted.push(...(await guess(word[0], starts)).map(at));
      let found = await lines(wanted, counts);
      // Not a word of the site: the start of some, or mistyped.
      if (!found.length && word[2] && all.length < 3) found = await lines(all, (other) => starts(other) && 0.4);
      if (!found.length && word[3] && /^\p{Alphabetic}+$/u.test(word)) {
        const meant = await guess(word.slice(0, 2), (other) => near(word, other, typing));
        found = await lines(meant.map(at), (other) => meant.includes(other) && 0.6);
      }
      return found;
    };

    /** A part of the question with all pages it is on: number → weight of the page, of the heaviest section, and of each. */
    const look = async ([word, parts], typing) => {
      const words = await expand(word, typing);
      if (!words.length && parts.length) return (await Promise.all(parts.map((part, at) => look([part, []], typing && !parts[at + 1])))).flat();
      const found = new Map();
      for (const { text, counts } of words) {
        for (const [page, weight, sections] of places(text)) {
          const here = found.get(page) ?? { page: 0, best: 0, sections: new Map() };
          found.set(page, here);
          here.page = Math.max(here.page, weight * counts);
          for (const [section, weight] of sections) {
            here.sections.set(section, Math.max(here.sections.get(section) ?? 0, weight * counts));
            here.best = Math.max(here.best, weight * counts);
          }
        }
      }
      // One that is exactly meant comes first. What is rare in titles tells pages apart, whatever texts are full of.
      const pages = words[0]?.counts === 1 ? words[0].pages : Math.max(0, ...words.map((line) => line.pages));
      const titles = [...found.values()].filter((here) => here.page > 5).length;
      const worth = (pages) => Math.max(0.15, Math.log(1 + (index.pages - pages + 0.5) / (pages + 0.5)));
      return [{ words: words.map((line) => line.word), found, worth: worth(pages), title: worth(titles || pages) }];
    };

    /** The pages of a question, best first: `{ page, sections }`. */
    const rank = (slots, allowed) => {
      const all = slots.reduce((sum, slot) => sum + Math.max(slot.worth, slot.title), 0);
      const ranked = [];
      for (const page of new Set(slots.flatMap((slot) => [...slot.found.keys()]))) {
        if (!allowed.every((set) => set.has(page))) continue;
        const hits = slots.map((slot) => ({ page: 0, best: 0, ...slot.found.get(page), worth: slot.worth, title: slot.title }));
        const sections = new Set([0, ...hits.flatMap((hit) => [...(hit.sections?.keys() ?? [])])]);
        const scored = [...sections].map((section) => {
          let [score, cover] = [0, 0];
          for (const hit of hits) {
            const here = hit.sections?.get(section) ?? 0;
            // What names the whole page doesn't tell its sections apart.
            const telling = 1 - 0.7 * (hit.page / 15) ** 2;
            score += hit.worth * (here * telling + 0.5 * hit.best) + 0.7 * hit.title * hit.page;
            cover += Math.max(hit.worth, hit.title) * (here || hit.page ? 1 : hit.best ? 0.5 : 0);
          }
          return [section, (score * cover) / all];
        });
        scored.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        const score = scored[0][1];
        const cover = hits.reduce((sum, hit) => sum + (hit.sections ? Math.max(hit.worth, hit.title) : 0), 0);
        ranked.push({ page, cover, score, sections: scored.filter(([, other]) => other > score * 0.7).map(([section]) => section) });
      }
      // Who names three words isn't helped by pages with one of them, if there are pages with two.
      const cover = 0.75 * Math.max(0, ...ranked.map((page) => page.cover));
      return ranked.filter((page) => page.cover >= cover).sort((a, b) => b.score - a.score || a.page - b.page);
    };

    /** A text in pieces, every other one to be marked, cut around where most of the question is. */
    const mark = (text, pattern, room) => {
      const flat = bare(text);
      // Where a letter was taken apart, places aren't the same.
      const hits = [...(flat.length === text.length ? flat : text).matchAll(pattern)];
      let [from, to, most] = [0, text.length, 0];
      if (to > room) {
        for (const { index } of hits) {
          const { size } = new Set(hits.filter((hit) => hit.index >= index && hit.index < index + room * 0.7).map(([hit]) => hit.toLowerCase()));
          if (size > most) [most, from] = [size, index];
        }
        from = Math.max(0, text.lastIndexOf(" ", from - 24) + 1);
        to = text.length - from > room ? Math.max(text.lastIndexOf(" ", from + room), from + room - 24) : to;
      }
      const pieces = [from ? "…" : ""];
      for (const { index, 0: { length } } of hits) {
        if (index < from || index + length > to) continue;
        pieces[pieces.length - 1] += text.slice(from, index);
        pieces.push(text.slice(index, (from = index + length)), "");
      }
      pieces[pieces.length - 1] += text.slice(from, to) + (to < text.length ? "…" : "");
      return pieces;
    };
    const pattern = (words) => {
      const signs = [...new Set(words.filter((word) => cjk.test(word)).join(""))].join("");
      const others = words.filter((word) => !cjk.test(word)).sort((a, b) => b.length - a.length).map((word) => word.replaceAll(".", "\\."));
      return new RegExp([...(signs ? [`[${signs}]{${Math.min(2, signs.length)},}`] : []), ...(others.length ? [`(?<![\\p{L}\\p{N}])(?:${others.join("|")})`] : [])].join("|") || "(?!)", "giu");
    };

    return {
      start,
      /**
       * Asks. `filters` are names out of `start()`'s filters. Gives `{ total, more(count) }`; `more` the next results,
       * each `{ title, trail, kind, lang, sections: [{ url, heading, excerpt }] }`, titles and texts as `mark` makes them.
       */
      async ask(question, filters = []) {
        await start();
        const wanted = read(question);
        const looked = wanted.map((part, at) => look(part, !wanted[at + 1] && /[\p{L}\p{N}]$/u.test(question)));
        // `back up` is `backup` as well.
        wanted.forEach(([word], at) => {
          if (at && /^(?:up|back|over|out|down|off)$/.test(word)) looked[at - 1] = looked[at] = look([wanted[at - 1][0] + word, [wanted[at - 1][0], word]]);
        });
        const allowed = filters.map(async (name) => new Set((await lines([at(name)], (word) => word === name && 1)).flatMap(({ text }) => places(text)).map(([page]) => page)));
        const slots = (await Promise.all(new Set(looked))).flat();
        const ranked = rank(slots, await Promise.all(allowed));
        const marked = pattern(slots.flatMap((slot) => slot.words));
        const show = async ({ page, sections }) => {
          const number = sections[0] >> 4;
          const [url, title, trail, kind, lang, texts] = (await file(`p-${page.toString(16)}-${number}`)) ?? [];
          const here = sections.filter((section) => section >> 4 === number && texts?.[section & 15]).slice(0, 3);
          return here.length && {
            title: mark(title, marked, 200), trail, kind, lang,
            sections: here.map((section, at) => {
              const [anchor, heading, text] = texts[section & 15];
              return { url: anchor ? `${url}#${anchor}` : url, heading: mark(heading, marked, 200), excerpt: mark(text, marked, at ? 110 : 190) };
            }),
          };
        };
        return { total: ranked.length, more: async (count) => (await Promise.all(ranked.splice(0, count).map(show))).filter(Boolean) };
      },
    };
  };
}
