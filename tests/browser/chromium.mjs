// The system's own Chromium: nothing is downloaded.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function find() {
  if (process.env.CHROMIUM) {
    if (fs.existsSync(process.env.CHROMIUM)) return process.env.CHROMIUM;
    throw new Error(`CHROMIUM names \`${process.env.CHROMIUM}\`, which isn't there`);
  }
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(path.delimiter)];
  for (const name of NAMES) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (folder && fs.existsSync(file)) return file;
    }
  }
  throw new Error("Chromium is missing: install the Debian package `chromium`, or name a browser in the environment variable CHROMIUM");
}

export const launch = () =>
  chromium.launch({ executablePath: find(), args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
