import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Need } from "../auth/need";
import { NO_ACCOUNT } from "../crm/account-fields";
import { existingAddress } from "../person/existing";
import formClasses from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { say } from "../ui/toast";
import { accountErrors } from "./account-errors";
import { type AccountChoice, AccountTabs, accountInput } from "./account-tabs";
import { createContact } from "./api";
import classes from "./contacts.module.css";

const FIELDS = ["name", "email", "phone", "title", "notes"];

export default function NewContactPage() {
  return (
    <Need permission="crm:manage" title="New Contact">
      <PageHeader title="New Contact" crumbs={[{ label: "Contacts", to: "/contacts" }]} strong />
      <div className="scroll">
        <NewContact />
      </div>
    </Need>
  );
}

function NewContact() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const from = params.get("account_id");
  const [account, setAccount] = useState<AccountChoice>({
    tab: "existing",
    id: from,
    values: NO_ACCOUNT,
  });
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const [existing, setExisting] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: "", email: "", phone: "", title: "", notes: "" },
    validate: {
      email: (v) =>
        /^\S+@\S+\.\S+$/.test(v.trim()) ? null : "Enter a full address, like name@example.com.",
    },
  });
  const submit = form.onSubmit(async (v) => {
    setBusy(true);
    setRest(null);
    setExisting(null);
    const text = (s: string) => s.trim() || undefined;
    try {
      const contact = await createContact({
        name: text(v.name),
        email: v.email.trim(),
        phone: text(v.phone),
        title: text(v.title),
        notes: text(v.notes),
        ...accountInput(account),
      });
      say(`${contact.display_name} added`);
      navigate(`/contacts/${contact.id}`, { replace: true });
    } catch (error) {
      const found = accountErrors(error, FIELDS);
      form.setErrors(found.errors);
      setRest(found.rest);
      setExisting(existingAddress(error));
      setBusy(false);
    }
  });
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <section className={`card ${classes.formCard}`} aria-label="Contact">
        <h2>Contact</h2>
        <div className={formClasses.grid}>
          <TextInput label="Name" maxLength={200} {...form.getInputProps("name")} />
          <div>
            <TextInput
              label="Email"
              type="email"
              withAsterisk
              aria-required
              {...form.getInputProps("email")}
            />
            {existing && (
              <Link className="link" to={existing}>
                Open the record that has this email
              </Link>
            )}
          </div>
          <TextInput
            label="Phone"
            type="tel"
            placeholder="+49 30 5550 0142"
            description="With country code."
            {...form.getInputProps("phone")}
          />
          <TextInput label="Job title" maxLength={200} {...form.getInputProps("title")} />
          <div className={formClasses.wide}>
            <Textarea
              label="Notes"
              description="Becomes the contact’s first note."
              autosize
              minRows={2}
              maxRows={8}
              {...form.getInputProps("notes")}
            />
          </div>
        </div>
      </section>
      <section className={`card ${classes.formCard}`} aria-label="Account">
        <h2>Account</h2>
        <AccountTabs choice={account} onChange={setAccount} errors={form.errors} />
      </section>
      {rest && <ErrorNote>{rest}</ErrorNote>}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button component={Link} to={from ? `/accounts/${from}` : "/contacts"}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          Create contact
        </Button>
      </Group>
    </form>
  );
}
