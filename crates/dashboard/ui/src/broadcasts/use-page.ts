import { useSearchParams } from "react-router";

/** Which page of a list is shown; its address says it. */
export function usePage() {
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get("page"));
  const set = (page: number) =>
    setParams((now) => {
      const next = new URLSearchParams(now);
      if (page > 1) next.set("page", String(page));
      else next.delete("page");
      return next;
    });
  return { page: Number.isInteger(asked) && asked > 1 ? asked : 1, set };
}
