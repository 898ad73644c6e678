// The offline pack of a repository that a test writes, unpacked into a folder as a reader would.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

/** The files of a zip by name: those that the list at its end names, stored or deflated. */
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error("this is no zip");
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, name, extra, comment, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const data = bytes.subarray(from, from + packed);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), method === 8 ? zlib.inflateRawSync(data) : data);
    at += 46 + name + extra + comment;
  }
  return files;
}

/** A pack in a folder. */
export class Packed {
  constructor(program, files, args) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "docsgen-pack-"));
    const write = (name, bytes) => {
      fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      fs.writeFileSync(path.join(this.folder, name), bytes);
    };
    for (const [name, text] of Object.entries(files)) write(`repository/${name}`, text);
    const archive = path.join(this.folder, "pack.zip");
    execFileSync(program, ["pack", path.join(this.folder, "repository"), "--out", archive, "--now", "2026-10-01", ...args], { stdio: "pipe" });
    const unpacked = unzip(fs.readFileSync(archive));
    for (const [name, bytes] of unpacked) write(`unpacked/${name}`, bytes);
    const [top] = [...unpacked.keys()][0].split("/");
    this.url = pathToFileURL(`${path.join(this.folder, "unpacked", top)}/`).href;
  }

  close() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
