import { Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { reason } from "../api/errors";
import type { ConvertInput, ConvertPreview, Lead } from "../api/types";
import { accountErrors } from "../contacts/account-errors";
import { type AccountChoice, AccountTabs, accountInput } from "../contacts/account-tabs";
import { NO_ACCOUNT } from "../crm/account-fields";
import { CHANNEL_CHOICES } from "../crm/words";
import { typedAmount } from "../lib/money";
import { existingAddress } from "../person/existing";
import formClasses from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { say } from "../ui/toast";
import { convertLead, useConvertPreview } from "./convert-api";
import classes from "./convert-lead.module.css";
import { ConvertOpportunity } from "./convert-opportunity";

const FIELDS = [
  "email",
  "name",
  "platform",
  "opportunity.name",
  "opportunity.amount",
  "opportunity.close_date",
];
const isAddress = (text: string) => /^\S+@\S+\.\S+$/.test(text);

/** From lead to contact (H19): a contact that is there already is linked to, else an account is chosen. */
export function ConvertLead({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: {
      email: lead.email ?? "",
      name: lead.name ?? "",
      platform: lead.preferred_channel ?? null,
      deal: false,
      opportunity: { name: "", amount: "", close_date: "" },
    },
  });
  const email = form.values.email.trim();
  const [settled] = useDebouncedValue(email, 300);
  // Half an address matches nobody: until it is whole, the lead's own is asked about.
  const preview = useConvertPreview(lead.id, isAddress(settled) ? settled : (lead.email ?? ""));
  const match = preview.data?.match ?? null;
  const suggested = preview.data?.suggested_account ?? undefined;
  const [picked, setPicked] = useState<AccountChoice | null>(null);
  const account: AccountChoice = picked ?? {
    tab: "existing",
    id: suggested?.id ?? null,
    values: { ...NO_ACCOUNT, name: lead.company ?? "" },
  };
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const [existing, setExisting] = useState<string | null>(null);

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const { name, platform, deal, opportunity } = form.values;
    const wrong: Record<string, string> = {};
    if (email ? !isAddress(email) : !match) {
      wrong.email = "A contact needs an email, like name@example.com.";
    }
    if (deal && !opportunity.name.trim()) wrong["opportunity.name"] = "Give it a name.";
    form.setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    const input: ConvertInput = {
      email: email || undefined,
      // A contact that is there already keeps its name and its account.
      ...(match ? {} : { name: name.trim() || undefined, ...accountInput(account) }),
      platform: platform ?? undefined,
      opportunity: deal
        ? {
            name: opportunity.name.trim(),
            amount: typedAmount(opportunity.amount),
            close_date: opportunity.close_date || null,
          }
        : undefined,
    };
    setBusy(true);
    setRest(null);
    setExisting(null);
    try {
      const { contact, linked_existing } = await convertLead(lead.id, input);
      say(
        linked_existing
          ? `${lead.display_name} linked to ${contact.display_name}`
          : `${contact.display_name} is now a contact`,
      );
      navigate(`/contacts/${contact.id}`, { replace: true });
    } catch (error) {
      const found = accountErrors(error, FIELDS);
      form.setErrors(found.errors);
      setRest(found.rest);
      setExisting(existingAddress(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Convert to Contact"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <div className={formClasses.grid}>
          <div>
            <TextInput
              label="Email"
              type="email"
              withAsterisk
              aria-required
              data-autofocus
              {...form.getInputProps("email")}
            />
            {existing && (
              <Link className="link" to={existing}>
                Open the record that has this email
              </Link>
            )}
          </div>
          {!match && <TextInput label="Name" maxLength={200} {...form.getInputProps("name")} />}
          <Select
            label="Preferred channel"
            placeholder="None"
            clearable
            data={CHANNEL_CHOICES}
            {...form.getInputProps("platform")}
          />
        </div>
        {preview.isPending ? (
          <SkeletonBlock height={120} pad={0} />
        ) : match ? (
          <Match match={match} by={preview.data?.matched_by ?? "email"} />
        ) : (
          <section aria-label="Account" className={classes.part}>
            <h3>Account</h3>
            {preview.error && (
              <ErrorNote>
                Whether a contact has this email already is not known: {reason(preview.error)}
              </ErrorNote>
            )}
            <AccountTabs
              choice={account}
              onChange={setPicked}
              initial={suggested}
              hint={
                suggested && account.id === suggested.id
                  ? "Suggested: the lead’s company or email domain points to it."
                  : undefined
              }
              errors={form.errors}
            />
          </section>
        )}
        <ConvertOpportunity form={form} />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Convert to Contact
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Match({
  match,
  by,
}: {
  match: NonNullable<ConvertPreview["match"]>;
  by: "email" | "phone";
}) {
  const { display_name: name, account } = match;
  return (
    <p role="status" className={classes.match}>
      <b dir="auto">{name}</b>
      {!account.placeholder && (
        <>
          {" of "}
          <b dir="auto">{account.name}</b>
        </>
      )}{" "}
      has this {by === "phone" ? "phone number" : "email"}. The lead will be linked to that contact.
    </p>
  );
}
