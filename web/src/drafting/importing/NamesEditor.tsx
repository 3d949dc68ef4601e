import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "../Drafting.module.css";
import { INDICATOR_NAMES } from "../IndicatorNames";

interface NamesEditorProps {
  /** What labels of rows mean, by label. */
  names: Record<string, string>;
  onChange: (names: Record<string, string>) => void;
}

/** Says what names in the rows of a file mean, where they are called otherwise in the catalogue. */
export function NamesEditor({ names, onChange }: NamesEditorProps) {
  const { t } = useTranslation("drafting");
  const [label, setLabel] = useState("");
  const [meaning, setMeaning] = useState("");
  const add = (): void => {
    onChange({ ...names, [label.trim()]: meaning.trim() });
    setLabel("");
    setMeaning("");
  };
  return (
    <section className={styles.panel}>
      <h4 className={styles.sub}>{t("names.title")}</h4>
      <p className={styles.soft}>{t("names.note")}</p>
      <ul className={styles.list}>
        {Object.entries(names).map(([each, said]) => (
          <li key={each} className={styles.tools}>
            <span>
              {each} → {said}
            </span>
            <Button
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t("names.remove", { name: each })}
              onClick={() => onChange(Object.fromEntries(Object.entries(names).filter(([other]) => other !== each)))}
            />
          </li>
        ))}
      </ul>
      <div className={styles.tools}>
        <Input
          className={styles.search}
          value={label}
          aria-label={t("names.label")}
          placeholder={t("names.label")}
          onChange={({ target }) => setLabel(target.value)}
        />
        <Input
          className={styles.search}
          value={meaning}
          list={INDICATOR_NAMES}
          aria-label={t("names.meaning")}
          placeholder={t("names.meaning")}
          onChange={({ target }) => setMeaning(target.value)}
        />
        <Button icon={<PlusOutlined aria-hidden />} disabled={!label.trim() || !meaning.trim()} onClick={add}>
          {t("names.add")}
        </Button>
      </div>
    </section>
  );
}
