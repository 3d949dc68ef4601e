import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Empty, Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { asFailure } from "../../api/failure";
import type { Blueprint, Difficulty, ItemKind, Supply } from "../../api/records";
import { Loading } from "../../app/Loading";
import drafting from "../../drafting/Drafting.module.css";
import { LibraryChoice } from "../../drafting/LibraryChoice";
import { useLibraryChoice } from "../../drafting/useLibraryChoice";
import { DIFFICULTIES, lettersOf, pointsOf, type Row, supplyOf, toBlueprint, totalOf } from "./blueprint";
import styles from "./Papers.module.css";
import { checkBlueprint, makePaper, papersQuery, supplyQuery } from "./queries";

const MOST_VERSIONS = 4;
const MOST_COUNT = 500;
const MOST_POINTS = 100;

/** A 双向细目表 is filled in, checked against the bank, and becomes a paper. */
export function BlueprintForm() {
  const { t } = useTranslation("papers");
  const [library, setLibrary] = useLibraryChoice();
  const { data: supply, error } = useQuery(supplyQuery(library));
  return (
    <>
      <div className={drafting.targets}>
        <LibraryChoice label={t("blueprint.library")} value={library} onChange={setLibrary} />
      </div>
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!supply && !error && <Loading />}
      {supply?.length === 0 && (
        <Empty
          className={drafting.empty}
          description={
            <>
              <strong>{t("blueprint.empty")}</strong>
              <div>{t("blueprint.empty_note")}</div>
            </>
          }
        />
      )}
      {supply && supply.length > 0 && <Table key={library} library={library} supply={supply} />}
    </>
  );
}

function Table({ library, supply }: { library: string; supply: Supply[] }) {
  const { t } = useTranslation("papers");
  const id = useId();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const kinds = [...new Set(supply.map(({ kind }) => kind))];
  const [name, setName] = useState("");
  const [versions, setVersions] = useState(2);
  const [rows, setRows] = useState<Row[]>(() => kinds.map((kind, index) => newRow(index, kind, supply)));
  const [problem, setProblem] = useState("");
  const blueprint = toBlueprint(name, library, versions, rows);
  const check = useMutation({ mutationFn: (wanted: Blueprint) => checkBlueprint(wanted) });
  const make = useMutation({
    mutationFn: async (wanted: Blueprint) => {
      const shortages = await check.mutateAsync(wanted);
      return shortages.length === 0 ? makePaper(wanted) : null;
    },
    onSuccess: (paper) => {
      if (!paper) return;
      void queries.invalidateQueries({ queryKey: papersQuery.queryKey });
      void navigate(`/training/papers/${paper.id}`);
    },
  });
  const change = (next: Row[]): void => {
    setRows(next);
    // What was found out is of what was asked before.
    check.reset();
    make.reset();
  };
  const total = totalOf(rows);
  const failure = make.error ?? check.error;
  return (
    <form
      className={drafting.panel}
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(blueprint.name ? "" : t("blueprint.no_name"));
        if (blueprint.name) make.mutate(blueprint);
      }}
    >
      <div className={drafting.targets}>
        <div className={styles.name}>
          <label htmlFor={`${id}-name`}>{t("blueprint.name")}</label>
          <Input
            id={`${id}-name`}
            value={name}
            maxLength={100}
            status={problem && !blueprint.name ? "error" : ""}
            placeholder={t("blueprint.name_example")}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <div className={drafting.target}>
          <label htmlFor={`${id}-versions`}>{t("blueprint.versions")}</label>
          <Select
            id={`${id}-versions`}
            value={versions}
            options={Array.from({ length: MOST_VERSIONS }, (_, index) => ({
              value: index + 1,
              label: lettersOf(index + 1).join("、"),
            }))}
            onChange={setVersions}
          />
        </div>
      </div>
      <p className={drafting.note}>{t("blueprint.versions_note")}</p>
      <h2 className={drafting.heading}>{t("blueprint.rows")}</h2>
      <ol className={drafting.list}>
        {rows.map((row, index) => (
          <li key={row.id}>
            <RowFields
              row={row}
              number={index + 1}
              kinds={kinds}
              supply={supply}
              onChange={(next) => change(rows.with(index, next))}
              onRemove={() => change(rows.filter((each) => each !== row))}
            />
          </li>
        ))}
      </ol>
      <Button
        icon={<PlusOutlined aria-hidden />}
        onClick={() =>
          change([...rows, newRow(Math.max(0, ...rows.map((row) => row.id)) + 1, kinds[0] ?? "single_choice", supply)])
        }
      >
        {t("blueprint.add")}
      </Button>
      {(problem || failure) && (
        <Alert
          className={drafting.below}
          type="error"
          showIcon
          title={failure ? asFailure(failure).advice : problem}
        />
      )}
      {check.data &&
        (check.data.length === 0 ? (
          <Alert className={drafting.below} type="success" showIcon title={t("blueprint.enough")} />
        ) : (
          <Alert
            className={drafting.below}
            type="warning"
            showIcon
            title={t("blueprint.shortages")}
            description={
              <ul className={styles.shortages}>
                {check.data.map(({ message }) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            }
          />
        ))}
      <div className={drafting.bar}>
        <strong role="status">{t("blueprint.total", total)}</strong>
        <div className={`${drafting.buttons} ${drafting.right}`}>
          <Button
            disabled={blueprint.demands.length === 0}
            loading={check.isPending && !make.isPending}
            onClick={() => check.mutate({ ...blueprint, name: blueprint.name || t("blueprint.title") })}
          >
            {t("blueprint.check")}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={blueprint.demands.length === 0}
            loading={make.isPending}
          >
            {t("blueprint.make")}
          </Button>
        </div>
      </div>
    </form>
  );
}

