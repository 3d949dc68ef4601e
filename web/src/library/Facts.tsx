import { CheckOutlined, EditOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { DocumentSheet } from "../api/records";
import { usePermission } from "../api/session";
import { ValidityTag } from "../app/ValidityTag";
import styles from "./DocumentPage.module.css";
import { type Fact, FACTS, isOverruled, tell } from "./facts";
import { FactsForm } from "./FactsForm";
import { StateTag } from "../app/StateTag";
import { useMarking } from "./useMarking";
import { validityOn } from "./validity";

/** What is known of a document, where it comes from, and whether a person has looked at it. */
export function Facts({ sheet }: { sheet: DocumentSheet }) {
  const { t } = useTranslation("library");
  return (
    <>
      <Confirmation sheet={sheet} />
      <dl className={styles.facts}>
        {FACTS.map((fact) => (
          <div key={fact} className={styles.fact}>
            <dt>{t(`document.field.${fact}`)}</dt>
            <dd>
              <Value sheet={sheet} fact={fact} />
            </dd>
          </div>
        ))}
        <div className={styles.fact}>
          <dt>{t("document.field.library")}</dt>
          <dd>{sheet.library}</dd>
        </div>
        <div className={styles.fact}>
          <dt>{t("document.field.file")}</dt>
          <dd>{sheet.file}</dd>
        </div>
      </dl>
    </>
  );
}

function Value({ sheet, fact }: { sheet: DocumentSheet; fact: Fact }) {
  const { t } = useTranslation(["library", "common"]);
  const { metadata, proposed, marked } = sheet;
  const valueIn = (source: typeof metadata): string =>
    tell(source, fact, (validity) => t(`common:validity.${validity}`));
  return (
    <>
      {fact === "validity" ? (
        <ValidityTag validity={validityOn(metadata)} />
      ) : (
        valueIn(metadata) || <span className={styles.soft}>{t("document.nothing")}</span>
      )}
      {" "}
      {marked.includes(fact) && <StateTag tone="plain">{t("document.by_hand")}</StateTag>}
      {isOverruled(sheet, fact) && (
        <div className={styles.soft}>
          {valueIn(proposed) ? t("document.in_text", { value: valueIn(proposed) }) : t("document.in_text_none")}
        </div>
      )}
    </>
  );
}

/** Whether a person has found right what is known; the keeper may say so, or change it. */
function Confirmation({ sheet }: { sheet: DocumentSheet }) {
  const { t } = useTranslation("library");
  const isKeeper = usePermission("keep");
  const [isEditing, setIsEditing] = useState(false);
  const marking = useMarking(sheet.id);
  const isConfirmed = Boolean(sheet.confirmed_on);
  return (
    <>
      <Alert
        className={styles.confirmation}
        type={isConfirmed ? "success" : "warning"}
        showIcon
        title={
          isConfirmed
            ? t("document.confirmed", { name: sheet.confirmed_by, day: sheet.confirmed_on })
            : t("document.proposed")
        }
        description={
          isKeeper && (
            <>
              {!isConfirmed && <p className={styles.advice}>{t("document.ask_confirm")}</p>}
              <div className={styles.buttons}>
                <Button
                  type={isConfirmed ? "default" : "primary"}
                  icon={<CheckOutlined aria-hidden />}
                  loading={marking.isPending}
                  onClick={() => marking.mutate({ marks: { confirm: true }, told: t("document.confirmed_now") })}
                >
                  {t(isConfirmed ? "document.confirm_again" : "document.confirm")}
                </Button>
                <Button icon={<EditOutlined aria-hidden />} onClick={() => setIsEditing(true)}>
                  {t("document.edit")}
                </Button>
              </div>
            </>
          )
        }
      />
      {isEditing && <FactsForm sheet={sheet} onClose={() => setIsEditing(false)} />}
    </>
  );
}
