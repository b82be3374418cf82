import type { Sample } from "./code-sample";

export const HOOK_PAYLOAD = `{
  "type": "chat.message",
  "data": {
    "conversation_id": "0198d0f6-1c5a-7c3e-9b1d-5f2f6f0c7a11",
    "customer_id": "0198d0f6-1c5b-7a90-8a44-2c0e93d51b02",
    "message": "Do you ship to Norway?",
    "page": "https://www.example.com/pricing",
    "recent_pages": ["/pricing", "/docs"],
    "visits": 3
  }
}`;

export const HOOK_ANSWER = `{ "replies": ["We do, within 4 days."] }`;

type Language = "node" | "python";

/** With the public libraries of standardwebhooks.com, which check the signature over the body as it came. */
export const HOOK_SAMPLES: [Sample<Language>, ...Sample<Language>[]] = [
  {
    value: "node",
    label: "Node",
    code: `// npm install express standardwebhooks
import express from 'express'
import { Webhook } from 'standardwebhooks'

const hook = new Webhook(process.env.HYDRA_BOT_SECRET)
const app = express()

app.post('/hydra', express.raw({ type: '*/*' }), (req, res) => {
  // throws unless it is ours and at most five minutes old
  const { data } = hook.verify(req.body, req.headers)
  const shipping = /ship|deliver/i.test(data.message)
  res.json(shipping ? { replies: ['We ship within 4 days.'] } : {})
})

app.listen(3000)`,
  },
  {
    value: "python",
    label: "Python",
    code: `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook

hook = Webhook(os.environ["HYDRA_BOT_SECRET"])
app = Flask(__name__)

@app.post("/hydra")
def hydra():
    # raises unless it is ours and at most five minutes old
    data = hook.verify(request.get_data(), dict(request.headers))["data"]
    if "ship" in data["message"].lower():
        return {"replies": ["We ship within 4 days."]}
    return {}`,
  },
];
