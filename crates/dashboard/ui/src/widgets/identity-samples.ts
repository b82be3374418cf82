import type { Sample } from "./code-sample";

type Language = "node" | "python" | "ruby" | "php";

/** How a server makes `user_hash`: the hex HMAC-SHA256 of the user id with the widget's secret. */
export const HASH_SAMPLES: [Sample<Language>, ...Sample<Language>[]] = [
  {
    value: "node",
    label: "Node",
    code: `// Node, on your server
import { createHmac } from 'node:crypto'

const secret = process.env.HYDRA_SECRET
const user_hash = createHmac('sha256', secret)
  .update(String(user.id)).digest('hex')`,
  },
  {
    value: "python",
    label: "Python",
    code: `# Python, on your server
import hashlib, hmac, os

user_hash = hmac.new(
    os.environ["HYDRA_SECRET"].encode(),
    str(user.id).encode(),
    hashlib.sha256,
).hexdigest()`,
  },
  {
    value: "ruby",
    label: "Ruby",
    code: `# Ruby, on your server
require "openssl"

user_hash = OpenSSL::HMAC.hexdigest(
  "sha256", ENV.fetch("HYDRA_SECRET"), user.id.to_s
)`,
  },
  {
    value: "php",
    label: "PHP",
    code: `// PHP, on your server
$user_hash = hash_hmac(
    'sha256', (string) $user->id, getenv('HYDRA_SECRET')
);`,
  },
];

export const IDENTIFY = "hydra.identify(user.id, { email: user.email, user_hash })";
