// Responses of the API, read from bytes: results, errors, and anything else.

import { fail, type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { envelope, type Vector } from './vectors.js';

type Operation = Parameters<Library['readEnvelope']>[0];

export function envelopeSuite(t: Runner, lib: Library): void {
  for (const vector of envelope) {
    t.test(`envelope: ${vector.text('name')}`, () => {
      // The vectors also name operations that do not exist, to see them refused.
      const operation = vector.text('operation') as Operation;
      const read = () => lib.readEnvelope(operation, bytesOf(vector));
      const error = vector.object('error', ['code', 'pointer', 'at']);
      if (error !== null) {
        const [code, pointer, at] = [error.raw('code'), error.raw('pointer'), error.raw('at')];
        return refuses(lib, read, { code, pointer, at }, vector.about);
      }
      const answer = read();
      const failure = vector.object('failure', ['errors']);
      if (failure !== null) {
        same(answer.success, false, `${vector.about}, success`);
        if (!answer.success) same(answer.errors, failure.raw('errors'), vector.about);
        return;
      }
      if (!vector.has('result')) fail(`${vector.about} expects nothing`);
      same(answer.success, true, `${vector.about}, success`);
      if (answer.success) same(answer.result, vector.raw('result'), vector.about);
    });
  }
}

function bytesOf(vector: Vector): Uint8Array {
  if (!vector.has('bodyBase64')) return new TextEncoder().encode(vector.text('body'));
  return Uint8Array.from(atob(vector.text('bodyBase64')), (character) => character.charCodeAt(0));
}
