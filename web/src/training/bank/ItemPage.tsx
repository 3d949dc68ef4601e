import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { asFailure } from "../../api/failure";
import { showMoment } from "../../app/moments";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { DecisionButtons } from "./DecisionButtons";
import { FlawList } from "./FlawList";
import { PartList, QuestionReasons, QuestionText } from "./ItemBody";
import { ItemFacts } from "./ItemFacts";
import { ItemForm } from "./ItemForm";
import { itemHistoryQuery, itemQuery } from "./queries";
import { RewordButton } from "./RewordButton";

/** One item: what it asks, why its key is right, what was done to it; changed and decided on here. */
export function Component() {
  const { t } = useTranslation(["training", "common"]);
  const { id = "" } = useParams();
  const { data: view, error } = useQuery(itemQuery(id));
  const { data: history = [] } = useQuery(itemHistoryQuery(id));
  const [isEditing, setIsEditing] = useState(false);
  return (
    <Page title={t(isEditing ? "form.edit_title" : "item.title")} actions={<Link to="/training">{t("item.to_bank")}</Link>}>
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!view && !error && <Loading />}
      {view &&
        (isEditing ? (
          <ItemForm view={view} onDone={() => setIsEditing(false)} onClose={() => setIsEditing(false)} />
        ) : (
          <>
            <div className={drafting.panel}>
              <ItemFacts view={view} />
              {view.item.note && (
                <p>
                  {t("item.note")}：{view.item.note}
                </p>
              )}
              <QuestionText question={view.item} />
              <PartList parts={view.item.parts} />
              <QuestionReasons question={view.item} />
              <FlawList flaws={view.flaws} />
              <div className={drafting.buttons}>
                <DecisionButtons ids={[view.item.id]} state={view.item.state} />
                <Button onClick={() => setIsEditing(true)}>{t("item.edit")}</Button>
                <RewordButton view={view} />
              </div>
            </div>
            <h2 className={drafting.heading}>{t("item.history")}</h2>
            <ul className={drafting.list}>
              {history.map((change) => (
                <li key={`${change.at} ${change.action}`} className={drafting.line}>
                  {showMoment(change.at)} {change.by || t("item.program")} {t(`action.${change.action}`)}
                  {change.note && `：${change.note}`}
                  {change.before && <div className={drafting.soft}>{t("item.before", { stem: change.before.stem })}</div>}
                </li>
              ))}
            </ul>
          </>
        ))}
    </Page>
  );
}
