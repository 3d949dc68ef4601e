import { useTranslation } from "react-i18next";

import { ValidityTag } from "../../app/ValidityTag";
import { nameOf, type Passage, sectionOf } from "./place";
import styles from "./Passage.module.css";

/** Document, 文号, validity, section and page of a passage. */
export function PlaceLine({ passage }: { passage: Passage }) {
  const { t } = useTranslation();
  const section = sectionOf(passage);
  return (
    <span className={styles.place}>
      <span className={styles.title}>
        {nameOf(passage)} <ValidityTag validity={passage.validity} />
      </span>
      <span className={styles.where}>
        {[passage.document_number, section, passage.page && t("page_number", { page: passage.page })]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </span>
  );
}
