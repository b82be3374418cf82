import { button, make } from './chat-message';
import type { Question, State } from './chat-state';
import type { Talk } from './chat-talk';
import { encode } from './json';
import { listen } from './safe';

/** The ways to answer what the bot asks: a button for each choice, and one to pass over it. */
export const createPicks = ({ state }: State, talk: Talk, answered: (failed: boolean) => void) => {
  const row = make('div', 'picks', '', { role: 'group' });
  /** For which question the buttons are; the same ones stay, and with them the focus. */
  let shown = '';

  const pick = (act: () => void): void => {
    if (talk.isBusy()) return;
    act();
    answered(false);
  };

  const fill = ({ prompt, kind, options, required }: Question): void => {
    row.setAttribute('aria-label', prompt);
    if (kind === 'choice')
      for (const option of options) {
        const choice = button('pick', option, () => pick(() => talk.write(option)));
        choice.dir = 'auto';
        row.append(choice);
      }
    const skip = () => talk.skip((why) => why !== undefined && answered(true));
    if (!required) row.append(button('plain', 'Skip', () => pick(skip)));
  };

  const update = (): void => {
    const { question, entries } = state;
    const asked = question ? encode(question) : '';
    if (asked !== shown) {
      shown = asked;
      row.textContent = '';
      if (question) fill(question);
    }
    // While an answer is on its way, it counts as given.
    row.hidden = !row.firstChild || entries.some(({ unsent }) => unsent === 'sending');
  };

  return { row, update };
};

/** The place to leave an email while nobody is known and the bot asks nothing. */
export const createMail = ({ state }: State, talk: Talk, wanted: boolean, left: () => void) => {
  const form = make('form', 'mail');
  const label = make('label', '', 'Leave your email to get the answer there too', {
    for: 'email',
  });
  const line = make('div', 'line');
  const input = make('input', '', '', {
    id: 'email',
    type: 'email',
    name: 'email',
    autocomplete: 'email',
    placeholder: 'you@example.com',
    'aria-describedby': 'email-wrong',
  });
  const submit = make('button', 'save', 'Save', { type: 'submit', 'aria-label': 'Save email' });
  const wrong = make('div', 'wrong', '', { id: 'email-wrong', role: 'alert' });
  form.noValidate = true;
  line.append(input, submit);
  form.append(label, line, wrong);
  let busy = false;

  const say = (text: string): void => {
    wrong.textContent = text;
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  const send = (event: Event): void => {
    event.preventDefault();
    const email = input.value.trim();
    if (busy) return;
    if (!email || !input.checkValidity()) {
      say(input.validationMessage || 'Please write an email address.');
      input.focus();
      return;
    }
    busy = submit.disabled = true;
    talk.leaveEmail(email, (why) => {
      busy = submit.disabled = false;
      if (why === undefined) {
        input.value = '';
        left();
      } else say(why || 'Not sent. Please try again.');
    });
  };
  listen(form, 'submit', send, { passive: false });
  listen(input, 'input', () => say(''));

  return {
    form,
    update(): void {
      form.hidden = !wanted || !state.loaded || state.emailKnown || !!state.question;
    },
  };
};
