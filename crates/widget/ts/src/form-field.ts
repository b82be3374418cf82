import { listen } from './safe';

export interface FormField {
  key: string;
  label: string;
  kind: 'text' | 'email' | 'phone' | 'textarea';
  required: boolean;
}

/** What the widget's settings say about its form. */
export interface WidgetForm {
  title: string;
  button: string;
  thanks: string;
  fields: FormField[];
}

/** What browsers offer to fill in by themselves. */
const AUTOCOMPLETE: Record<string, string> = {
  name: 'name',
  email: 'email',
  phone: 'tel',
  company: 'organization',
  title: 'organization-title',
};
const MAX_VALUE = 2000;
let made = 0;

/** A label, its control, and the place where it is said what is wrong with it. */
export const field = ({ key, label, kind, required }: FormField) => {
  const area = kind === 'textarea';
  const input = document.createElement(area ? 'textarea' : 'input');
  // Ids must differ from the page's own and from those of another copy of this script.
  const id = `hydra-${Date.now().toString(36)}-${made++}`;
  const wrong = document.createElement('span');
  const row = document.createElement('div');
  const name = document.createElement('label');

  row.className = 'hydra-form-field';
  name.htmlFor = input.id = id;
  name.textContent = label;
  if (required) {
    const star = document.createElement('span');
    star.setAttribute('aria-hidden', 'true');
    star.textContent = ' *';
    name.append(star);
  }
  input.name = key;
  input.required = required;
  input.maxLength = MAX_VALUE;
  input.autocomplete = (AUTOCOMPLETE[key] || 'on') as AutoFill;
  if (!area) (input as HTMLInputElement).type = kind === 'phone' ? 'tel' : kind;
  wrong.className = 'hydra-form-wrong';
  wrong.id = `${id}-wrong`;
  row.append(name, input, wrong);

  const say = (text: string): void => {
    wrong.textContent = text;
    if (text) {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', wrong.id);
    } else {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    }
  };
  listen(input, 'input', () => say(''));

  return {
    key,
    row,
    input,
    say,
    /** In the words of the visitor's own browser, where it has some. */
    check(): void {
      const empty = required && !input.value.trim();
      if (empty) input.value = '';
      say(
        empty || !input.checkValidity()
          ? input.validationMessage || 'Please fill in this field.'
          : '',
      );
    },
  };
};
