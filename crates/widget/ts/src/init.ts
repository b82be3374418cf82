import { encode } from './json';
import { backoff, post, readAnswer, retryable } from './transport';

const TRIES = 4;

/** What the server says about a widget; undefined when it does not answer. For the scripts that `widget.js` does not tell. */
export const askInit = async <T>(origin: string, key: string): Promise<Partial<T> | undefined> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const reply = await post(`${origin}/api/widget/init`, encode({ widget_key: key }));
    if (!retryable(reply.status)) return readAnswer<T>(reply);
    await new Promise((done) => setTimeout(done, backoff(attempt, reply.wait)));
  }
};
