import type { WidgetForm } from './form-field';
import { mount } from './form-view';
import { encode } from './json';
import { listen, quietly, safely } from './safe';
import { backoff, post, readAnswer, retryable } from './transport';

const TRIES = 4;

/** The settings of a widget's form; undefined when it has none, or when the server does not answer. */
const settings = async (origin: string, key: string): Promise<WidgetForm | undefined> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const reply = await post(`${origin}/api/widget/init`, encode({ widget_key: key }));
    if (!retryable(reply.status)) return (await readAnswer<{ form: WidgetForm }>(reply))?.form;
    await new Promise((done) => setTimeout(done, backoff(attempt, reply.wait)));
  }
};

/** What stands in the form's place stays until the form is there, and for good where there is none. */
const show = async (host: HTMLElement, origin: string, key: string): Promise<void> => {
  const form = await settings(origin, key);
  if (form?.fields.length) mount(host, form, key, origin);
};

/** Every place for a form that none stands in yet: an element with the widget's key. */
const start = (script: HTMLScriptElement): void => {
  const { origin } = new URL(script.src, location.href);
  const fill = (): void => {
    for (const host of document.querySelectorAll<HTMLElement>('[data-hydra-form]')) {
      const key = host.getAttribute('data-hydra-form');
      // Another copy of this script, and the second look below, leave it alone.
      if (!key || host.hasAttribute('data-hydra-taken')) continue;
      host.setAttribute('data-hydra-taken', '');
      quietly(show(host, origin, key));
    }
  };
  fill();
  if (document.readyState === 'loading') listen(document, 'DOMContentLoaded', fill);
};

safely(() => {
  const own = document.currentScript || document.querySelector('script[src*="/form.js"]');
  if (own) start(own as HTMLScriptElement);
});
