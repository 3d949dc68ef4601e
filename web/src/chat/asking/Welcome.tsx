import Prompts from "@ant-design/x/es/prompts";
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { usePermission } from "../../api/session";
import { examplesQuery, librariesQuery } from "../queries";
import styles from "./Welcome.module.css";

interface WelcomeProps {
  library: string | null;
  onAsk: (question: string) => void;
}

/** What stands where nothing has been asked yet: what this is, and questions that can be answered. */
export function Welcome({ library, onAsk }: WelcomeProps) {
  const { t } = useTranslation("chat");
  const { data: libraries = [] } = useQuery(librariesQuery);
  const isEmpty = libraries.length > 0 && libraries.every(({ documents }) => documents === 0);
  const mayKeep = usePermission("keep");
  const { data: examples = [] } = useQuery(examplesQuery(library));
  return (
    <div className={styles.welcome}>
      <h1>{t("welcome.title")}</h1>
      <p>{t("welcome.intro")}</p>
      {isEmpty && (
        <Alert
          type="info"
          showIcon
          title={t("welcome.empty")}
          description={t(mayKeep ? "welcome.empty_keeper" : "welcome.empty_reader")}
          action={mayKeep && <Link to="/uploads">{t("welcome.upload")}</Link>}
        />
      )}
      {examples.length > 0 && <h2>{t("welcome.examples")}</h2>}
      <Questions questions={examples} onAsk={onAsk} />
    </div>
  );
}

/** Questions, each of which is asked by a click. */
export function Questions({ questions, onAsk }: { questions: string[]; onAsk: (question: string) => void }) {
  return (
    <Prompts
      wrap
      items={questions.map((question) => ({
        key: question,
        // The library's own items cannot be reached by keyboard; a click on the button reaches the item.
        description: (
          <button type="button" className={styles.question}>
            {question}
          </button>
        ),
      }))}
      classNames={{ item: styles.item }}
      onItemClick={({ data }) => onAsk(data.key)}
    />
  );
}
