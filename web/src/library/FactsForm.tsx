import { useQuery } from "@tanstack/react-query";
import { App, AutoComplete, Button, Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";

import type { DocumentSheet, Metadata } from "../api/records";
import { categoriesQuery } from "../chat/queries";
import styles from "./DocumentPage.module.css";
import { changesOf } from "./facts";
import { useMarking } from "./useMarking";
import { VALIDITIES } from "./validity";

type Day = "issued_on" | "effective_on" | "repealed_on";

interface Fields extends Omit<Metadata, Day>, Record<Day, Dayjs | null> {
  confirm: boolean;
}

const WORD_CHARACTERS = 200;
const DAY = "YYYY-MM-DD";
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2100;

interface FactsFormProps {
  sheet: DocumentSheet;
  onClose: () => void;
}

/** Says by hand what is known of a document. */
export function FactsForm({ sheet, onClose }: FactsFormProps) {
  const { t } = useTranslation(["library", "common"]);
  const { modal } = App.useApp();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const [form] = Form.useForm<Fields>();
  const marking = useMarking(sheet.id);
  const { metadata, marked } = sheet;

  const save = ({ confirm, ...fields }: Fields): void => {
    const marks = { ...changesOf(metadata, readFields(fields)), ...(confirm && { confirm }) };
    marking.mutate({ marks, told: t("form.saved") }, { onSuccess: onClose });
  };
  const reset = (): void => {
    modal.confirm({
      title: t("form.reset_title"),
      content: t("form.reset_note"),
      okText: t("form.reset"),
      cancelText: t("common:cancel"),
      onOk: () =>
        marking
          .mutateAsync({ marks: { reset: true }, told: t("form.saved") })
          .then(onClose)
          .catch(() => undefined),
    });
  };
  return (
    <Modal
      open
      width="min(48rem, 96vw)"
      title={t("form.title")}
      onCancel={onClose}
      footer={
        <div className={styles.footer}>
          {marked.length > 0 && <Button onClick={reset}>{t("form.reset")}</Button>}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="primary" loading={marking.isPending} onClick={form.submit}>
            {t("common:save")}
          </Button>
        </div>
      }
    >
      <Form<Fields> form={form} layout="vertical" className={styles.form} initialValues={asFields(metadata)} onFinish={save}>
        <Form.Item name="title" label={t("document.field.title")} className={styles.whole}>
          <Input.TextArea maxLength={WORD_CHARACTERS} />
        </Form.Item>
        <Word name="document_number" />
        <Word name="issuing_authority" hint={t("form.authority_hint")} />
        <DayField name="issued_on" />
        <DayField name="effective_on" />
        <Form.Item name="validity" label={t("document.field.validity")}>
          <Select options={VALIDITIES.map((value) => ({ value, label: t(`common:validity.${value}`) }))} />
        </Form.Item>
        <DayField name="repealed_on" />
        <Word name="replaced_by" hint={t("form.replaced_hint")} />
        <Form.Item name="category" label={t("document.field.category")}>
          <AutoComplete options={categories.map((value) => ({ value }))} maxLength={WORD_CHARACTERS} />
        </Form.Item>
        <Word name="kind" />
        <Word name="region" />
        <Form.Item name="year" label={t("document.field.year")}>
          <InputNumber min={EARLIEST_YEAR} max={LATEST_YEAR} precision={0} controls={false} className={styles.wide} />
        </Form.Item>
        <Form.Item name="confirm" valuePropName="checked" className={styles.whole}>
          <Checkbox>{t("form.confirm")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Word({ name, hint }: { name: "document_number" | "issuing_authority" | "replaced_by" | "kind" | "region"; hint?: string }) {
  const { t } = useTranslation("library");
  return (
    <Form.Item name={name} label={t(`document.field.${name}`)} extra={hint}>
      <Input maxLength={WORD_CHARACTERS} />
    </Form.Item>
  );
}

function DayField({ name }: { name: Day }) {
  const { t } = useTranslation("library");
  return (
    <Form.Item name={name} label={t(`document.field.${name}`)}>
      <DatePicker className={styles.wide} />
    </Form.Item>
  );
}

function asFields(metadata: Metadata): Fields {
  const { issued_on, effective_on, repealed_on } = metadata;
  const asDay = (day: string | null | undefined): Dayjs | null => (day ? dayjs(day) : null);
  return {
    ...metadata,
    issued_on: asDay(issued_on),
    effective_on: asDay(effective_on),
    repealed_on: asDay(repealed_on),
    confirm: true,
  };
}

function readFields(fields: Omit<Fields, "confirm">): Metadata {
  return {
    ...fields,
    title: fields.title.replaceAll("\n", "").trim(),
    issued_on: fields.issued_on?.format(DAY) ?? null,
    effective_on: fields.effective_on?.format(DAY) ?? null,
    repealed_on: fields.repealed_on?.format(DAY) ?? null,
  };
}
