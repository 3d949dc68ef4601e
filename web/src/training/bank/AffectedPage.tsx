import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { Shown } from "../../learning/Shown";
import styles from "./Bank.module.css";
import { affectedQuery } from "./queries";

/** Items that were withdrawn since their source changed, with what could stand in their place. */
export function Component() {
  const { t } = useTranslation("training");
  return (
    <Page
      title={t("affected.title")}
      intro={t("affected.intro")}
      actions={<Link to="/training">{t("item.to_bank")}</Link>}
    >
      <Shown query={useQuery(affectedQuery)} none={t("affected.none")} noneNote={t("affected.none_hint")}>
        {(found) => (
          <ul className={drafting.list}>
            {found.map(({ item, change, message, proposal }) => (
              <li key={item.id} className={drafting.card}>
                <Link to={`/training/items/${item.id}`}>{item.stem}</Link>
                <p>
                  <strong>{t(`action.${change}`)}：</strong>
                  {message}
                </p>
                {proposal && (
                  <p className={styles.part}>
                    {t("affected.proposal")}：<Link to={`/training/items/${proposal.id}`}>{proposal.stem}</Link>
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Page>
  );
}
