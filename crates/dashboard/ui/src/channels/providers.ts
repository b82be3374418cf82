import type { Channel, MessageProvider } from "../api/types";

export interface Field {
  name: string;
  label: string;
  placeholder?: string;
  about?: string;
  optional?: boolean;
  number?: boolean;
  choices?: { value: string; label: string }[];
}
interface Provider {
  label: string;
  about: string;
  fields: Field[];
  secrets: { name: string; label: string; about?: string; optional?: boolean }[];
  /** What the form of one that is not set up yet begins with. */
  start: Record<string, string>;
}

export const PROVIDERS: Record<MessageProvider, Provider> = {
  sandbox: {
    label: "Sandbox",
    about:
      "Not sent anywhere: messages are kept and shown here. Everything else works as it will later.",
    fields: [],
    secrets: [],
    start: {},
  },
  smtp: {
    label: "SMTP",
    about: "Emails go out through your own mail server, or that of your provider.",
    fields: [
      { name: "host", label: "Host", placeholder: "smtp.example.com" },
      {
        name: "security",
        label: "Security",
        choices: [
          { value: "starttls", label: "STARTTLS" },
          { value: "tls", label: "TLS" },
          { value: "none", label: "None, not encrypted" },
        ],
      },
      {
        name: "port",
        label: "Port",
        about: "Mostly 587 with STARTTLS and 465 with TLS.",
        number: true,
      },
      { name: "username", label: "Username", optional: true },
      { name: "from_email", label: "From address", placeholder: "hello@example.com" },
      { name: "from_name", label: "From name", placeholder: "Fernhill", optional: true },
      {
        name: "reply_to",
        label: "Reply to",
        about: "Where answers go, when not to the From address.",
        optional: true,
      },
    ],
    secrets: [{ name: "password", label: "Password", optional: true }],
    start: { security: "starttls", port: "587" },
  },
  twilio: {
    label: "Twilio",
    about: "SMS go out through your account at Twilio.",
    fields: [
      { name: "account_sid", label: "Account SID", placeholder: "AC…" },
      {
        name: "from",
        label: "From",
        placeholder: "+15005550006",
        about: "A number with its country code, or a messaging service that begins with MG.",
      },
    ],
    secrets: [
      { name: "auth_token", label: "Auth token", about: "In Twilio’s console, beside the SID." },
    ],
    start: {},
  },
  whatsapp_cloud: {
    label: "Meta Cloud API",
    about: "WhatsApp messages go out through your business account at Meta.",
    fields: [
      { name: "phone_number_id", label: "Phone number ID", about: "Not the number itself." },
      { name: "business_account_id", label: "Business account ID", optional: true },
    ],
    secrets: [
      {
        name: "access_token",
        label: "Access token",
        about: "Of a system user, so that it does not expire.",
      },
      {
        name: "app_secret",
        label: "App secret",
        about: "What Meta signs its reports with. Unsigned ones are refused.",
      },
    ],
    start: {},
  },
};

/** The sandbox comes first: it is what every channel starts with. */
export const OFFERED: Record<Channel, MessageProvider[]> = {
  whatsapp: ["sandbox", "whatsapp_cloud"],
  sms: ["sandbox", "twilio"],
  email: ["sandbox", "smtp"],
};

/** Addresses that the sandbox treats as a test, and what becomes of a message to them. */
export const SANDBOX_TESTS = [
  { email: "+fail", phone: "0001", outcome: "is refused at once" },
  { email: "+bounce", phone: "0002", outcome: "fails after it was accepted" },
  { email: "+read", phone: "0003", outcome: "is delivered and read" },
  { email: "+timeout", phone: "0004", outcome: "never answers" },
];
