import { describe, expect, it } from 'vitest';
import {
  ExpressionError,
  expressionProblem,
  holds,
} from '../../../../src/sandbox/gitlab/ci/config/expression';

const variables = {
  BRANCH: 'feature/x',
  SOURCE: 'merge_request_event',
  EMPTY: '',
  PATTERN: '/^feature/',
  NAME: 'feature/x',
};

describe('rules:if', () => {
  it.each([
    ['$BRANCH', true],
    ['$EMPTY', false],
    ['$MISSING', false],
    ['$SOURCE == "merge_request_event"', true],
    ["$SOURCE == 'push'", false],
    ['$SOURCE != "push"', true],
    ['$MISSING == null', true],
    ['$EMPTY == null', false],
    ['$EMPTY == ""', true],
    ['$BRANCH == $NAME', true],
    ['$BRANCH =~ /^feature/', true],
    ['$BRANCH =~ /^FEATURE/', false],
    ['$BRANCH =~ /^FEATURE/i', true],
    ['$BRANCH =~ /feature\\/x/', true],
    ['$BRANCH !~ /^hotfix/', true],
    ['$MISSING =~ /x/', false],
    ['$BRANCH =~ $PATTERN', true],
    ['$MISSING || $BRANCH', true],
    ['$MISSING && $BRANCH', false],
    ['$BRANCH || $MISSING && $MISSING', true],
    ['($BRANCH || $MISSING) && $MISSING', false],
    ['($SOURCE == "push" || $SOURCE == "merge_request_event") && $BRANCH =~ /x$/', true],
    ['"text"', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text, variables)).toBe(expected);
  });

  it.each(['$A ==', '== "a"', '$A = "b"', '$A == "b', '($A', '$A $B', '', '$A =~ /[/'])(
    'refuses %s',
    (text) => {
      expect(expressionProblem(text)).toBe('invalid expression syntax');
      expect(() => holds(text, {})).toThrow(ExpressionError);
    },
  );

  it('does not take inherited properties for variables', () => {
    expect(holds('$constructor', {})).toBe(false);
  });
});
