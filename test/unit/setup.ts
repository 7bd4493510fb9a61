import fc from 'fast-check';

// Property tests draw new cases on every run at a desk, and the same ones in CI: a failure there is
// about the change under test, and a desk is where a law's next counterexample is looked into.
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_261_122 });
