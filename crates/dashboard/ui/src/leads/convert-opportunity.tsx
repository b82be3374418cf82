import { Checkbox, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useSession } from "../auth/session";
import { useOpportunityGate } from "../crm/plan";
import formClasses from "../ui/form.module.css";
import classes from "./convert-lead.module.css";

interface Values {
  deal: boolean;
  opportunity: { name: string; amount: string; close_date: string };
}

/** The optional opportunity of a conversion; on the Starter plan the box says what it needs (H32). */
export function ConvertOpportunity<V extends Values>({ form }: { form: UseFormReturnType<V> }) {
  const gate = useOpportunityGate();
  const { currency } = useSession().workspace;
  return (
    <section aria-label="Opportunity" className={classes.part}>
      <Checkbox
        label="Also create an opportunity"
        description={gate.reason}
        disabled={!gate.allowed}
        {...form.getInputProps("deal", { type: "checkbox" })}
      />
      {form.values.deal && (
        <div className={`${formClasses.grid} ${classes.deal}`}>
          <div className={formClasses.wide}>
            <TextInput
              label="Opportunity name"
              withAsterisk
              aria-required
              maxLength={200}
              {...form.getInputProps("opportunity.name")}
            />
          </div>
          <TextInput
            label={`Amount (${currency})`}
            inputMode="decimal"
            {...form.getInputProps("opportunity.amount")}
          />
          <TextInput
            label="Close date"
            type="date"
            {...form.getInputProps("opportunity.close_date")}
          />
        </div>
      )}
    </section>
  );
}
