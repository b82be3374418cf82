import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import { components } from "./components";

// Raw colours live here and in tokens.css, nowhere else (a test keeps it so).
const petrol: MantineColorsTuple = [
  "#edfafc",
  "#d8f3f7",
  "#b5e5ec",
  "#88ced9",
  "#54b1bf",
  "#2493a1",
  "#0a7b88",
  "#036772",
  "#05515a",
  "#073d44",
];
const gray: MantineColorsTuple = [
  "#fbfaf9",
  "#f5f4f2",
  "#eeedea",
  "#e4e3df",
  "#d3d1cd",
  "#a7a49f",
  "#6d6a65",
  "#524f4b",
  "#2f2e2a",
  "#1a1917",
];
const dark: MantineColorsTuple = [
  "#eaedf1",
  "#b1b4b8",
  "#979a9d",
  "#85898d",
  "#33363a",
  "#25282b",
  "#191c1e",
  "#121416",
  "#0d0f11",
  "#08090a",
];

const font =
  '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 6,
  colors: { petrol, gray, dark },
  white: "#ffffff",
  black: "#1a1917",
  defaultRadius: "sm",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "999px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  fontFamily: font,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "15px", xl: "20px" },
  lineHeights: { xs: "1.45", sm: "1.45", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "24px" },
  headings: { fontFamily: font, fontWeight: "600" },
  components,
});

const semantic = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line-ctl)",
  "--mantine-color-error": "var(--red-t)",
  "--mantine-color-disabled": "var(--hover)",
  "--mantine-color-disabled-color": "var(--off)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-color-petrol-filled": "var(--accent)",
  "--mantine-color-petrol-filled-hover": "var(--accent-hover)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: semantic,
  dark: semantic,
});
