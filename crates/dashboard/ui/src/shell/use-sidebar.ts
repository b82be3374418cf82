import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useLocation } from "react-router";

const KEY = "hydra-sidebar";
const read = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

/** Collapses by itself in settings and under 1200 px; elsewhere it stays as it was left. */
export function useSidebar() {
  const narrow = useMediaQuery("(max-width: 1199px)", false, { getInitialValueInEffect: false });
  const auto = useLocation().pathname.startsWith("/settings") || narrow;
  const [kept, setKept] = useState(read() === "collapsed");
  const [override, setOverride] = useState<boolean | null>(null);
  const collapsed = auto ? (override ?? true) : kept;
  const toggle = () => {
    if (auto) return setOverride(!collapsed);
    setKept(!collapsed);
    try {
      localStorage.setItem(KEY, collapsed ? "open" : "collapsed");
    } catch {}
  };
  return { collapsed, toggle };
}
