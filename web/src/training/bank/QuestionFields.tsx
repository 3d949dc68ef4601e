import { Button, Checkbox, Input, Radio, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import drafting from "../../drafting/Drafting.module.css";
import { letterOf } from "../../learning/attempt/stem";
import styles from "./Bank.module.css";
import { countBlanks, emptyForm, FEWEST_OPTIONS, type Form, MOST_OPTIONS } from "./items";
import { KINDS } from "./queries";

interface FieldsProps {
  form: Form;
  onChange: (change: Partial<Form>) => void;
}

/** What is asked, in which form, and what is right. */
export function QuestionFields({ form, onChange, isPart = false }: FieldsProps & { isPart?: boolean }) {
  const { t } = useTranslation("training");
  const id = useId();
  const kinds = isPart ? KINDS.filter((kind) => kind !== "case") : KINDS;
  return (
    <>
      <div className={styles.field}>
        <label htmlFor={`${id}-kind`}>{t("form.kind")}</label>
        <Select
          id={`${id}-kind`}
          className={drafting.choice}
          value={form.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-stem`}>{t(form.kind === "case" ? "form.situation" : "form.stem")}</label>
        <Input.TextArea
          id={`${id}-stem`}
          rows={3}
          required
          value={form.stem}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => onChange({ stem: target.value, ...fitBlanks(form, target.value) })}
        />
        <span id={`${id}-hint`} className={drafting.soft}>
          {form.kind !== "case" && t("form.stem_hint")}
        </span>
      </div>
      <Answer form={form} onChange={onChange} />
      {form.kind !== "case" && (
        <div className={styles.field}>
          <label htmlFor={`${id}-rationale`}>{t("form.rationale")}</label>
          <Input.TextArea
            id={`${id}-rationale`}
            rows={2}
            value={form.rationale}
            onChange={({ target }) => onChange({ rationale: target.value })}
          />
        </div>
      )}
    </>
  );
}

function Answer({ form, onChange }: FieldsProps) {
  switch (form.kind) {
    case "single_choice":
    case "multiple_choice":
      return <Options form={form} onChange={onChange} />;
    case "true_false":
      return <TrueFalse form={form} onChange={onChange} />;
    case "ordering":
      return <Steps form={form} onChange={onChange} />;
    case "fill_blank":
      return <Blanks form={form} onChange={onChange} />;
    case "short_answer":
      return <Points form={form} onChange={onChange} />;
    case "case":
      return <Parts form={form} onChange={onChange} />;
  }
}

function Options({ form: { kind, options, right }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  const isSingle = kind === "single_choice";
  const Mark = isSingle ? Radio : Checkbox;
  return (
    <fieldset className={styles.field}>
      <legend>{t("form.options")}</legend>
      {options.map((option, index) => {
        const letter = letterOf(index);
        return (
          <div key={index} className={styles.row}>
            <Mark
              checked={right[index]}
              aria-label={t("form.right_option", { letter })}
              onChange={({ target }) =>
                onChange({
                  right: options.map((_, each) => (each === index ? target.checked : !isSingle && (right[each] ?? false))),
                })
              }
            />
            <span aria-hidden>{letter}</span>
            <Input
              value={option}
              aria-label={t("form.option", { letter })}
              onChange={({ target }) => onChange({ options: replaced(options, index, target.value) })}
            />
            {options.length > FEWEST_OPTIONS && (
              <Button
                type="text"
                aria-label={t("form.remove_option", { letter })}
                onClick={() => onChange({ options: without(options, index), right: without(right, index) })}
              >
                ✕
              </Button>
            )}
          </div>
        );
      })}
      {options.length < MOST_OPTIONS && (
        <Button onClick={() => onChange({ options: [...options, ""], right: [...right, false] })}>
          {t("form.add_option")}
        </Button>
      )}
    </fieldset>
  );
}

function TrueFalse({ form: { isTrue }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  return (
    <fieldset className={styles.field}>
      <legend>{t("form.answer")}</legend>
      <Radio.Group
        value={isTrue}
        options={[
          { value: true, label: t("form.true") },
          { value: false, label: t("form.false") },
        ]}
        onChange={({ target }) => onChange({ isTrue: target.value === true })}
      />
    </fieldset>
  );
}

function Steps({ form: { steps }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  return (
    <fieldset className={styles.field}>
      <legend>{t("form.steps")}</legend>
      {steps.map((step, index) => (
        <div key={index} className={styles.row}>
          <Input
            value={step}
            aria-label={t("form.step", { number: index + 1 })}
            placeholder={t("form.step", { number: index + 1 })}
            onChange={({ target }) => onChange({ steps: replaced(steps, index, target.value) })}
          />
          {steps.length > FEWEST_OPTIONS && (
            <Button
              type="text"
              aria-label={t("form.remove_step", { number: index + 1 })}
              onClick={() => onChange({ steps: without(steps, index) })}
            >
              ✕
            </Button>
          )}
        </div>
      ))}
      {steps.length < MOST_OPTIONS && (
        <Button onClick={() => onChange({ steps: [...steps, ""] })}>{t("form.add_step")}</Button>
      )}
    </fieldset>
  );
}

function Blanks({ form: { blanks, variants }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  return (
    <fieldset className={styles.field}>
      <legend>{t("form.blanks")}</legend>
      {blanks.map((blank, index) => (
        <div key={index} className={styles.row}>
          <Input
            value={blank}
            aria-label={t("form.blank", { number: index + 1 })}
            placeholder={t("form.blank", { number: index + 1 })}
            onChange={({ target }) => onChange({ blanks: replaced(blanks, index, target.value) })}
          />
          <Input
            value={variants[index] ?? ""}
            aria-label={t("form.variants", { number: index + 1 })}
            placeholder={t("form.variants", { number: index + 1 })}
            onChange={({ target }) => onChange({ variants: replaced(variants, index, target.value) })}
          />
        </div>
      ))}
    </fieldset>
  );
}

function Points({ form: { points }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t("form.points")}</label>
      <Input.TextArea id={id} rows={4} value={points} onChange={({ target }) => onChange({ points: target.value })} />
    </div>
  );
}

function Parts({ form: { parts }, onChange }: FieldsProps) {
  const { t } = useTranslation("training");
  return (
    <>
      {parts.map((part, index) => (
        <section key={index} className={styles.part} aria-label={t("item.part", { number: index + 1 })}>
          <h3 className={drafting.sub}>{t("item.part", { number: index + 1 })}</h3>
          <QuestionFields
            isPart
            form={part}
            onChange={(change) => onChange({ parts: replaced(parts, index, { ...part, ...change }) })}
          />
          <Button onClick={() => onChange({ parts: without(parts, index) })}>
            {t("form.remove_part", { number: index + 1 })}
          </Button>
        </section>
      ))}
      <div className={styles.field}>
        <Button onClick={() => onChange({ parts: [...parts, emptyForm()] })}>{t("form.add_part")}</Button>
      </div>
    </>
  );
}

/** As many blanks to fill in as the stem leaves, at least one. */
function fitBlanks({ kind, blanks, variants }: Form, stem: string): Partial<Form> {
  if (kind !== "fill_blank") return {};
  const count = Math.max(1, countBlanks(stem));
  return {
    blanks: Array.from({ length: count }, (_, index) => blanks[index] ?? ""),
    variants: Array.from({ length: count }, (_, index) => variants[index] ?? ""),
  };
}

function replaced<Element>(list: readonly Element[], index: number, element: Element): Element[] {
  return Array.from({ length: Math.max(list.length, index + 1) }, (_, each) =>
    each === index ? element : (list[each] as Element),
  );
}

function without<Element>(list: readonly Element[], index: number): Element[] {
  return list.filter((_, each) => each !== index);
}
