import AntdIcon from "@ant-design/icons/es/components/AntdIconLight";
import type { ComponentProps } from "react";

/** Stands in for the base of antd's icons, see vite.config.ts: a picture beside words needs no words of its own. */
export default function SilentIcon(properties: ComponentProps<typeof AntdIcon>) {
  return <AntdIcon {...properties} role={undefined} aria-label={undefined} aria-hidden />;
}
