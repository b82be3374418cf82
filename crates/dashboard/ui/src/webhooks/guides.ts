/** Stands where the address goes: the real one is shown once only. */
export const PLACEHOLDER = "YOUR-WEBHOOK-ADDRESS";

export interface Guide {
  title: string;
  about: string;
  steps: string[];
  /** To copy. */
  code?: string;
}

/** How usual senders are made to post here. */
export const GUIDES: Guide[] = [
  {
    title: "A form on your own page",
    about: "Every named field arrives. The visitor stays on the page.",
    steps: [
      "Paste this where the form should stand, or take the script and give your own form the id lead-form.",
      "Put the webhook’s address in the place of YOUR-WEBHOOK-ADDRESS.",
    ],
    code: `<form id="lead-form">
  <input name="name" placeholder="Name" required>
  <input name="email" type="email" placeholder="Email" required>
  <textarea name="message" placeholder="Message"></textarea>
  <button>Send</button>
</form>
<script>
  const form = document.getElementById('lead-form')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    await fetch('${PLACEHOLDER}', {
      method: 'POST',
      mode: 'no-cors',
      body: new FormData(form),
    })
    form.textContent = 'Thank you, we will be in touch.'
  })
</script>`,
  },
  {
    title: "Zapier",
    about: "For any of the apps that Zapier knows as a trigger.",
    steps: [
      "Make a Zap and choose the app that brings the leads as its trigger.",
      "As the action take Webhooks by Zapier, with the event POST.",
      "URL: the webhook’s address. Payload type: json.",
      "Data: a line for each field, its name on the left (name, email, phone, company, title, or your own), the trigger’s value on the right.",
      "Test the step. The receipt shows up here; turn the Zap on.",
    ],
  },
  {
    title: "Make",
    about: "A module at the end of a scenario.",
    steps: [
      "Add the module HTTP, Make a request.",
      "URL: the webhook’s address. Method: POST.",
      "Body type: Raw. Content type: JSON (application/json).",
      "Request content: the JSON below, with the values of your earlier modules in it.",
      "Run the scenario once, then map what arrived under Field mapping.",
    ],
    code: `{
  "name": "{{1.name}}",
  "email": "{{1.email}}",
  "phone": "{{1.phone}}"
}`,
  },
  {
    title: "Typeform",
    about: "Posts each answer as it is given; signed, if you like.",
    steps: [
      "In the form open Connect, then Webhooks, then Add a webhook.",
      "Endpoint: the webhook’s address. Save it and switch it on.",
      "To have it signed, edit the webhook in Typeform, enter a secret, and enter the same one here under Settings, Signature.",
      "Send a test request from Typeform, then click each answer to its place under Field mapping: it arrives as form_response.answers.0 and so on.",
    ],
  },
  {
    title: "Facebook lead ads",
    about: "By way of Zapier, which is allowed to read them.",
    steps: [
      "Make a Zap with the trigger Facebook Lead Ads, New Lead, and choose the page and its form.",
      "As the action take Webhooks by Zapier, POST, payload type json, with the webhook’s address.",
      "Data: full_name, email and phone_number are understood by their names; company_name and job_title are, too.",
      "Send a test lead with Facebook’s Lead Ads Testing Tool and look for its receipt here.",
    ],
  },
];
