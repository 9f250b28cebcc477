import { createConnection } from 'node:net';

const PATIENCE = 3000; // ms: a packet that is dropped is sent again after 1 s, and after 2 s more

/** Whether a connection is taken. What a network policy refuses is dropped by some networks, and answered by others. */
export function reach(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: PATIENCE });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
