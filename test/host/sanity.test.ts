import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

describe('the host', () => {
  it('is a VS Code that the manifest allows', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major > 1 || minor >= 100, `VS Code ${vscode.version} is older than 1.100`);
  });

  it('has Node worker threads', async () => {
    const { Worker } = await import('node:worker_threads');
    const answer = await new Promise((resolve, reject) => {
      const worker = new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', {
        eval: true,
      });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    assert.equal(answer, 42);
  });
});
