import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Link, Navigate, useNavigate } from "react-router";
import { api, call } from "../api/client";
import { formErrors } from "../api/errors";
import { useTitle } from "../lib/use-title";
import { ErrorNote } from "../ui/notes";
import classes from "./auth-page.module.css";
import { Mark } from "./mark";
import { enter, useSessionQuery } from "./session";
import { useSetup } from "./sign-in";

export default function SignUpPage() {
  const setup = useSetup();
  const session = useSessionQuery();
  useTitle(setup.data?.needs_setup ? "Set up" : "Create a workspace");
  if (session.data) return <Navigate to="/" replace />;
  if (setup.data && !setup.data.needs_setup && !setup.data.signup_open) {
    return <Navigate to="/sign-in" replace />;
  }
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <span className={classes.mark}>
          <Mark size={26} />
        </span>
        {setup.data && <SignUpForm first={setup.data.needs_setup} next="/" />}
      </div>
    </main>
  );
}

export function SignUpForm({ first, next }: { first: boolean; next: string }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const form = useForm({
    initialValues: { workspace_name: "", name: "", email: "", password: "" },
    validate: {
      workspace_name: (v) => (v.trim() ? null : "Give the workspace a name."),
      name: (v) => (v.trim() ? null : "Tell your teammates who you are."),
      email: (v) =>
        /^\S+@\S+\.\S+$/.test(v) ? null : "Enter a full address, like name@example.com.",
      password: (v) => (v.length >= 8 ? null : "At least 8 characters."),
    },
  });
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setRest(null);
    try {
      enter(await call(api.POST("/auth/signup", { body: values })));
      navigate(next, { replace: true });
    } catch (error) {
      const found = formErrors(error, Object.keys(values));
      form.setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  });
  return (
    <>
      <h1 className={classes.title}>{first ? "Set up Hydra" : "Create a workspace"}</h1>
      <p className={classes.lead}>
        {first
          ? "This install is empty. You become its first admin."
          : "You become its admin. Leads and contacts stay inside it."}
      </p>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          size="lg"
          label="Workspace name"
          description="Usually your company. You can change it later."
          autoComplete="organization"
          maxLength={100}
          {...form.getInputProps("workspace_name")}
        />
        <TextInput
          size="lg"
          label="Your name"
          autoComplete="name"
          maxLength={100}
          {...form.getInputProps("name")}
        />
        <TextInput
          size="lg"
          label="Email"
          type="email"
          autoComplete="username"
          {...form.getInputProps("email")}
        />
        <PasswordInput
          size="lg"
          label="Password"
          description="At least 8 characters."
          autoComplete="new-password"
          {...form.getInputProps("password")}
          aria-invalid={form.errors.password !== undefined}
        />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Button
          type="submit"
          size="lg"
          variant="filled"
          fullWidth
          loading={busy}
          className={classes.submit}
        >
          Create workspace
        </Button>
      </form>
      {!first && (
        <p className="t3" style={{ marginTop: 20 }}>
          Already have an account?{" "}
          <Link className="link" to="/sign-in">
            Sign in
          </Link>
        </p>
      )}
    </>
  );
}
