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
  const length = (milliseconds) => {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const on = (element, type, act) => element.addEventListener(type, act, { signal });
  const keep = () => {
    dropped = null;
    write(key, state);
    show();
  };

  const phases = [...main.querySelectorAll(".run-bar")].map((bar) => ({
    id: bar.dataset.runBar,
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
  const gates = [...main.querySelectorAll(".run-gate")].map((bar) => ({
    id: bar.dataset.runGate,
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
      if (late) phase.elapsed.textContent += ` (+${length(took - phase.seconds * 1000)})`;
    }
  };
  const show = () => {
    for (const phase of phases) {
      const { begun, done } = state.phases[phase.id] ?? {};
      phase.bar.classList.toggle("is-begun", Boolean(begun));
      phase.section?.classList.toggle("is-running", isRunning(phase));
      phase.section?.classList.toggle("is-over", Boolean(done));
      phase.begin.textContent = begun ? docsgen.t("Begin again") : docsgen.t("Begin");
      phase.end.disabled = !isRunning(phase);
      const due = state.zero ? docsgen.t("due {time}", { time: clock(state.zero + phase.offset * 1000).slice(0, 5) }) : "";
      const was = begun ? `${clock(begun)}–${done ? clock(done) : ""}` : "";
      phase.due.textContent = [due, was].filter(Boolean).join(" · ");
    }
    for (const gate of gates) {
      const { decision, at } = state.gates[gate.id] ?? {};
      gate.bar.classList.toggle("is-decided", Boolean(decision));
      gate.go.ariaPressed = String(decision === "go");
      gate.noGo.ariaPressed = String(decision === "no-go");
      gate.decided.textContent = at ? docsgen.t("decided {time}", { time: clock(at) }) : "";
    }
    for (const area of notes) if (area !== document.activeElement) area.value = state.notes[area.dataset.runNotes] ?? "";
    for (const input of signs) {
      const signed = state.signs[input.dataset.runSign];
      if (input !== document.activeElement) input.value = signed?.name ?? "";
      input.closest("tr").querySelector(".run-signed").textContent = signed?.at ? clock(signed.at) : "";
    }
    result.value = state.result;
    if (zero !== document.activeElement) {
      const local = state.zero && new Date(state.zero - new Date(state.zero).getTimezoneOffset() * 60_000);
      zero.value = local ? local.toISOString().slice(0, 19) : "";
    }
    start.disabled = Boolean(state.zero);
    finish.textContent = state.finished ? docsgen.t("Go on") : docsgen.t("Finish");
    finish.disabled = !state.zero;
    reset.textContent = dropped ? docsgen.t("Undo reset") : docsgen.t("Reset");
    tick();
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
    const before = dropped ? null : state;
    state = dropped ?? empty();
    dropped = before;
    write(key, dropped ? null : state);
    show();
  });
  for (const phase of phases) {
    on(phase.begin, "click", () => {
      const time = Date.now();
      // Who begins one has done with the one before.
      for (const other of phases.filter((other) => other !== phase && isRunning(other))) state.phases[other.id].done = time;
      state.phases[phase.id] = { begun: time };
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
  const checks = (section) => [...(section?.querySelectorAll(".task > input, .task > p > input") ?? [])].map((box) => ({ text: itemText(box.closest("li")), done: box.checked }));
  const record = () => docsgen.runRecord({
    title: article.dataset.run,
    source: article.dataset.runSource,
    zero: state.zero,
    finished: state.finished,
    phases: phases.map((phase) => ({ title: phase.title, planned: phase.planned, ...state.phases[phase.id], notes: state.notes[phase.id] ?? "", checks: checks(phase.section) })),
    gates: gates.map((gate) => ({ title: gate.title, ...state.gates[gate.id] })),
    result: state.result,
    notes: state.notes.all ?? "",
    signoffs: signs.map((input) => ({ role: input.dataset.runSign, name: state.signs[input.dataset.runSign]?.name ?? "", at: state.signs[input.dataset.runSign]?.at })),
  });
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
    if (!event.key?.endsWith(`:${key}`)) return;
    state = { ...empty(), ...read(key) };
    show();
  }, { signal });
});
