import type { MantineThemeComponents } from "@mantine/core";
import classes from "./components.module.css";

// Control heights of the design: compact 26, control 30, form 36, touch 44.
const heights: Record<string, string> = { xs: "26px", sm: "30px", md: "36px", lg: "44px" };
const pad: Record<string, string> = { xs: "8px", sm: "10px", md: "14px", lg: "16px" };
const font: Record<string, string> = { xs: "12px", sm: "13px", md: "13px", lg: "15px" };
const at = (table: Record<string, string>, size: unknown) =>
  table[String(size ?? "sm")] ?? (table.sm as string);

/**
 * Plain objects, not `Component.extend`: that would pull every component into the first chunk.
 */
export const components: MantineThemeComponents = {
  Button: {
    defaultProps: { variant: "default", size: "sm" },
    classNames: { root: classes.button, section: classes.buttonSection },
    vars: (_theme: unknown, props: { size?: unknown }) => ({
      root: {
        "--button-height": at(heights, props.size),
        "--button-padding-x": at(pad, props.size),
        "--button-fz": at(font, props.size),
      },
    }),
  },
  ActionIcon: {
    defaultProps: { variant: "subtle", color: "gray", size: "sm" },
    classNames: { root: classes.actionIcon },
    vars: (_theme: unknown, props: { size?: unknown }) => ({
      root: {
        "--ai-size": at(heights, props.size),
      },
    }),
  },
  Input: {
    defaultProps: { size: "md" },
    classNames: { input: classes.input },
    vars: (_theme: unknown, props: { size?: unknown }) => ({
      wrapper: {
        "--input-height": at(heights, props.size ?? "md"),
        "--input-fz": props.size === "lg" ? "16px" : "13px",
      },
    }),
  },
  InputWrapper: {
    defaultProps: { inputWrapperOrder: ["label", "input", "error", "description"] },
    classNames: {
      label: classes.label,
      description: classes.description,
      error: classes.error,
    },
  },
  PasswordInput: {
    classNames: { input: classes.input },
  },
  Select: {
    defaultProps: { allowDeselect: false, checkIconPosition: "right" },
    classNames: { dropdown: classes.pop, option: classes.option },
  },
  Autocomplete: {
    classNames: { dropdown: classes.pop, option: classes.option },
  },
  Menu: {
    defaultProps: {
      position: "bottom-start",
      withInitialFocusPlaceholder: false,
      offset: 4,
      withinPortal: true,
      transitionProps: { duration: 120 },
    },
    classNames: { dropdown: classes.pop, item: classes.menuItem, label: classes.menuLabel },
  },
  Modal: {
    defaultProps: { size: 440, centered: true, radius: "lg", transitionProps: { duration: 160 } },
    classNames: {
      content: classes.modal,
      header: classes.modalHeader,
      title: classes.modalTitle,
      body: classes.modalBody,
      overlay: classes.overlay,
    },
  },
  Drawer: {
    defaultProps: { transitionProps: { duration: 200 } },
    classNames: { overlay: classes.overlay, content: classes.drawer },
  },
  Tooltip: {
    defaultProps: { openDelay: 250, transitionProps: { duration: 120 }, withinPortal: true },
    classNames: { tooltip: classes.tooltip },
  },
  Switch: {
    defaultProps: { withThumbIndicator: false },
    classNames: {
      root: classes.switch,
      track: classes.switchTrack,
      thumb: classes.switchThumb,
      label: classes.switchLabel,
    },
    vars: () => ({
      root: {
        "--switch-height": "18px",
        "--switch-width": "30px",
        "--switch-thumb-size": "14px",
        "--switch-track-label-padding": "2px",
      },
    }),
  },
  Checkbox: {
    classNames: { input: classes.checkbox },
  },
  SegmentedControl: {
    defaultProps: { size: "sm", withItemsBorders: false, transitionDuration: 120 },
    classNames: { root: classes.seg, label: classes.segLabel, indicator: classes.segIndicator },
  },
};
