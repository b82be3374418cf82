import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { formErrors } from "../api/errors";
import type { Channel } from "../api/types";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { suppress } from "./api";
import classes from "./channels.module.css";

/** For who asked in another way: on the phone, in a letter. */
export function AddSuppression() {
  const [channel, setChannel] = useState<Channel>("email");
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [rest, setRest] = useState<string | null>(null);
  const refuse = (field: string | null, other: string | null = null) => {
    setWrong(field);
    setRest(other);
  };
  const add = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!address.trim()) return refuse("Enter the address that wants no messages.");
    setBusy(true);
    refuse(null);
    try {
      const { hint } = await suppress(channel, address.trim());
      setAddress("");
      say(`${hint} is sent nothing more by ${CHANNELS[channel].label}`);
    } catch (error) {
      const found = formErrors(error, ["address"]);
      refuse(found.errors.address ?? null, found.rest);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.add} aria-label="Unsubscribe an address" onSubmit={add} noValidate>
      <Select
        size="sm"
        w={120}
        aria-label="Channel"
        data={CHANNEL_ORDER.map((value) => ({ value, label: CHANNELS[value].label }))}
        value={channel}
        onChange={(v) => {
          if (v) setChannel(v as Channel);
          refuse(null);
        }}
      />
      <TextInput
        size="sm"
        className={classes.address}
        aria-label="Address to unsubscribe"
        placeholder={channel === "email" ? "name@example.com" : "+353 1 555 0139"}
        inputMode={channel === "email" ? "email" : "tel"}
        maxLength={320}
        value={address}
        error={wrong}
        onChange={(e) => {
          setAddress(e.currentTarget.value);
          refuse(null);
        }}
      />
      <Button type="submit" loading={busy}>
        Add
      </Button>
      {rest && <ErrorNote>{rest}</ErrorNote>}
    </form>
  );
}
