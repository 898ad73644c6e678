// Run sheets: a clock, how long each phase takes, decisions, notes, and the record of all of it. Kept in this browser alone.
"use strict";
docsgen.follow((signal) => {
  const main = document.querySelector("main");
  const head = main.querySelector(".run-head");
  const article = main.querySelector("[data-run]");
  if (!head || !article) return;
  const { read, write } = docsgen.stored;
  const key = `run:${location.pathname}`;
  const find = (selector) => head.querySelector(selector);
  const empty = () => ({ zero: null, finished: null, phases: {}, gates: {}, notes: {}, signs: {}, result: "" });
  let state = { ...empty(), ...read(key) };
  /** What a reset took, until the next change. */
  let dropped = null;
  const two = (number) => String(number).padStart(2, "0");
  const clock = (time) => new Date(time).toTimeString().slice(0, 8);
  const day = (time) => new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  /** A time as people say it, with its day where that isn't today. */
  const said = (time) => (day(time) === day(Date.now()) ? clock(time) : `${day(time)} ${clock(time)}`);
  const length = (milliseconds) => {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const on = (element, type, act) => element.addEventListener(type, act, { signal });
  const keep = () => {
    dropped = null;
    const kept = write(key, state);
    if (!kept) status.textContent = docsgen.t("This browser keeps nothing: save the record before you leave");
    leaving = !kept;
    show();
  };
  let leaving = false;
  addEventListener("beforeunload", (event) => leaving && event.preventDefault(), { signal });

  const phases = [...main.querySelectorAll(".run-bar")].map((bar) => ({
    // By its heading: a playbook may be changed while it is run.
    id: bar.dataset.runId || bar.dataset.runBar,
    title: bar.dataset.runTitle,
    planned: bar.dataset.runPlanned,
    offset: Number(bar.dataset.runOffset),
    seconds: "runSeconds" in bar.dataset ? Number(bar.dataset.runSeconds) : null,
    section: bar.closest(".run-phase"),
    bar,
    begin: bar.querySelector(".run-begin"),
    end: bar.querySelector(".run-done"),
    due: bar.querySelector(".run-due"),
    elapsed: bar.querySelector(".run-elapsed"),
  }));
  const named = new Map();
  const gates = [...main.querySelectorAll(".run-gate")].map((bar) => ({
    id: `${bar.dataset.runTitle}-${named.set(bar.dataset.runTitle, (named.get(bar.dataset.runTitle) ?? 0) + 1).get(bar.dataset.runTitle)}`,
    title: bar.dataset.runTitle,
    bar,
    go: bar.querySelector(".run-go"),
    noGo: bar.querySelector(".run-no-go"),
    decided: bar.querySelector(".run-decided"),
  }));
  const notes = [...main.querySelectorAll("[data-run-notes]")];
  const signs = [...main.querySelectorAll("[data-run-sign]")];
  const result = main.querySelector("[data-run-result]");
  const zero = find(".run-zero input");
  const [start, finish, reset, status] = [".run-start", ".run-finish", ".run-reset", ".run-status"].map(find);

  const isRunning = (phase) => Boolean(state.phases[phase.id]?.begun && !state.phases[phase.id]?.done);
  const now = () => state.finished ?? Date.now();
  /** The phases of which it was said that they are late. */
  const told = new Set();
  const tick = () => {
    const time = Date.now();
    find(".run-now").textContent = clock(time);
    find(".run-now").dateTime = new Date(time).toISOString();
    find(".run-total").textContent = state.zero ? `T${now() < state.zero ? "−" : "+"}${length(now() - state.zero)}` : "";
    const running = phases.filter(isRunning);
    find(".run-current").textContent = state.finished ? docsgen.t("finished") : running.map(({ title }) => title).join(", ");
    for (const phase of phases) {
      const { begun, done } = state.phases[phase.id] ?? {};
      const took = begun ? (done ?? now()) - begun : null;
      const late = took !== null && phase.seconds !== null && took > phase.seconds * 1000;
      phase.elapsed.textContent = took === null ? "" : length(took);
      phase.section?.classList.toggle("is-late", late);
      phase.bar.classList.toggle("is-late", late);
      if (late && !done && !told.has(phase.id)) {
        told.add(phase.id);
        status.textContent = docsgen.t("{phase} takes longer than planned", { phase: phase.title });
      }
      if (late) phase.elapsed.textContent += ` (+${length(took - phase.seconds * 1000)})`;
    }
  };
  const show = () => {
    for (const phase of phases) {
      const { begun, done } = state.phases[phase.id] ?? {};
      phase.bar.classList.toggle("is-begun", Boolean(begun));
      phase.section?.classList.toggle("is-running", isRunning(phase));
      phase.section?.classList.toggle("is-over", Boolean(done));
      phase.begin.textContent = begun ? docsgen.t("Go on") : docsgen.t("Begin");
      phase.begin.disabled = isRunning(phase);
      phase.end.disabled = !isRunning(phase);
      const due = state.zero ? docsgen.t("due {time}", { time: said(state.zero + phase.offset * 1000).slice(0, -3) }) : "";
      const was = begun ? `${said(begun)}–${done ? said(done) : ""}` : "";
      phase.due.textContent = [due, was].filter(Boolean).join(" · ");
    }
    for (const gate of gates) {
      const { decision, at } = state.gates[gate.id] ?? {};
      gate.bar.classList.toggle("is-decided", Boolean(decision));
      gate.go.ariaPressed = String(decision === "go");
      gate.noGo.ariaPressed = String(decision === "no-go");
      gate.decided.textContent = at ? docsgen.t("decided {time}", { time: said(at) }) : "";
    }
    for (const area of notes) if (area !== document.activeElement) area.value = state.notes[area.dataset.runNotes] ?? "";
    for (const input of signs) {
      const signed = state.signs[input.dataset.runSign];
      if (input !== document.activeElement) input.value = signed?.name ?? "";
      input.closest("tr").querySelector(".run-signed").textContent = signed?.at ? said(signed.at) : "";
    }
    result.value = state.result;
    if (zero !== document.activeElement) {
      const local = state.zero && new Date(state.zero - new Date(state.zero).getTimezoneOffset() * 60_000);
      zero.value = local ? local.toISOString().slice(0, 19) : "";
    }
    start.disabled = Boolean(state.zero);
    finish.textContent = state.finished ? docsgen.t("Go on") : docsgen.t("Finish");
    finish.disabled = !state.zero && Object.keys(state.phases).length === 0;
    reset.textContent = dropped ? docsgen.t("Undo reset") : docsgen.t("Reset");
    tick();
  };

  const load = () => {
    state = { ...empty(), ...read(key) };
    // What another window has begun isn't to be undone from here.
    dropped = null;
    show();
  };
  on(start, "click", () => {
    state.zero = Date.now();
    keep();
  });
  on(zero, "change", () => {
    const time = new Date(zero.value).getTime();
    state.zero = Number.isNaN(time) ? null : time;
    keep();
  });
  on(finish, "click", () => {
    state.finished = state.finished ? null : Date.now();
    if (state.finished) for (const phase of phases.filter(isRunning)) state.phases[phase.id].done = state.finished;
    keep();
  });
  on(reset, "click", () => {
    const before = dropped ? null : { state, ticks: docsgen.ticks?.all() };
    state = dropped?.state ?? empty();
    docsgen.ticks?.set(dropped?.ticks ?? {});
    dropped = before;
    told.clear();
    write(key, dropped ? null : state);
    show();
  });
  for (const phase of phases) {
    on(phase.begin, "click", () => {
      const time = Date.now();
      // Who begins one has done with the one before.
      for (const other of phases.filter((other) => other !== phase && isRunning(other))) state.phases[other.id].done = time;
      // Who goes on with one takes longer for it, and has begun when they did.
      state.phases[phase.id] = { begun: state.phases[phase.id]?.begun ?? time };
      state.finished = null;
      if (!state.zero && phase.offset === 0) state.zero = time;
      keep();
    });
    on(phase.end, "click", () => {
      state.phases[phase.id].done = Date.now();
      keep();
    });
  }
  for (const gate of gates) {
    const decide = (decision) => () => {
      if (state.gates[gate.id]?.decision === decision) delete state.gates[gate.id];
      else state.gates[gate.id] = { decision, at: Date.now() };
      keep();
    };
    on(gate.go, "click", decide("go"));
    on(gate.noGo, "click", decide("no-go"));
  }
  for (const area of notes) {
    on(area, "input", () => {
      state.notes[area.dataset.runNotes] = area.value;
      keep();
    });
  }
  for (const input of signs) {
    on(input, "input", () => {
      const name = input.value;
      if (name.trim()) state.signs[input.dataset.runSign] = { name, at: Date.now() };
      else delete state.signs[input.dataset.runSign];
      keep();
    });
  }
  on(result, "change", () => {
    state.result = result.value;
    keep();
  });

  /** What an item says, without those nested in it. */
  const itemText = (item) => {
    const own = item.cloneNode(true);
    for (const part of own.querySelectorAll("ul, ol, figure, input, .run-gate")) part.remove();
    return own.textContent;
  };
  const boxes = () => [...article.querySelectorAll(".task > input, .task > p > input")];
  const isBefore = (element, other) => Boolean(element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  /** The phase that an element stands in: its box, or where it has none the one whose bar stands before it. */
  const phaseOf = (element) => {
    const own = phases.find(({ section }) => section?.contains(element));
    if (own) return own;
    const last = phases.filter(({ bar }) => isBefore(bar, element)).at(-1);
    const end = last && !last.section && notes.find((area) => area.dataset.runNotes === last.id);
    return end && isBefore(element, end) ? last : null;
  };
  const record = () => {
    const checks = boxes().map((box) => ({ phase: phaseOf(box), text: itemText(box.closest("li")), done: box.checked }));
    const of = (phase) => checks.filter((check) => check.phase === phase);
    return docsgen.runRecord({
      title: article.dataset.run,
      source: article.dataset.runSource,
      zero: state.zero,
      finished: state.finished,
      phases: phases.map((phase) => ({ title: phase.title, planned: phase.planned, ...state.phases[phase.id], notes: state.notes[phase.id] ?? "", checks: of(phase) })),
      gates: gates.map((gate) => ({ title: gate.title, ...state.gates[gate.id] })),
      others: of(null),
      result: state.result,
      notes: state.notes.all ?? "",
      signoffs: signs.map((input) => ({ role: input.dataset.runRole, name: state.signs[input.dataset.runSign]?.name ?? "", at: state.signs[input.dataset.runSign]?.at })),
    });
  };
  const copy = find(".run-copy");
  copy.hidden = !docsgen.copy;
  on(copy, "click", async () => {
    status.textContent = await docsgen.copy(record().text).then(() => docsgen.t("Copied"), () => docsgen.t("Not copied"));
  });
  on(find(".run-save"), "click", () => {
    const { name, text } = record();
    const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    status.textContent = docsgen.t("Saved as {name}", { name });
  });
  on(find(".run-print"), "click", () => print());

  head.hidden = false;
  for (const live of main.querySelectorAll(".run-live")) live.hidden = false;
  show();
  const timer = setInterval(tick, 1000);
  signal?.addEventListener("abort", () => clearInterval(timer));
  // Two windows of one run show the same.
  addEventListener("storage", (event) => {
    if (event.key?.endsWith(`:${key}`)) load();
  }, { signal });
  // A page that comes back from the browser's memory heard nothing meanwhile.
  addEventListener("pageshow", (event) => event.persisted && load(), { signal });
});
