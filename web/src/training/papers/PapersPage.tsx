import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { showMoment } from "../../app/moments";
import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import styles from "../../learning/Learning.module.css";
import { Shown } from "../../learning/Shown";
import { TrainingTabs } from "../TrainingTabs";
import { lettersOf } from "./blueprint";
import { BlueprintForm } from "./BlueprintForm";
import { papersQuery } from "./queries";

/** The papers that were made, and a new one. */
export function Component() {
  const { t } = useTranslation("papers");
  const navigate = useNavigate();
  const [read] = useAddress<"new">();
  if (read("new")) {
    return (
      <Page
        title={t("blueprint.title")}
        intro={t("blueprint.intro")}
        actions={<Button onClick={() => void navigate("/training/papers")}>{t("blueprint.back")}</Button>}
      >
        <TrainingTabs current="papers" />
        <BlueprintForm />
      </Page>
    );
  }
  return (
    <Page
      title={t("papers.title")}
      intro={t("papers.intro")}
      actions={
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => void navigate("/training/papers?new=1")}
        >
          {t("papers.new")}
        </Button>
      }
    >
      <TrainingTabs current="papers" />
      <PaperList />
    </Page>
  );
}

function PaperList() {
  const { t } = useTranslation("papers");
  return (
    <Shown query={useQuery(papersQuery)} none={t("papers.none")} noneNote={t("papers.none_note")}>
      {(papers) => (
        <ul className={styles.list}>
          {papers.map(({ id, name, library, questions, points, versions, created_at, created_by, tests }) => (
            <li key={id} className={styles.line}>
              <Link to={`/training/papers/${id}`}>{name}</Link>
              <span>
                {t("papers.facts", {
                  questions,
                  points: Number(points),
                  versions: t("papers.version", { letters: lettersOf(versions).join("、") }),
                  library,
                })}
              </span>
              <span className={styles.soft}>
                {t("papers.made", { moment: showMoment(created_at), by: created_by })}
                {tests > 0 && ` · ${t("papers.used", { count: tests })}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
