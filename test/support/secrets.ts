/** The secrets that the tests give to the program. After a run nothing that it said may have one of them in it. */
export const SECRET = {
  /** Of `team-2`, everywhere. */
  password: 'secret2',
  wrongPassword: 'wr0ng-s3cret-value',
  changedPassword: 'first-s3cret-value',
  store: 'test-store-password',
  keyPhrase: 'test-key-phrase',
  client: 'client-s3cret!-value',
  aws: 'aws-s3cret/for+the+tests/only/0123456789',
} as const;
