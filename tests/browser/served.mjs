// `docsgen serve` on a repository that a test writes, and edits while its pages are open.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const many = (count, text) => Array.from({ length: count }, (_, index) => text(index + 1)).join("\n\n");

/** A small repository with a bit of everything that a page can hold. */
export const FILES = {
  "book.toml": '[book]\ntitle = "Docs"\n\n[[sources]]\nmatch = "docs/{chart}-backup.md"\nkind = "backup"\n',
  "README.md": "# Home\n\nStart at [the guide](docs/guide.md).\n",
  "docs/guide.md": [
    "---\nparams: { NAMESPACE: default }\n---\n# Guide",
    "Opening words.",
    many(12, (number) => `Paragraph ${number} before the middle, with some words to fill its line.`),
    "## Middle",
    "<details>\n<summary>More about it</summary>\n\nHidden words.\n\n</details>",
    "- [ ] Stop the writers in $NAMESPACE\n- [ ] Take the backup\n- [ ] Start the writers",
    '```bash tab="Helm"\nhelm upgrade redis --namespace $NAMESPACE\n```\n\n```bash tab="Kubectl"\nkubectl apply --namespace $NAMESPACE\n```',
    many(30, (number) => `Paragraph ${number} after the middle, with some words to fill its line.`),
    "## End",
    "Last words.\n",
  ].join("\n\n"),
  "docs/other.md": "# Other\n\nOther words.\n\n[gone](gone.md)\n",
  ...Object.fromEntries(
    ["redis", "minio", "kafka", "mysql", "nginx", "vault", "loki", "tempo", "argo", "keda", "dex", "etcd"].flatMap((name, index) => [
      [`charts/${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.${index}.0\n`],
      [`docs/${name}-backup.md`, `---\nobjectives:\n  - { scenario: Full disaster recovery, rto: ${index + 1}h, rpo: ${(index + 1) * 10}m }\n---\n# ${name} backup\n\nBack it up.\n`],
    ]),
  ),
};

/** A running server. */
export class Served {
  constructor(program, files) {
    this.program = program;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "docsgen-live-"));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Starts the program; `port` is that of the last time, where it is started again. */
  async start(args = []) {
    const port = this.url ? new URL(this.url).port : "0";
    this.child = spawn(this.program, ["serve", "--port", port, ...args], { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
    this.said = "";
    this.child.stderr.on("data", (data) => (this.said += data));
    this.ended = once(this.child, "exit");
    let out = "";
    for await (const data of this.child.stdout) {
      out += data;
      if (out.includes("\n")) break;
    }
    if (!out.startsWith("http")) throw new Error(`docsgen serve didn't start: ${this.said}`);
    this.url = out.trim();
    return this;
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), "utf8");
  }

  /** Saves a file as most editors do: under another name, and renamed. */
  write(name, text) {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}~`, text);
    fs.renameSync(`${file}~`, file);
  }

  /** Replaces a text in a file. */
  edit(name, before, after) {
    const text = this.read(name);
    if (!text.includes(before)) throw new Error(`no \`${before}\` in ${name}`);
    this.write(name, text.replaceAll(before, after));
  }

  /** Ends the program. */
  async stop() {
    if (this.child.exitCode === null) this.child.kill("SIGINT");
    await this.ended;
  }

  async close() {
    if (this.child) {
      if (this.child.exitCode === null) this.child.kill("SIGKILL");
      await this.ended;
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
