import { ExportOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { sourcePath } from "../../chat/source/opened";
import type { Evidence } from "../../api/records";
import styles from "./Attempt.module.css";

/** Where it stands what is right, with a way to the marked place in the source. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useTranslation("learning");
  if (evidence.length === 0) return null;
  return (
    <section aria-label={t("result.source")}>
      {evidence.map((each) => {
        const name = each.title ? `《${each.title}》` : each.document;
        return (
          <figure key={`${each.revision_id} ${each.entry_id} ${each.start}`} className={styles.evidence}>
            <blockquote>{each.text}</blockquote>
            <figcaption>
              {each.revision_id ? (
                <Link
                  to={sourcePath({ revision: each.revision_id, start: each.start, end: each.end, page: each.page ?? null })}
                  aria-label={t("result.open_source_of", { name })}
                >
                  <ExportOutlined aria-hidden /> {t("result.open_source")}
                </Link>
              ) : (
                t("result.ledger", { name })
              )}
              <span className={styles.soft}>
                {[each.revision_id && name, each.page && t("result.page", { page: each.page ?? null })]
                  .filter(Boolean)
                  .join(" ")}
              </span>
            </figcaption>
          </figure>
        );
      })}
    </section>
  );
}
