import { field, type WidgetForm } from './form-field';
import { dress } from './form-style';
import { encode } from './json';
import { listen, quietly } from './safe';
import { read } from './storage';
import { post, readAnswer, retryable } from './transport';
import type { Json } from './types';

const MAX_URL = 2048;
const NOT_SENT = 'This was not sent. What you wrote is still here: please try again.';

interface Problem {
  title: string;
  detail: string;
  errors: { field: string; message: string }[];
}

const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text = '') => {
  const element = document.createElement(tag);
  element.className = `hydra-form-${name}`;
  element.textContent = text;
  return element;
};

/** For programs that fill in whatever they find. Hidden by hand: a page's policy may refuse styles. */
const trap = (): HTMLInputElement => {
  const input = document.createElement('input');
  input.name = 'website';
  input.tabIndex = -1;
  input.autocomplete = 'off';
  input.setAttribute('aria-hidden', 'true');
  input.style.cssText = 'position:absolute;width:1px;height:1px;opacity:0;pointer-events:none';
  return input;
};

/** Nothing is kept there before the visitor has agreed to be recorded. */
const visitor = (key: string): string | undefined =>
  /^[\w-]{1,64}$/.exec(read(`hydra_${key}`) || '')?.[0];

/** Puts the form into its place. */
export const mount = (host: HTMLElement, form: WidgetForm, key: string, origin: string): void => {
  const box = make('form', 'box');
  const fields = form.fields.map(field);
  const website = trap();
  const failed = make('p', 'failed');
  const button = make('button', 'button', form.button);
  const thanks = make('p', 'thanks');
  box.noValidate = true;
  box.setAttribute('aria-label', form.title || form.button);
  failed.setAttribute('role', 'alert');
  button.type = 'submit';
  // There from the start, so that what it comes to hold is read out.
  thanks.setAttribute('role', 'status');
  thanks.tabIndex = -1;
  if (form.title) box.append(make('p', 'title', form.title));
  for (const { row } of fields) box.append(row);
  box.append(website, failed, button);
  dress();
  host.textContent = '';
  host.classList.add('hydra-form');
  host.append(box, thanks);

  const notSent = host.getAttribute('data-failed') || NOT_SENT;
  const wrong = () => fields.find(({ input }) => input.hasAttribute('aria-invalid'));
  const refuse = (text: string): void => {
    failed.textContent = text;
    (wrong()?.input || button).focus();
  };
  let sending = false;
  const busy = (on: boolean): void => {
    sending = button.disabled = on;
    box.setAttribute('aria-busy', `${on}`);
  };

  const send = async (): Promise<void> => {
    const said: Json = {};
    for (const { key, input } of fields) said[key] = input.value.trim();
    const reply = await post(
      `${origin}/api/widget/form`,
      encode({
        widget_key: key,
        anon_visitor_id: visitor(key),
        page: location.href.slice(0, MAX_URL),
        fields: said,
        website: website.value,
      }),
    );
    const problem = await readAnswer<Problem>(reply);
    busy(false);
    if (reply.status > 199 && reply.status < 300) {
      box.remove();
      thanks.textContent = form.thanks;
      thanks.focus();
      host.dispatchEvent(new CustomEvent('hydra:form', { bubbles: true, detail: { key } }));
      return;
    }
    if (retryable(reply.status) || !problem) return refuse(notSent);
    const rest: string[] = [];
    for (const { field, message } of problem.errors || []) {
      const own = fields.find(({ key }) => key === field || `fields.${key}` === field);
      if (own) own.say(message);
      else rest.push(message);
    }
    refuse(rest.join(' ') || (wrong() ? '' : problem.detail || problem.title || notSent));
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    if (sending) return;
    for (const { check } of fields) check();
    if (wrong()) {
      refuse('');
      return;
    }
    failed.textContent = '';
    busy(true);
    quietly(
      send().catch(() => {
        busy(false);
        refuse(notSent);
      }),
    );
  };
  listen(box, 'submit', submit, { passive: false });
};
