// Prints what the browser loads for the chat, compressed, and fails when it is too much for a slow line.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 500 * 1000;
const ENTRIES = ["index.html", "src/chat/ChatPage.tsx", "src/i18n/zh-CN/common.json", "src/i18n/zh-CN/chat.json"];

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const files = new Set(["index.html", "favicon.svg"]);

function collect(name) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
  for (const imported of chunk.imports ?? []) collect(imported);
}

ENTRIES.forEach(collect);
let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(`dist/${file}`)).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  first load of the chat, of at most ${LIMIT / 1000} kB`);
process.exitCode = total > LIMIT ? 1 : 0;
