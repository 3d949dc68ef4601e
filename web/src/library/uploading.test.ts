import { expect, test } from "vitest";

import type { IngestEvent, Upload } from "../api/records";
import { countMembers, isActive, isArchive, mostBytes, showSize } from "./uploading";

const upload = (change: Partial<Upload>): Upload => ({ file: "甲.docx", events: [], state: "done", ...change }) as Upload;
const event = (outcome: IngestEvent["outcome"]): IngestEvent => ({ file: "乙.docx", outcome }) as IngestEvent;

test("what waits or is read is on its way, and nothing else", () => {
  const states = ["waiting", "reading", "done", "partly", "refused"] as const;
  expect(states.map((state) => isActive(upload({ state })))).toEqual([true, true, false, false, false]);
});

test("an archive is known by its name or by what came of it", () => {
  expect(isArchive(upload({ file: "资料.ZIP" }))).toBe(true);
  expect(isArchive(upload({ file: "资料", events: [event("ready"), event("refused")] }))).toBe(true);
  expect(isArchive(upload({ events: [event("ready")] }))).toBe(false);
});

test("members of an archive are counted by whether they are in the library", () => {
  expect(countMembers([event("ready"), event("unchanged"), event("revised"), event("refused")])).toEqual({
    done: 3,
    refused: 1,
  });
});

test("an archive may be larger than a file", () => {
  const limits = { file_mib: 200, upload_mib: 500 };
  expect(mostBytes("甲.docx", limits)).toBe(200 * 2 ** 20);
  expect(mostBytes("甲.zip", limits)).toBe(500 * 2 ** 20);
});

test.each([
  [0, "1 KB"],
  [840_000, "820 KB"],
  [3.44 * 2 ** 20, "3.4 MB"],
  [200 * 2 ** 20, "200 MB"],
])("%d bytes are said as people say it", (bytes, words) => {
  expect(showSize(bytes)).toBe(words);
});
