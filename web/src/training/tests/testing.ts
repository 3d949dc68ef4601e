/** A test while it is being set. */
import dayjs from "dayjs";

import type { ListedTest, NewTest } from "../../api/records";

/** As a box for a moment has it: in the time of this machine. */
const BOX = "YYYY-MM-DDTHH:mm";
const USUAL_DAYS = 7;
const USUAL_MINUTES = 60;

export type TestFields = Required<NewTest>;

/** Return what the boxes of a new test say at first: from now on, for a week. */
export function newFields(paper: string, name: string, now = new Date()): TestFields {
  return {
    name,
    paper_id: paper,
    opens_at: dayjs(now).format(BOX),
    closes_at: dayjs(now).add(USUAL_DAYS, "day").format(BOX),
    minutes: USUAL_MINUTES,
    pass_percent: 60,
    attempts: 1,
    departments: [],
    disclosure: "submitted",
  };
}

/** Return what the boxes of a test say that is there. */
export function toFields({ test }: ListedTest): TestFields {
  return {
    name: test.name,
    paper_id: test.paper_id,
    opens_at: dayjs(test.opens_at).format(BOX),
    closes_at: dayjs(test.closes_at).format(BOX),
    minutes: test.minutes ?? null,
    pass_percent: test.pass_percent,
    attempts: test.attempts,
    departments: test.departments,
    disclosure: test.disclosure,
  };
}

/** Return what is sent: moments with their zone, whatever the server's is. */
export function fromFields(fields: TestFields): NewTest {
  return {
    ...fields,
    name: fields.name.trim(),
    opens_at: dayjs(fields.opens_at).toISOString(),
    closes_at: dayjs(fields.closes_at).toISOString(),
  };
}
