import type { Sample } from "../widgets/code-sample";

type Language = "node" | "python";

/** With the public libraries of standardwebhooks.com. The body must be the one that came, byte for byte. */
export const VERIFY_SAMPLES: [Sample<Language>, ...Sample<Language>[]] = [
  {
    value: "node",
    label: "Node",
    code: `// npm install standardwebhooks
import { Webhook } from 'standardwebhooks'

const hook = new Webhook(process.env.HYDRA_WEBHOOK_SECRET)

app.post('/hydra', express.raw({ type: '*/*' }), (req, res) => {
  // throws unless it is ours and at most five minutes old
  const { type, data } = hook.verify(req.body, req.headers)
  res.sendStatus(204)
})`,
  },
  {
    value: "python",
    label: "Python",
    code: `# pip install standardwebhooks
from standardwebhooks.webhooks import Webhook

hook = Webhook(os.environ["HYDRA_WEBHOOK_SECRET"])

@app.post("/hydra")
def hydra():
    # raises unless it is ours and at most five minutes old
    event = hook.verify(request.get_data(), dict(request.headers))
    return "", 204`,
  },
];
