import type { WidgetForm } from './form-field';
import { mount } from './form-view';
import { askInit } from './init';
import { listen, quietly, safely } from './safe';

/** What stands in the form's place stays until the form is there, and for good where there is none. */
const show = async (host: HTMLElement, origin: string, key: string): Promise<void> => {
  const { form } = (await askInit<{ form: WidgetForm | null }>(origin, key)) || {};
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
