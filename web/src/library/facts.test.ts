import { expect, test } from "vitest";

import type { DocumentSheet, Metadata } from "../api/records";
import { changesOf, isOverruled } from "./facts";

const metadata: Metadata = {
  title: "补贴办法",
  document_number: "青农发〔2024〕3号",
  issuing_authority: "",
  issued_on: "2024-03-05",
  effective_on: null,
  repealed_on: null,
  replaced_by: "",
  validity: "in_force",
  region: "青禾县",
  year: 2024,
  kind: "办法",
  category: "政策文件",
};

test("only what was changed is said by hand", () => {
  expect(changesOf(metadata, { ...metadata })).toEqual({});
  expect(changesOf(metadata, { ...metadata, validity: "repealed", issued_on: null })).toEqual({
    issued_on: null,
    validity: "repealed",
  });
});

test("a fact is overruled when a person says other than the text", () => {
  const sheet = { metadata, proposed: { ...metadata, year: 2023 }, marked: ["year", "kind"] } as DocumentSheet;
  expect(isOverruled(sheet, "year")).toBe(true);
  expect(isOverruled(sheet, "kind")).toBe(false);
  expect(isOverruled(sheet, "title")).toBe(false);
});