interface RowFieldsProps {
  row: Row;
  /** Counting from 1. */
  number: number;
  kinds: ItemKind[];
  supply: Supply[];
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function RowFields({ row, number, kinds, supply, onChange, onRemove }: RowFieldsProps) {
  const { t } = useTranslation(["papers", "learning"]);
  const id = useId();
  const topics = [...new Set(supply.filter(({ kind }) => kind === row.kind).map(({ topic }) => topic))];
  const found = supplyOf(supply, row);
  const missing = (row.count ?? 0) - found;
  return (
    <fieldset className={styles.row}>
      <legend className="visually-hidden">{t("blueprint.row", { number })}</legend>
      <div>
        <label htmlFor={`${id}-kind`}>{t("blueprint.kind")}</label>
        <Select<ItemKind>
          id={`${id}-kind`}
          value={row.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`learning:kind.${kind}`) }))}
          onChange={(kind) => onChange({ ...row, kind, topic: "" })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-topic`}>{t("blueprint.topic")}</label>
        <Select
          id={`${id}-topic`}
          showSearch={{ optionFilterProp: "label" }}
          value={row.topic}
          options={[
            { value: "", label: t("blueprint.any_topic") },
            ...topics.filter(Boolean).map((topic) => ({ value: topic, label: topic })),
          ]}
          onChange={(topic) => onChange({ ...row, topic })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-level`}>{t("blueprint.level")}</label>
        <Select<Difficulty | "">
          id={`${id}-level`}
          value={row.difficulty}
          options={[
            { value: "", label: t("blueprint.any_level") },
            ...DIFFICULTIES.map((each) => ({ value: each, label: t(`difficulty.${each}`) })),
          ]}
          onChange={(difficulty) => onChange({ ...row, difficulty })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-count`}>{t("blueprint.count")}</label>
        <InputNumber
          id={`${id}-count`}
          min={0}
          max={MOST_COUNT}
          precision={0}
          controls={false}
          value={row.count}
          onChange={(count) => onChange({ ...row, count })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-points`}>{t("blueprint.points")}</label>
        <InputNumber
          id={`${id}-points`}
          min={0}
          max={MOST_POINTS}
          step={0.5}
          controls={false}
          value={row.points}
          onChange={(points) => onChange({ ...row, points })}
        />
      </div>
      <div className={styles.end}>
        <strong>{t("blueprint.sum", { points: pointsOf(row) })}</strong>
        <Button
          icon={<DeleteOutlined aria-hidden />}
          aria-label={t("blueprint.remove_row", { number })}
          onClick={onRemove}
        />
      </div>
      <p className={missing > 0 ? styles.short : styles.enough} role="status">
        {missing > 0
          ? t("blueprint.short", { count: found, missing })
          : t("blueprint.supply", { count: found })}
      </p>
    </fieldset>
  );
}

function newRow(id: number, kind: ItemKind, supply: Supply[]): Row {
  const row = { id, kind, topic: "", difficulty: "" as const };
  return { ...row, count: Math.min(USUAL_COUNT, supplyOf(supply, row)), points: USUAL_POINTS[kind] };
}

const USUAL_COUNT = 5;
const USUAL_POINTS: Record<ItemKind, number> = {
  single_choice: 2,
  multiple_choice: 4,
  true_false: 1,
  fill_blank: 2,
  short_answer: 10,
  ordering: 4,
  case: 20,
};
