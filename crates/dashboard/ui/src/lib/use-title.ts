import { useEffect } from "react";

/** The tab says where one is: "Leads · Hydra". */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Hydra`;
  }, [title]);
}
