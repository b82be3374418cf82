import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { Plan } from "../api/types";
import { I } from "../ui/icon";
import classes from "./plans.module.css";

export const PLANS: { value: Plan; label: string }[] = [
  { value: "starter", label: "Starter" },
  { value: "growth", label: "Growth" },
  { value: "scale", label: "Scale" },
];
const EVERY: Plan[] = ["starter", "growth", "scale"];
const FEATURES: { name: string; plans: Plan[] }[] = [
  { name: "Leads", plans: EVERY },
  { name: "Contacts", plans: EVERY },
  { name: "Accounts", plans: EVERY },
  { name: "Opportunities", plans: ["growth", "scale"] },
];

/** What each plan has, with the present one marked, and what happens to the rest on a smaller one. */
export function PlanTable({ plan, chosen }: { plan: Plan; chosen: Plan }) {
  const down = plan !== "starter" && chosen === "starter";
  return (
    <>
      <table className={classes.table} aria-label="What each plan has">
        <thead>
          <tr>
            <th scope="col">Feature</th>
            {PLANS.map((p) => (
              <th key={p.value} scope="col" data-on={p.value === plan || undefined}>
                {p.label}
                {p.value === plan && <span className="srOnly">, your plan</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FEATURES.map((f) => (
            <tr key={f.name}>
              <th scope="row">{f.name}</th>
              {PLANS.map((p) => {
                const has = f.plans.includes(p.value);
                const Mark = has ? IconCheck : IconMinus;
                return (
                  <td key={p.value} data-on={p.value === plan || undefined}>
                    <Mark {...I} className={has ? classes.has : classes.not} />
                    <span className="srOnly">{has ? "Included" : "Not included"}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={down ? classes.warning : "t3"} role={down ? "status" : undefined}>
        {down ? "After saving, opportunities" : "On Starter, opportunities that are there already"}{" "}
        stay readable but cannot be added or changed. Nothing is deleted, and a larger plan opens
        them again.
      </p>
    </>
  );
}
