import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { ShownEntry } from "../../api/records";
import { usePermission } from "../../api/session";
import { Loading } from "../../app/Loading";
import { showMoment } from "../../app/moments";
import { StateTag, type Tone } from "../../app/StateTag";
import { sourcePath } from "../../chat/source/opened";
import styles from "../Drafting.module.css";
import { historyQuery, seriesQuery } from "../queries";
import { comparable } from "./chart";
import { SeriesChart } from "./SeriesChart";

const TONES: Record<ShownEntry["entry"]["state"], Tone> = { current: "good", replaced: "plain", withdrawn: "look" };

/** All that is known of a value: where it comes from, what it was, how it went over time. */
export function ValueSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(["drafting", "common"]);
  const history = useQuery(historyQuery(id));
  const newest = history.data?.[0];
  return (
    <Drawer
      open
      size="min(34rem, 100vw)"
      title={newest ? newest.entry.figure.name : t("value.title")}
      closable={{ "aria-label": t("common:close") }}
      onClose={onClose}
    >
      {history.error && <Alert type="error" showIcon title={asFailure(history.error).advice} />}
      {history.isPending && <Loading />}
      {newest && (
        <>
          <Facts shown={newest} onClose={onClose} />
          <Course shown={newest} />
          <h3 className={styles.heading}>{t("value.history")}</h3>
          <ol className={styles.list}>
            {history.data?.map((shown) => (
              <li key={shown.entry.id} className={styles.line}>
                <div>
                  <strong>{shown.text}</strong>{" "}
                  <StateTag tone={TONES[shown.entry.state]}>{t(`value.state.${shown.entry.state}`)}</StateTag>
                </div>
                <div className={styles.soft}>
                  <div>{shown.source}</div>
                  <div>{byWhom(t("value.entered"), shown.entry.entered_by, shown.entry.entered_at)}</div>
                  {shown.entry.closed_at && (
                    <div>
                      {byWhom(
                        t(`value.closed.${shown.entry.state === "withdrawn" ? "withdrawn" : "replaced"}`),
                        shown.entry.closed_by,
                        shown.entry.closed_at,
                      )}
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
    </Drawer>
  );
}

function Facts({ shown, onClose }: { shown: ShownEntry; onClose: () => void }) {
  const { t } = useTranslation("drafting");
  const { figure, library, state } = shown.entry;
  const isDrafter = usePermission("draft");
  const facts: [string, string][] = [
    [t("ledger.area"), figure.area],
    [t("ledger.period"), shown.period],
    [t("ledger.value"), shown.text],
    [t("value.scope"), figure.scope],
    [t("filter.library"), library],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, said]) => said)
          .map(([name, said]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        <div>
          <dt>{t("ledger.source")}</dt>
          <dd>
            <Source shown={shown} />
          </dd>
        </div>
      </dl>
      {isDrafter && state === "current" && <WithdrawButton shown={shown} onDone={onClose} />}
    </>
  );
}

/** Where a value comes from; a document of the library can be opened there. */
function Source({ shown }: { shown: ShownEntry }) {
  const { t } = useTranslation("drafting");
  const { source } = shown.entry.figure;
  if (source && "revision_id" in source) {
    const { revision_id: revision, start, end, page = null } = source;
    return <Link to={sourcePath({ revision, start, end, page })}>{shown.source}</Link>;
  }
  return shown.source || t("value.no_source");
}

function WithdrawButton({ shown, onDone }: { shown: ShownEntry; onDone: () => void }) {
  const { t } = useTranslation(["drafting", "common"]);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/v1/indicators/{entry_id}", { params: { path: { entry_id: shown.entry.id } } })),
    onSuccess: () => {
      void message.success(t("value.withdrawn"));
      void queries.invalidateQueries({ queryKey: ["indicators"] });
      onDone();
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const ask = (): void => {
    modal.confirm({
      title: t("value.withdraw_title"),
      content: t("value.withdraw_note"),
      okText: t("value.withdraw"),
      cancelText: t("common:cancel"),
      onOk: () => withdraw.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <Button icon={<DeleteOutlined aria-hidden />} loading={withdraw.isPending} onClick={ask}>
      {t("value.withdraw")}
    </Button>
  );
}

/** How an indicator of an area went over time. */
function Course({ shown }: { shown: ShownEntry }) {
  const { t } = useTranslation("drafting");
  const { figure, library } = shown.entry;
  const series = useQuery(seriesQuery({ indicator: figure.code || figure.name, area: figure.area, library }));
  if (!series.data) return null;
  const points = comparable(series.data, figure.period?.kind, figure.scope);
  if (points.length < 2) return null;
  return (
    <section>
      <h3 className={styles.heading}>{t("series.title")}</h3>
      <SeriesChart name={figure.area + figure.name} points={points} />
    </section>
  );
}

function byWhom(what: string, who: string, when: string): string {
  return [what, who, showMoment(when)].filter(Boolean).join(" ");
}
