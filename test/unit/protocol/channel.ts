import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Port, RpcMessage } from '../../../src/protocol/rpc.js';

export interface Channel {
  readonly near: Port;
  readonly far: Port;
  /** Everything the near end sent, as it arrived. */
  readonly sent: RpcMessage[];
  close(): void;
}

const portOf = (port: MessagePort): Port => ({
  post: (message, transfer = []) => port.postMessage(message, [...transfer]),
  on: (listener) => void port.on('message', listener),
});

/** Two ends of a real message channel: what crosses is structured-cloned. */
export function createChannel(): Channel {
  const { port1, port2 } = new MessageChannel();
  const sent: RpcMessage[] = [];
  port2.on('message', (message: RpcMessage) => void sent.push(message));
  return { near: portOf(port1), far: portOf(port2), sent, close: () => port1.close() };
}
