import type { Sample } from "../widgets/code-sample";

/** Where the examples read the secret: a mail server hands no environment of ours to what it runs. */
export const SECRET_FILE = "/etc/hydra-inbound.secret";

type Language = "node" | "python";

/**
 * Scripts that a mail server pipes a message into, without a library. They sign as Standard Webhooks does, over the id,
 * the time and the message byte for byte. The id is made of the message, so that a second try is known as one, and 75
 * asks the mail server for it.
 */
export const inboundSamples = (url: string): [Sample<Language>, ...Sample<Language>[]] => [
  {
    value: "node",
    label: "Node",
    code: `#!/usr/bin/env node
// hydra-inbound.mjs
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'

let raw = readFileSync(0)
// Postfix puts a line of its own before the message
if (raw.subarray(0, 5).toString() === 'From ') raw = raw.subarray(raw.indexOf(10) + 1)

const secret = readFileSync('${SECRET_FILE}', 'utf8').trim().replace('whsec_', '')
const id = 'msg_' + createHash('sha256').update(raw).digest('hex')
const time = String(Math.floor(Date.now() / 1000))
const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
  .update(\`\${id}.\${time}.\`).update(raw).digest('base64')

const answer = await fetch('${url}', {
  method: 'POST',
  headers: {
    'Content-Type': 'message/rfc822',
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': \`v1,\${signature}\`,
  },
  body: raw,
}).catch(() => null)
// with 75 the mail server tries again later
process.exitCode = answer?.ok ? 0 : 75`,
  },
  {
    value: "python",
    label: "Python",
    code: `#!/usr/bin/env python3
# hydra_inbound.py
import base64, hashlib, hmac, sys, time, urllib.request

raw = sys.stdin.buffer.read()
# Postfix puts a line of its own before the message
if raw.startswith(b"From "):
    raw = raw.split(b"\\n", 1)[1]

with open("${SECRET_FILE}") as file:
    secret = base64.b64decode(file.read().strip().removeprefix("whsec_"))
msg_id = "msg_" + hashlib.sha256(raw).hexdigest()
now = str(int(time.time()))
digest = hmac.new(secret, f"{msg_id}.{now}.".encode() + raw, hashlib.sha256).digest()

try:
    urllib.request.urlopen(urllib.request.Request(
        "${url}",
        data=raw,
        headers={
            "Content-Type": "message/rfc822",
            "webhook-id": msg_id,
            "webhook-timestamp": now,
            "webhook-signature": "v1," + base64.b64encode(digest).decode(),
        },
    ))
except OSError:
    sys.exit(75)  # the mail server tries again later`,
  },
];
