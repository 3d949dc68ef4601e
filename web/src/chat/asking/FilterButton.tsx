import { FilterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, Form, Input, InputNumber, Popover, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Filters } from "../../api/records";
import { useSession } from "../../api/session";
import { categoriesQuery } from "../queries";
import styles from "./Composer.module.css";
import { NO_FILTERS, summarize } from "./filters";

const EARLIEST_YEAR = 1949;
const LATEST_YEAR = 2100;
// 公文 of GB/T 9704 and what else counties keep; other words may be typed.
const KINDS = ["通知", "意见", "办法", "细则", "规定", "条例", "方案", "规划", "决定", "公告", "报告", "总结", "通报"];

interface FilterButtonProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** Where to look: library, category, 文种, region, year. */
export function FilterButton({ filters, onChange }: FilterButtonProps) {
  const { t } = useTranslation("chat");
  const [isOpen, setIsOpen] = useState(false);
  const summary = summarize(filters, t);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="topLeft"
      title={t("filters.title")}
      content={<FilterForm filters={filters} onChange={onChange} onClose={() => setIsOpen(false)} />}
    >
      <Button type="text" icon={<FilterOutlined aria-hidden />} aria-expanded={isOpen} className={styles.filter}>
        <span className={styles.summary}>{summary ? t("filters.some", { summary }) : t("filters.all")}</span>
      </Button>
    </Popover>
  );
}

function FilterForm({ filters, onChange, onClose }: FilterButtonProps & { onClose: () => void }) {
  const { t } = useTranslation(["chat", "common"]);
  const { libraries } = useSession();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
  return (
    <Form layout="vertical" className={styles.form} onFinish={onClose}>
      {libraries.length > 1 && (
        <Form.Item label={t("filters.library")} htmlFor="filter-library">
          <Select
            id="filter-library"
            allowClear
            placeholder={t("filters.any")}
            value={filters.library ?? null}
            options={libraries.map((library) => ({ value: library, label: library }))}
            onChange={(library: string | undefined) => set({ library: library ?? null })}
          />
        </Form.Item>
      )}
      <Form.Item label={t("filters.category")} htmlFor="filter-category">
        <Select
          id="filter-category"
          allowClear
          placeholder={t("filters.any")}
          value={filters.category ?? null}
          options={categories.map((category) => ({ value: category, label: category }))}
          onChange={(category: string | undefined) => set({ category: category ?? null })}
        />
      </Form.Item>
      <Form.Item label={t("filters.kind")} htmlFor="filter-kind">
        <AutoComplete
          id="filter-kind"
          allowClear
          placeholder={t("filters.kind_example")}
          value={filters.kind ?? ""}
          options={KINDS.map((kind) => ({ value: kind }))}
          showSearch={{ filterOption: true }}
          onChange={(kind: string | undefined) => set({ kind: kind ?? null })}
        />
      </Form.Item>
      <Form.Item label={t("filters.region")} htmlFor="filter-region">
        <Input
          id="filter-region"
          allowClear
          placeholder={t("filters.region_example")}
          value={filters.region ?? ""}
          onChange={({ target }) => set({ region: target.value || null })}
        />
      </Form.Item>
      <Form.Item label={t("filters.year")} htmlFor="filter-year">
        <InputNumber
          id="filter-year"
          min={EARLIEST_YEAR}
          max={LATEST_YEAR}
          precision={0}
          placeholder={t("filters.year_example")}
          value={filters.year ?? null}
          onChange={(year) => set({ year })}
        />
      </Form.Item>
      <div className={styles.buttons}>
        <Button onClick={() => onChange({ ...NO_FILTERS, in_force: filters.in_force })}>{t("filters.clear")}</Button>
        <Button type="primary" htmlType="submit">
          {t("common:confirm")}
        </Button>
      </div>
    </Form>
  );
}
