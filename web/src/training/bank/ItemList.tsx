import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ItemView } from "../../api/records";
import drafting from "../../drafting/Drafting.module.css";
import { PageButtons } from "../../drafting/PageButtons";
import styles from "./Bank.module.css";
import { DecisionButtons } from "./DecisionButtons";
import { ItemFacts } from "./ItemFacts";

interface ItemListProps {
  views: readonly ItemView[];
  total: number;
  page: number;
  pageSize: number;
  onPage: (page: number) => void;
}

/** Items of the bank, to be opened, or chosen and decided on together. */
export function ItemList({ views, total, page, pageSize, onPage }: ItemListProps) {
  const { t } = useTranslation("training");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const here = views.map(({ item }) => item.id);
  const selected = chosen.filter((id) => here.includes(id));
  return (
    <>
      <p className={drafting.total} role="status">
        {t("bank.total", { count: total })}
      </p>
      <div className={drafting.panel}>
        <Checkbox
          checked={selected.length === here.length}
          indeterminate={selected.length > 0 && selected.length < here.length}
          onChange={({ target }) => setChosen(target.checked ? here : [])}
        >
          {t("bank.select_all")}
        </Checkbox>
        <ul className={drafting.list}>
          {views.map((view) => (
            <li key={view.item.id} className={styles.item}>
              <Checkbox
                aria-label={t("bank.select", { stem: view.item.stem })}
                checked={selected.includes(view.item.id)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...selected, view.item.id] : selected.filter((id) => id !== view.item.id))
                }
              />
              <div>
                <Link to={`/training/items/${view.item.id}`}>{view.item.stem}</Link>
                <ItemFacts view={view} />
              </div>
            </li>
          ))}
        </ul>
      </div>
      {selected.length > 0 && (
        <div className={drafting.bar} role="group" aria-label={t("bank.selected", { count: selected.length })}>
          <span>{t("bank.selected", { count: selected.length })}</span>
          <DecisionButtons ids={[...selected]} onDone={() => setChosen([])} />
          <Button type="text" onClick={() => setChosen([])}>
            {t("bank.unselect")}
          </Button>
        </div>
      )}
      <PageButtons total={total} page={page} pageSize={pageSize} onPage={onPage} />
    </>
  );
}
