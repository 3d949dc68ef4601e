import { expect, test } from "vitest";

import { groupOf } from "./groups";

const NOW = new Date(2026, 0, 10, 9);

test.each([
  [new Date(2026, 0, 10, 0, 1), "today"],
  [new Date(2026, 0, 9, 23, 59), "week"],
  [new Date(2026, 0, 4, 0, 1), "week"],
  [new Date(2026, 0, 3, 23, 59), "earlier"],
])("a conversation last asked in at %s stands under %s", (moment, group) => {
  const conversation = { id: "c1", title: "", created_at: "", updated_at: moment.toISOString(), messages: 1 };
  expect(groupOf(conversation, NOW)).toBe(group);
});
