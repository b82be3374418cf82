import { Button, Group, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { formErrors } from "../api/errors";
import type { Id, OpportunityStage } from "../api/types";
import { useSession } from "../auth/session";
import { AccountPicker } from "../crm/account-picker";
import { OPPORTUNITY_STAGE_ORDER, OPPORTUNITY_STAGES } from "../crm/words";
import { typedAmount } from "../lib/money";
import { currencies } from "../settings/regions";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { createDeal } from "./api";
import { ContactPicker } from "./contact-picker";
import classes from "./opportunities.module.css";
import { percent } from "./percent";

const FIELDS = [
  "name",
  "account_id",
  "primary_contact_id",
  "stage",
  "amount",
  "currency",
  "probability",
  "close_date",
  "notes",
];
const STAGES = OPPORTUNITY_STAGE_ORDER.map((value) => ({
  value,
  label: OPPORTUNITY_STAGES[value].label,
}));

const problem = (check: () => unknown): string | null => {
  try {
    check();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

/** H5: a name and an account; the rest can wait (H35). */
export function OpportunityForm() {
  const navigate = useNavigate();
  const { workspace } = useSession();
  const [params] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: "",
      account_id: params.get("account_id") as Id | null,
      primary_contact_id: params.get("contact_id") as Id | null,
      stage: OPPORTUNITY_STAGE_ORDER.find((s) => s === params.get("stage")) ?? "prospecting",
      amount: "",
      currency: null as string | null,
      // Null until somebody types: then it no longer follows the stage.
      probability: null as string | null,
      close_date: "",
      notes: "",
    },
    validate: {
      name: (v) => (v.trim() ? null : "Give the opportunity a name."),
      account_id: (v) => (v ? null : "Choose the account that it belongs to."),
      probability: (v) => problem(() => percent(v ?? "")),
    },
  });
  const { values } = form;
  const account = useQuery({
    queryKey: ["account", values.account_id],
    queryFn: () =>
      call(api.GET("/accounts/{id}", { params: { path: { id: values.account_id as Id } } })),
    enabled: values.account_id !== null,
  }).data;
  const currency = values.currency ?? account?.currency ?? workspace.currency;
  const likely = values.probability ?? String(OPPORTUNITY_STAGES[values.stage].probability);

  const submit = form.onSubmit(async (v) => {
    if (!v.account_id) return;
    setBusy(true);
    setRest(null);
    try {
      const deal = await createDeal({
        name: v.name.trim(),
        account_id: v.account_id,
        primary_contact_id: v.primary_contact_id ?? undefined,
        stage: v.stage,
        amount: typedAmount(v.amount) ?? undefined,
        currency,
        probability: percent(v.probability ?? "") ?? undefined,
        close_date: v.close_date || undefined,
        notes: v.notes.trim() || undefined,
      });
      say(`${deal.name} added`);
      navigate(`/opportunities/${deal.id}`, { replace: true });
    } catch (error) {
      const found = formErrors(error, FIELDS);
      form.setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  });
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <section className="card" aria-label="Opportunity">
        <div className={classes.grid}>
          <div className={classes.whole}>
            <TextInput
              label="Name"
              withAsterisk
              aria-required
              maxLength={200}
              autoFocus
              {...form.getInputProps("name")}
            />
          </div>
          <AccountPicker
            label="Account"
            required
            value={values.account_id}
            error={form.errors.account_id}
            onChange={(id) => {
              form.setFieldValue("account_id", id);
              if (id !== values.account_id) form.setFieldValue("primary_contact_id", null);
            }}
          />
          <ContactPicker
            key={values.account_id}
            accountId={values.account_id}
            value={values.primary_contact_id}
            error={form.errors.primary_contact_id}
            onChange={(id) => form.setFieldValue("primary_contact_id", id)}
          />
          <Select
            label="Stage"
            description={`${OPPORTUNITY_STAGES[values.stage].meaning}.`}
            data={STAGES}
            value={values.stage}
            error={form.errors.stage}
            onChange={(to) => to && form.setFieldValue("stage", to as OpportunityStage)}
          />
          <TextInput
            label="Probability"
            description="In percent; the stage’s own until you type one."
            inputMode="numeric"
            value={likely}
            error={form.errors.probability}
            onChange={(e) => form.setFieldValue("probability", e.currentTarget.value)}
          />
          <div className={classes.amount}>
            <TextInput
              label="Amount"
              inputMode="decimal"
              placeholder="Not known yet"
              {...form.getInputProps("amount")}
            />
            <Select
              label="Currency"
              searchable
              data={currencies(currency)}
              value={currency}
              error={form.errors.currency}
              onChange={(to) => form.setFieldValue("currency", to)}
            />
          </div>
          <TextInput label="Close date" type="date" {...form.getInputProps("close_date")} />
          <div className={classes.whole}>
            <Textarea
              label="Notes"
              description="Becomes the opportunity’s first note."
              autosize
              minRows={2}
              maxRows={8}
              dir="auto"
              {...form.getInputProps("notes")}
            />
          </div>
        </div>
      </section>
      {rest && <ErrorNote>{rest}</ErrorNote>}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button component={Link} to={cancelTo(params)}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          Create opportunity
        </Button>
      </Group>
    </form>
  );
}

/** Back to the record that the form was opened from. */
function cancelTo(params: URLSearchParams): string {
  const contact = params.get("contact_id");
  const account = params.get("account_id");
  if (contact) return `/contacts/${contact}`;
  return account ? `/accounts/${account}` : "/opportunities";
}
