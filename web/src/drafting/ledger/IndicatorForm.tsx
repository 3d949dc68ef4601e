import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Drawer, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { Indicator } from "../../api/records";
import styles from "../Drafting.module.css";
import { DIRECTIONS, fromFields, type IndicatorFields, KINDS, ROLL_UPS, toFields } from "./defining";

const EARLIEST_YEAR = 1949;
const LATEST_YEAR = 2999;
const MOST_DECIMALS = 6;

/** Changes an entry of the catalogue, or adds one. */
export function IndicatorForm({ indicator, onClose }: { indicator: Indicator; onClose: () => void }) {
  const { t } = useTranslation(["drafting", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const isNew = indicator.code === "";
  const save = useMutation({
    mutationFn: (fields: IndicatorFields) => take(api.PUT("/api/v1/catalogue", { body: fromFields(fields) })),
    onSuccess: () => {
      void message.success(t("indicator.saved"));
      void queries.invalidateQueries({ queryKey: ["catalogue"] });
      void queries.invalidateQueries({ queryKey: ["indicators"] });
      onClose();
    },
  });
  const number = (
    <InputNumber<string> stringMode controls={false} className={styles.whole} />
  );
  const year = (
    <InputNumber min={EARLIEST_YEAR} max={LATEST_YEAR} precision={0} controls={false} className={styles.whole} />
  );
  return (
    <Drawer
      open
      size="min(40rem, 100vw)"
      title={isNew ? t("indicator.new") : indicator.group + indicator.name}
      closable={{ "aria-label": t("common:close") }}
      onClose={onClose}
    >
      <Form<IndicatorFields>
        layout="vertical"
        initialValues={toFields(indicator)}
        onFinish={(fields) => save.mutate({ ...indicator, ...fields })}
      >
        <div className={styles.grid}>
          <Form.Item name="group" label={t("indicator.group")} extra={t("indicator.group_note")} rules={[required(t("indicator.required"))]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="name" label={t("indicator.name")} rules={[required(t("indicator.required"))]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="code" label={t("indicator.code")} extra={t("indicator.code_note")} rules={[required(t("indicator.required"))]}>
            <Input maxLength={100} disabled={!isNew} />
          </Form.Item>
          <Form.Item name="unit" label={t("indicator.unit")}>
            <Input maxLength={20} />
          </Form.Item>
        </div>
        <Form.Item name="name_is_full" valuePropName="checked">
          <Checkbox>{t("indicator.name_is_full")}</Checkbox>
        </Form.Item>
        <Form.Item name="aliases" label={t("indicator.aliases")} extra={t("indicator.aliases_note")}>
          <Input />
        </Form.Item>
        <Form.Item name="scope" label={t("indicator.scope")}>
          <Input />
        </Form.Item>
        <div className={styles.grid}>
          <Form.Item name="kind" label={t("indicator.kind")}>
            <Select options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
          </Form.Item>
          <Form.Item name="direction" label={t("indicator.direction")}>
            <Select options={DIRECTIONS.map((value) => ({ value, label: t(`direction.${value}`) }))} />
          </Form.Item>
          <Form.Item name="roll_up" label={t("indicator.roll_up")}>
            <Select options={ROLL_UPS.map((value) => ({ value, label: t(`roll_up.${value}`) }))} />
          </Form.Item>
          <Form.Item name="weight" label={t("indicator.weight")} extra={t("indicator.weight_note")}>
            <Input />
          </Form.Item>
        </div>
        <Form.Item name="formula" label={t("indicator.formula")} extra={t("indicator.formula_note")}>
          <Input />
        </Form.Item>
        <div className={styles.grid}>
          <Form.Item name="decimals" label={t("indicator.decimals")} rules={[{ required: true, message: t("indicator.required") }]}>
            <InputNumber min={0} max={MOST_DECIMALS} precision={0} className={styles.whole} />
          </Form.Item>
          <Form.Item name="department" label={t("indicator.department")}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="minimum" label={t("indicator.minimum")}>
            {number}
          </Form.Item>
          <Form.Item name="maximum" label={t("indicator.maximum")}>
            {number}
          </Form.Item>
          <Form.Item name={["alert", "below"]} label={t("indicator.below")}>
            {number}
          </Form.Item>
          <Form.Item name={["alert", "above"]} label={t("indicator.above")}>
            {number}
          </Form.Item>
          <Form.Item name={["alert", "change"]} label={t("indicator.change")} extra={t("indicator.change_note")}>
            {number}
          </Form.Item>
          <Form.Item name="valid_from" label={t("indicator.valid_from")}>
            {year}
          </Form.Item>
          <Form.Item name="valid_until" label={t("indicator.valid_until")}>
            {year}
          </Form.Item>
        </div>
        {save.error && <Alert className={styles.above} type="error" showIcon title={asFailure(save.error).advice} />}
        <div className={styles.buttons}>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t("common:save")}
          </Button>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          {!isNew && <StrikeButton indicator={indicator} onDone={onClose} />}
        </div>
      </Form>
    </Drawer>
  );
}

function StrikeButton({ indicator, onDone }: { indicator: Indicator; onDone: () => void }) {
  const { t } = useTranslation(["drafting", "common"]);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const strike = useMutation({
    mutationFn: () =>
      take(
        api.DELETE("/api/v1/catalogue/{code}", {
          params: { path: { code: indicator.code }, query: { valid_from: indicator.valid_from } },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["catalogue"] });
      void message.success(t("indicator.struck"));
      onDone();
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const ask = (): void => {
    modal.confirm({
      title: t("indicator.strike_title", { name: indicator.group + indicator.name }),
      content: t("indicator.strike_note"),
      okText: t("indicator.strike"),
      cancelText: t("common:cancel"),
      onOk: () => strike.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <Button danger className={styles.right} loading={strike.isPending} onClick={ask}>
      {t("indicator.strike")}
    </Button>
  );
}

function required(message: string) {
  return { required: true, whitespace: true, message };
}
