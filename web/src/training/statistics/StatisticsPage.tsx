import { DownloadOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Empty, Select } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { Statistics } from "../../api/records";
import { useSession } from "../../api/session";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { useAddress } from "../../library/address";
import { departmentsQuery, statisticsQuery, testsQuery } from "../papers/queries";
import { TrainingTabs } from "../TrainingTabs";
import { ItemTable } from "./ItemTable";
import { RateTable } from "./RateTable";
import { shareOf, showShare } from "./rating";
import styles from "./Statistics.module.css";

type Name = "library" | "test" | "unit";

/** 知晓率: who knows what, and which items are bad. */
export function Component() {
  const { t } = useTranslation("papers");
  const [read, change] = useAddress<Name>();
  const wanted = { library: read("library"), test: read("test"), unit: read("unit") };
  const { data, error } = useQuery({ ...statisticsQuery(wanted), placeholderData: keepPreviousData });
  return (
    <Page title={t("rates.title")} intro={t("rates.intro")} actions={<ExcelButton wanted={wanted} />}>
      <TrainingTabs current="statistics" />
      <Choices wanted={wanted} onChange={change} />
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!data && !error && <Loading />}
      {data && <Shown statistics={data} />}
    </Page>
  );
}

function Shown({ statistics: { overall, units, topics, tests, items } }: { statistics: Statistics }) {
  const { t } = useTranslation("papers");
  if (overall.answers === 0) {
    return (
      <Empty
        className={drafting.empty}
        description={
          <>
            <strong>{t("rates.none")}</strong>
            <div>{t("rates.none_note")}</div>
          </>
        }
      />
    );
  }
  return (
    <>
      <section className={styles.panel}>
        <p className={styles.overall}>
          <strong>{t("rates.overall")}</strong>
          <span className={styles.big}>{showShare(shareOf(overall))}</span>
          <span>{t("rates.overall_facts", { ...overall })}</span>
        </p>
      </section>
      <RateTable title={t("rates.units")} nameless={t("rates.no_unit")} rates={units} />
      <RateTable title={t("rates.topics")} nameless={t("rates.no_topic")} rates={topics} />
      <RateTable title={t("rates.tests")} nameless="" rates={tests} />
      <ItemTable items={items} />
    </>
  );
}

interface ChoicesProps {
  wanted: Record<Name, string>;
  onChange: (change: Partial<Record<Name, string>>) => void;
}

function Choices({ wanted, onChange }: ChoicesProps) {
  const { t } = useTranslation("papers");
  const { libraries } = useSession();
  const { data: tests = [] } = useQuery(testsQuery);
  const { data: units = [] } = useQuery(departmentsQuery);
  const choices: Record<Name, { value: string; label: string }[]> = {
    library: libraries.map((library) => ({ value: library, label: library })),
    test: tests.map(({ test }) => ({ value: test.id, label: test.name })),
    unit: units.map((unit) => ({ value: unit, label: unit })),
  };
  const every = { library: t("rates.all_libraries"), test: t("rates.all_tests"), unit: t("rates.all_units") };
  const names: Name[] = libraries.length > 1 ? ["test", "unit", "library"] : ["test", "unit"];
  return (
    <div className={drafting.targets}>
      {names.map((name) => (
        <div key={name} className={drafting.target}>
          <label htmlFor={`rates-${name}`}>{t(`rates.${name}`)}</label>
          <Select
            id={`rates-${name}`}
            showSearch={{ optionFilterProp: "label" }}
            value={wanted[name]}
            options={[{ value: "", label: every[name] }, ...choices[name]]}
            onChange={(value) => onChange({ [name]: value })}
          />
        </div>
      ))}
    </div>
  );
}

function ExcelButton({ wanted }: { wanted: Record<Name, string> }) {
  const { t } = useTranslation("papers");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: () => saveFile(`/api/v1/statistics.xlsx?${new URLSearchParams(wanted).toString()}`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return (
    <Button icon={<DownloadOutlined aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>
      {t("rates.excel")}
    </Button>
  );
}
