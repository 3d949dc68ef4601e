import type { ThemeConfig } from "antd";

const FONTS = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

/** Calm blue and grey; every pair of text and ground has a contrast of at least 4.5 to 1. */
export function themeFor(isLarge: boolean): ThemeConfig {
  return {
    token: {
      colorPrimary: "#1d4f87",
      colorInfo: "#1d4f87",
      colorLink: "#1d4f87",
      colorSuccess: "#1f7a3f",
      colorWarning: "#8a5a00",
      colorError: "#b3261e",
      // What antd derives from such dark colours is muddy.
      colorInfoBg: "#e9f1fa",
      colorSuccessBg: "#e9f6ed",
      colorWarningBg: "#fff4da",
      colorWarningBorder: "#dfb863",
      colorErrorBg: "#fdeceb",
      colorTextBase: "#1f2328",
      colorTextSecondary: "#4b5563",
      colorTextTertiary: "#57606a",
      colorTextDescription: "#57606a",
      colorTextPlaceholder: "#6b7280",
      colorBgLayout: "#f3f5f8",
      colorBorder: "#8c959f",
      colorBorderSecondary: "#d5dae1",
      fontFamily: FONTS,
      fontSize: isLarge ? 20 : 16,
      controlHeight: isLarge ? 48 : 40,
      borderRadius: 6,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Layout: { headerBg: "#1d4f87", headerPadding: "0 16px", headerHeight: isLarge ? 64 : 56 },
    },
  };
}
