import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import type { Asked } from "../../api/records";
import styles from "./Attempt.module.css";
import { BLANK, splitStem } from "./stem";

/** What is asked, with its blanks as people see them and as they are read out. */
export function Stem({ asked: { kind, stem } }: { asked: Pick<Asked, "kind" | "stem"> }) {
  const { t } = useTranslation("learning");
  const isFilled = kind === "fill_blank";
  return splitStem(stem).map((part, index) => (
    // Parts have no name but their place.
    <Fragment key={index}>
      {index > 0 &&
        (isFilled ? (
          <span className={styles.gap}>{t("attempt.gap", { number: index })}</span>
        ) : (
          <>
            <span aria-hidden>{BLANK}</span>
            <span className="visually-hidden">{t("attempt.space")}</span>
          </>
        ))}
      {part}
    </Fragment>
  ));
}
