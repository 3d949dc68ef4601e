import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Page } from "../app/Page";
import drafting from "../drafting/Drafting.module.css";
import { useAddress } from "../library/address";
import { HistoryList } from "./HistoryList";
import { PracticeForm } from "./PracticeForm";
import { RetryList } from "./RetryList";
import { TestList } from "./TestList";

const VIEWS = {
  tests: TestList,
  practice: PracticeForm,
  retries: RetryList,
  history: HistoryList,
} satisfies Record<string, ComponentType>;

type View = keyof typeof VIEWS;

const NAMES = Object.keys(VIEWS) as View[];

/** What there is to learn: tests, practice, what was answered wrongly, what was done before. */
export function Component() {
  const { t } = useTranslation("learning");
  const [read] = useAddress<"tab">();
  const view = NAMES.find((name) => name === read("tab")) ?? "tests";
  const Shown = VIEWS[view];
  return (
    <Page title={t("title")} intro={t("intro")}>
      <nav className={drafting.tabs} aria-label={t("views")}>
        {NAMES.map((name) => (
          <Link
            key={name}
            className={drafting.tab}
            aria-current={name === view ? "page" : undefined}
            to={name === "tests" ? "/learning" : `/learning?tab=${name}`}
          >
            {t(name)}
          </Link>
        ))}
      </nav>
      <Shown />
    </Page>
  );
}
