import type { Sample } from "../widgets/code-sample";

/** Whichever of these a sender uses is read. */
export const SIGNATURE_HEADERS = [
  "X-Hydra-Signature",
  "X-Hub-Signature-256",
  "X-Signature",
  "X-Webhook-Signature",
  "Typeform-Signature",
];

type Language = "shell" | "node" | "python";

/** How a sender signs: HMAC-SHA256 over the bytes of the body, exactly as they are posted. */
export const signSamples = (url: string): [Sample<Language>, ...Sample<Language>[]] => [
  {
    value: "shell",
    label: "Shell",
    code: `body='{"name": "Ada Example", "email": "ada@example.com"}'
signature=$(printf '%s' "$body" |
  openssl dgst -sha256 -hmac "$HYDRA_SECRET" -r | cut -d' ' -f1)

curl -X POST '${url}' \\
  -H 'Content-Type: application/json' \\
  -H "X-Hydra-Signature: sha256=$signature" \\
  -d "$body"`,
  },
  {
    value: "node",
    label: "Node",
    code: `import { createHmac } from 'node:crypto'

const body = JSON.stringify({ name: 'Ada Example' })
const signature = createHmac('sha256', process.env.HYDRA_SECRET)
  .update(body).digest('hex')

await fetch('${url}', {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'X-Hydra-Signature': \`sha256=\${signature}\`,
  },
  body,
})`,
  },
  {
    value: "python",
    label: "Python",
    code: `import hashlib, hmac, json, os, requests

body = json.dumps({"name": "Ada Example"}).encode()
secret = os.environ["HYDRA_SECRET"].encode()
signature = hmac.new(secret, body, hashlib.sha256).hexdigest()

requests.post("${url}", data=body, headers={
    "Content-Type": "application/json",
    "X-Hydra-Signature": f"sha256={signature}",
})`,
  },
];
