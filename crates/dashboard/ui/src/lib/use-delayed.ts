import { useEffect, useState } from "react";

/** A skeleton shows after 150 ms and then for at least 300 ms, so nothing flashes. */
export function useDelayed(loading: boolean, after = 150, least = 300): boolean {
  const [shown, setShown] = useState(false);
  const [since, setSince] = useState(0);
  useEffect(() => {
    if (loading && !shown) {
      const timer = setTimeout(() => {
        setShown(true);
        setSince(Date.now());
      }, after);
      return () => clearTimeout(timer);
    }
    if (!loading && shown) {
      const timer = setTimeout(() => setShown(false), Math.max(0, least - (Date.now() - since)));
      return () => clearTimeout(timer);
    }
  }, [loading, shown, since, after, least]);
  return shown;
}
