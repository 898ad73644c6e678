// What a run of a playbook leaves behind: a Markdown file whose front matter is a drill. Knows no page, so that tests can ask it.
"use strict";
{
  const two = (number) => String(number).padStart(2, "0");
  const date = (time) => `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = (time) => `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  /** A length of time as front matter takes it: `1h35m`, `40s`. */
  const length = (milliseconds) => {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    const parts = [["h", Math.floor(seconds / 3600)], ["m", Math.floor(seconds / 60) % 60], ["s", seconds % 60]];
    return parts.filter(([, count]) => count > 0).map(([unit, count]) => `${count}${unit}`).join("") || "0s";
  };
  const line = (text) => String(text).replace(/\s+/g, " ").trim();
  // Words of a reader are text: they may neither end a cell nor become elements.
  const plain = (text) => line(text).replace(/[\\`*_[\]<>|#~&]/g, "\\$&").replace(/^([-+=]|\d+[.)])/, "\\$1").replace(/^\\(\d+)([.)])/, "$1\\$2");
  const quoted = (text) => JSON.stringify(line(text));
  /** A time, with its day where that is another one than the run's. */
  const at = (time, day) => (time ? `${date(new Date(time)) === day ? "" : `${date(new Date(time))} `}${clock(new Date(time))}` : "–");
  const took = ({ begun, done }) => (begun && done ? length(done - begun) : "–");
  const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const paragraphs = (text) => text.trim().split(/\n\s*\n/).map((paragraph) => paragraph.split("\n").map(plain).join("\n")).join("\n\n");

  docsgen.runRecord = (run) => {
    const begun = run.phases.map((phase) => phase.begun).filter(Boolean);
    // Who finishes the sheet the next morning hasn't worked until then.
    const ended = run.phases.map((phase) => phase.done).filter(Boolean);
    const start = run.zero ?? (begun.length > 0 ? Math.min(...begun) : Date.now());
    const end = ended.length > 0 ? Math.max(...ended) : run.finished;
    const day = date(new Date(start));
    const title = `${line(run.title)}, run of ${day}`;
    const front = ["---", `title: ${quoted(title)}`, "tags: [drill]", "drills:", `  - date: ${day}`, `    scenario: ${quoted(run.title)}`];
    if (end && end > start) front.push(`    rto: ${length(end - start)}`);
    if (run.result) front.push(`    result: ${quoted(run.result)}`);
    front.push("---");
    const parts = [front.join("\n"), `# ${plain(title)}`];
    const zone = new Intl.DateTimeFormat("en", { timeZoneName: "longOffset" }).formatToParts(new Date(start));
    const offset = zone.find((part) => part.type === "timeZoneName")?.value ?? "";
    const facts = [`${run.zero ? "T was" : "It began on"} ${day} ${clock(new Date(start))}${offset ? `, ${offset}` : ""}.`];
    if (end && end > start) facts.push(`It took ${length(end - start)}.`);
    if (run.result) facts.push(`Result: ${plain(run.result)}.`);
    if (run.source) facts.push(`The playbook was ${plain(run.source)}.`);
    parts.push(facts.join(" "));
    parts.push("## Phases");
    parts.push(table(["Phase", "Planned", "Begun", "Done", "Took"], run.phases.map((phase) => [plain(phase.title), plain(phase.planned), at(phase.begun, day), at(phase.done, day), took(phase)])));
    if (run.gates.length > 0) {
      parts.push("## Gates");
      parts.push(table(["Gate", "Decision", "At"], run.gates.map((gate) => [plain(gate.title), gate.decision || "–", at(gate.at, day)])));
    }
    const checked = run.phases.filter((phase) => phase.checks.length > 0 || phase.notes.trim());
    if (checked.length > 0) parts.push("## Checks and notes");
    for (const phase of checked) {
      parts.push(`### ${plain(phase.title)}`);
      if (phase.checks.length > 0) parts.push(phase.checks.map(({ text, done }) => `- [${done ? "x" : " "}] ${plain(text)}`).join("\n"));
      if (phase.notes.trim()) parts.push(paragraphs(phase.notes));
    }
    if (run.others.length > 0) {
      parts.push("## Checks outside of phases");
      parts.push(run.others.map(({ text, done }) => `- [${done ? "x" : " "}] ${plain(text)}`).join("\n"));
    }
    if (run.notes.trim()) parts.push("## Notes", paragraphs(run.notes));
    if (run.signoffs.length > 0) {
      parts.push("## Sign-off");
      parts.push(table(["Role", "Name", "At"], run.signoffs.map(({ role, name, at: signed }) => [plain(role), plain(name) || "–", at(signed, day)])));
    }
    const slug = line(run.title).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
    return { name: `${day}-${slug || "run"}.md`, text: `${parts.join("\n\n")}\n` };
  };
}
