import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Form, Input, InputNumber, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ListedTest, PaperInfo } from "../../api/records";
import { Loading } from "../../app/Loading";
import drafting from "../../drafting/Drafting.module.css";
import { departmentsQuery, papersQuery, saveTest, testsQuery } from "../papers/queries";
import { fromFields, newFields, type TestFields, toFields } from "./testing";

const DISCLOSURES = ["at_once", "submitted", "closed"] as const;
const MOST_MINUTES = 600;
const MOST_ATTEMPTS = 100;

interface TestFormProps {
  /** The test to be changed; undefined for a new one. */
  listed: ListedTest | undefined;
  /** Id of the paper that a new one begins with; "" for none. */
  paper: string;
  onClose: () => void;
}

/** Sets a test, or changes one. */
export function TestForm(properties: TestFormProps) {
  const { t } = useTranslation(["papers", "common"]);
  // The paper that was just made is not among those that were listed before.
  const { data: papers, error, isFetchedAfterMount } = useQuery(papersQuery);
  return (
    <Drawer
      open
      size="min(40rem, 100vw)"
      title={t(properties.listed ? "form.edit" : "form.new")}
      closable={{ "aria-label": t("common:close") }}
      onClose={properties.onClose}
    >
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {papers && isFetchedAfterMount ? <Fields {...properties} papers={papers} /> : !error && <Loading />}
    </Drawer>
  );
}

function Fields({ listed, paper, papers, onClose }: TestFormProps & { papers: PaperInfo[] }) {
  const { t } = useTranslation(["papers", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: departments = [] } = useQuery(departmentsQuery);
  const save = useMutation({
    mutationFn: (fields: TestFields) => saveTest(listed?.test.id ?? "", fromFields(fields)),
    onSuccess: () => {
      void message.success(t("form.saved"));
      void queries.invalidateQueries({ queryKey: testsQuery.queryKey });
      onClose();
    },
  });
  const required = { required: true, message: t("form.required") };
  const chosen = papers.find(({ id }) => id === paper);
  return (
    <Form<TestFields>
      layout="vertical"
      initialValues={listed ? toFields(listed) : newFields(chosen?.id ?? "", chosen?.name ?? "")}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Form.Item name="name" label={t("form.name")} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="paper_id" label={t("form.paper")} rules={[required]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={papers.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <div className={drafting.grid}>
        <Form.Item name="opens_at" label={t("form.opens")} rules={[required]}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item
          name="closes_at"
          label={t("form.closes")}
          dependencies={["opens_at"]}
          rules={[
            required,
            ({ getFieldValue }) => ({
              validator: (_, closes: string) =>
                closes > (getFieldValue("opens_at") as string)
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("form.late"))),
            }),
          ]}
        >
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="minutes" label={t("form.minutes")} extra={t("form.minutes_note")}>
          <InputNumber min={1} max={MOST_MINUTES} precision={0} controls={false} className={drafting.whole} />
        </Form.Item>
        <Form.Item name="pass_percent" label={t("form.pass")} rules={[required]}>
          <InputNumber min={0} max={100} precision={0} controls={false} className={drafting.whole} />
        </Form.Item>
        <Form.Item name="attempts" label={t("form.attempts")} rules={[required]}>
          <InputNumber min={1} max={MOST_ATTEMPTS} precision={0} controls={false} className={drafting.whole} />
        </Form.Item>
      </div>
      <Form.Item name="departments" label={t("form.departments")} extra={t("form.departments_note")}>
        <Select
          mode="multiple"
          allowClear={false}
          options={departments.map((department) => ({ value: department, label: department }))}
        />
      </Form.Item>
      <Form.Item name="disclosure" label={t("form.disclosure")}>
        <Radio.Group options={DISCLOSURES.map((each) => ({ value: each, label: t(`form.disclosures.${each}`) }))} />
      </Form.Item>
      {save.error && (
        <Alert className={drafting.above} type="error" showIcon title={asFailure(save.error).advice} />
      )}
      <div className={drafting.buttons}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("common:save")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
    </Form>
  );
}
