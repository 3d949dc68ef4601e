import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Input, Select } from "antd";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { Job, TemplateInfo } from "../../api/records";
import drafting from "../Drafting.module.css";
import { LibraryChoice } from "../LibraryChoice";
import { optionsQuery } from "../queries";
import { Word } from "../Word";
import { PreflightList } from "./PreflightList";
import styles from "./Reports.module.css";
import { isSame, PROFILES, ROUNDINGS, toRequest, type Wanted } from "./requesting";

interface RequestFormProps {
  template: TemplateInfo;
  wanted: Wanted;
  onChange: (change: Partial<Wanted>) => void;
  onBegun: (job: Job) => void;
}

/** What a template has to be told, how it then stands, and the report. */
export function RequestForm({ template, wanted, onChange, onBegun }: RequestFormProps) {
  const { t } = useTranslation("drafting");
  const request = toRequest(template, wanted);
  const { data: options } = useQuery(optionsQuery);
  const [areas, periods] = [useId(), useId()];
  const check = useMutation({
    mutationFn: (body: typeof request) => take(api.POST("/api/v1/reports/preflight", { body })),
  });
  const render = useMutation({
    mutationFn: (isDraft: boolean) => take(api.POST("/api/v1/reports", { body: { ...request, is_draft: isDraft } })),
    onSuccess: onBegun,
  });
  const found = check.data && isSame(check.variables, request) ? check.data : undefined;
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    // It is scrolled to, and read out.
    if (check.isSuccess) list.current?.focus();
  }, [check.isSuccess, check.data]);
  const isEnough = request.area !== "" && request.period !== "";
  const problem = check.error ?? render.error;
  return (
    <form
      className={drafting.panel}
      onSubmit={(event) => {
        event.preventDefault();
        if (isEnough) check.mutate(request);
      }}
    >
      <h2 className={drafting.sub}>{t("report.ask", { name: template.name })}</h2>
      <div className={styles.words}>
        <LibraryChoice value={wanted.library} hasAll onChange={(library) => onChange({ library })} />
        <Word label={t("ledger.area")} value={wanted.area} list={areas} placeholder={t("report.area_example")} onChange={(area) => onChange({ area })} />
        <Word label={t("ledger.period")} value={wanted.period} list={periods} placeholder={t("report.period_example")} onChange={(period) => onChange({ period })} />
        <datalist id={areas}>{options?.areas.map(({ name }) => <option key={name} value={name} />)}</datalist>
        <datalist id={periods}>
          {options?.periods.toReversed().map(({ key, name }) => <option key={key} value={name} />)}
        </datalist>
      </div>
      {template.fields.length > 0 && (
        <>
          <p className={drafting.note}>{t("report.fields_note")}</p>
          <div className={styles.fields}>
            {template.fields.map((name) => (
              <Text
                key={name}
                label={name}
                value={wanted.fields[name] ?? ""}
                onChange={(text) => onChange({ fields: { ...wanted.fields, [name]: text } })}
              />
            ))}
          </div>
        </>
      )}
      <Options wanted={wanted} onChange={onChange} />
      {problem && <Alert className={drafting.above} type="error" showIcon title={asFailure(problem).advice} />}
      <div className={drafting.buttons}>
        <Button htmlType="submit" type={found ? "default" : "primary"} disabled={!isEnough} loading={check.isPending}>
          {t("report.check")}
        </Button>
        {!isEnough && <span className={drafting.soft}>{t("report.not_enough")}</span>}
      </div>
      {found && (
        <section ref={list} tabIndex={-1} aria-label={t("preflight.title")}>
          <PreflightList report={found} />
          <div className={drafting.buttons}>
            <Button
              type="primary"
              disabled={!found.is_ready}
              loading={render.isPending && !render.variables}
              onClick={() => render.mutate(false)}
            >
              {t("report.make")}
            </Button>
            {!found.is_ready && found.can_draft && (
              <Button loading={render.isPending && render.variables} onClick={() => render.mutate(true)}>
                {t("report.make_draft")}
              </Button>
            )}
          </div>
        </section>
      )}
    </form>
  );
}

function Options({ wanted, onChange }: Pick<RequestFormProps, "wanted" | "onChange">) {
  const { t } = useTranslation("drafting");
  const [profile, rounding] = [useId(), useId()];
  return (
    <details className={styles.options}>
      <summary>{t("report.options")}</summary>
      <div className={styles.words}>
        <div className={drafting.word}>
          <label htmlFor={profile}>{t("report.profile")}</label>
          <Select
            id={profile}
            value={wanted.profile}
            options={PROFILES.map((value) => ({ value, label: t(`profile.${value || "own"}`) }))}
            onChange={(value) => onChange({ profile: value })}
          />
        </div>
        <div className={drafting.word}>
          <label htmlFor={rounding}>{t("report.rounding")}</label>
          <Select
            id={rounding}
            value={wanted.rounding}
            options={ROUNDINGS.map((value) => ({ value, label: t(`rounding.${value}`) }))}
            onChange={(value) => onChange({ rounding: value })}
          />
        </div>
      </div>
      <Checkbox
        checked={wanted.source_table}
        onChange={({ target }) => onChange({ source_table: target.checked })}
      >
        {t("report.source_table")}
      </Checkbox>
    </details>
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** A box that grows with its lines. */
function Text({ label, value, onChange }: TextProps) {
  const id = useId();
  return (
    <div className={drafting.word}>
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        rows={1}
        className={styles.text}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
