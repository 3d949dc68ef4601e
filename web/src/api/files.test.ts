import { expect, test } from "vitest";

import { fileNameOf } from "./files";

test.each([
  ["attachment; filename*=UTF-8''%E8%A1%A5%E8%B4%B4.docx", "补贴.docx"],
  ["attachment; filename*=utf-8''a%20b.docx; size=3", "a b.docx"],
  ['attachment; filename="plain.docx"', "plain.docx"],
  ["", "下载"],
])("%s names a file", (disposition, name) => {
  expect(fileNameOf(disposition)).toBe(name);
});
