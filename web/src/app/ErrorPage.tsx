import { Button, Result } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";

import { ApiFailure } from "../api/failure";

/** What stands in place of a page that broke. */
export function ErrorPage() {
  const error = useRouteError();
  const { t } = useTranslation();
  const reload = (
    <Button type="primary" onClick={() => location.reload()}>
      {t("reload")}
    </Button>
  );
  if (error instanceof ApiFailure) {
    return <Notice status="warning" title={error.message} hint={error.hint} action={reload} />;
  }
  // A part of the page that could not be fetched is no fault of the person or the program.
  const isOutdated = error instanceof TypeError && /import|module|fetch/i.test(error.message);
  const words = isOutdated ? "outdated" : "broken";
  return <Notice status="warning" title={t(`${words}.title`)} hint={t(`${words}.hint`)} action={reload} />;
}

/** What stands at an address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Notice status="info" title={t("not_found.title")} hint={t("not_found.hint")} action={<BackToChat />} />
  );
}

/** What stands in place of a page that the person's roles do not open. */
export function NotPermitted() {
  const { t } = useTranslation();
  return (
    <Notice
      status="info"
      title={t("not_permitted.title")}
      hint={t("not_permitted.hint")}
      action={<BackToChat />}
    />
  );
}

interface NoticeProps {
  status: "info" | "warning";
  title: string;
  hint: string;
  action: ReactNode;
}

function Notice({ status, title, hint, action }: NoticeProps) {
  return <Result status={status} title={<h1 className="result-title">{title}</h1>} subTitle={hint} extra={action} />;
}

function BackToChat() {
  const { t } = useTranslation();
  return <Link to="/">{t("back_to_chat")}</Link>;
}
