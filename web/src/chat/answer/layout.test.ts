import { expect, test } from "vitest";

import { answer, citation, hit } from "../../testing/records";
import { layOut, splitMarkers } from "./layout";

const ROWS = [
  {
    start: 210,
    end: 225,
    headers: ["乡镇", "就业帮扶/外出务工人数", "就业帮扶/公益性岗位"],
    cells: ["城关镇", "1012", "62"],
    sentence: "乡镇：城关镇；就业帮扶/外出务工人数：1012；就业帮扶/公益性岗位：62",
  },
  {
    start: 226,
    end: 241,
    headers: ["乡镇", "就业帮扶/外出务工人数", "就业帮扶/公益性岗位"],
    cells: ["石桥镇", "2156", "108"],
    sentence: "乡镇：石桥镇；就业帮扶/外出务工人数：2156；就业帮扶/公益性岗位：108",
  },
];

function tableAnswer(text: string) {
  return answer({ text, citations: [citation({ start: 200, end: 260 })], hits: [hit({ rows: ROWS })] });
}

test.each([
  ["应当公示[1]。", ["应当公示", 1, "。"]],
  ["应当公示[2][1]。", ["应当公示", 2, 1, "。"]],
  ["见附件[3]和表[12]。", ["见附件[3]和表[12]。"]],
  ["[1]", [1]],
  ["没有出处", ["没有出处"]],
])("the markers of %s are told from its words", (text, parts) => {
  expect(splitMarkers(text, new Set([1, 2]))).toEqual(parts);
});

test("rows of one table become one table with its headers", () => {
  const [table, ...rest] = layOut(
    tableAnswer(
      "就业情况表：乡镇：城关镇；就业帮扶/外出务工人数：1012；就业帮扶/公益性岗位：62[1]\n" +
        "就业情况表：乡镇：石桥镇；就业帮扶/外出务工人数：2156；就业帮扶/公益性岗位：108[1]",
    ),
  );
  expect(rest).toEqual([]);
  expect(table).toMatchObject({
    kind: "table",
    caption: "就业情况表",
    headers: ["乡镇", "就业帮扶/外出务工人数", "就业帮扶/公益性岗位"],
    rows: [
      { cells: ["城关镇", "1012", "62"], markers: [1], range: { start: 210 } },
      { cells: ["石桥镇", "2156", "108"], markers: [1], range: { start: 226 } },
    ],
  });
});

test("a row that is quoted in part shows the quoted columns", () => {
  const [table] = layOut(tableAnswer("乡镇：石桥镇；就业帮扶/公益性岗位：108；[1]"));
  expect(table).toMatchObject({ headers: ["乡镇", "就业帮扶/公益性岗位"], rows: [{ cells: ["石桥镇", "108"] }] });
});

test("cells apart by bars become a table, with headers where the row is known", () => {
  const [known, unknown] = layOut(tableAnswer("城关镇 | 1012 | 62[1]\n高崖乡 | 1716[1]"));
  expect(known).toMatchObject({ kind: "table", headers: ["乡镇", "就业帮扶/外出务工人数", "就业帮扶/公益性岗位"] });
  expect(unknown).toMatchObject({ kind: "table", headers: [], rows: [{ cells: ["高崖乡", "1716"], range: null }] });
});

test("a sentence with colons and semicolons that no table holds stays a sentence", () => {
  const text = "申报材料：身份证；户口簿：复印件；申请表[1]";
  expect(layOut(tableAnswer(text))).toEqual([
    { kind: "paragraph", parts: ["申报材料：身份证；户口簿：复印件；申请表", 1] },
  ]);
});
