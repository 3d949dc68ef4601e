import { expect, test } from "vitest";

import type { PreflightItem } from "../../api/records";
import { gather } from "./preflight";

function item(change: Partial<PreflightItem>): PreflightItem {
  return {
    name: "居民收入.农村居民人均可支配收入",
    kind: "indicator",
    state: "missing",
    places: ["第6段"],
    value: "",
    message: "台账中没有这个数。",
    hint: "请先在台账中补上。",
    ...change,
  };
}

test("what one missing value leaves empty in several places is one thing to see to", () => {
  const [concern, ...others] = gather([
    item({}),
    item({ name: "居民收入.农村居民人均可支配收入 | 同比", places: ["第6段", "表1第3行第6列"] }),
  ]);
  expect(others).toEqual([]);
  expect(concern?.names).toHaveLength(2);
  expect(concern?.places).toEqual(["第6段", "表1第3行第6列"]);
});

test("things that are ready stay apart, each with what will be printed", () => {
  const ready = { state: "ready", message: "", hint: "" } as const;
  const concerns = gather([
    item({ ...ready, name: "脱贫人口.户数", value: "8416户" }),
    item({ ...ready, name: "脱贫人口.人数", value: "30939人" }),
  ]);
  expect(concerns.map(({ value }) => value)).toEqual(["8416户", "30939人"]);
});
