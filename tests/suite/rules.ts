// The rules: one proposed binding, or a whole list.

import { type Runner, same } from './assert.js';
import type { Library } from './library.js';
import { rules } from './vectors.js';

type CheckFacts = Parameters<Library['check']>[0];

export function rulesSuite(t: Runner, lib: Library): void {
  for (const vector of rules) {
    t.test(`rules: ${vector.text('name')}`, () => {
      const facts = {
        prefix: vector.raw('prefix') as CheckFacts['prefix'],
        bindings: vector.raw('bindings') as CheckFacts['bindings'],
        ...(vector.has('services') ? { services: vector.raw('services') as CheckFacts['services'] } : {}),
      };
      const findings = vector.has('proposed')
        ? lib.check({ ...facts, proposed: vector.raw('proposed') as CheckFacts['proposed'] })
        : lib.lint(facts);
      same(findings.map(({ code }) => code).sort(), vector.raw('codes'), vector.about);
      for (const { message, help, severity, basis } of findings) {
        const worded = message !== '' && help !== '';
        const judged =
          ['error', 'warning', 'note'].includes(severity) && ['documented', 'assumed'].includes(basis);
        same([worded, judged], [true, true], `${vector.about}, the finding \`${message}\``);
      }
    });
  }
}
